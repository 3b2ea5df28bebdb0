import { randomUUID } from 'node:crypto';

/** What is published to hear it again; nobody but its sender makes anything of it. */
interface Probe {
  readonly probe: string;
}

const isProbe = (message: unknown): message is Probe =>
  typeof message === 'object' && message !== null && 'probe' in message && typeof message.probe === 'string';

/** Messages of our own that are to come back: they tell whether PubNub is really heard, whatever its SDK believes. */
export class RoundTrips {
  readonly #open = new Map<string, () => void>();

  /** @param publish with an id of its own. Resolves with the milliseconds there and back; rejects when that takes too long */
  async run(
    publish: (id: string, message: Readonly<Record<string, string>>) => Promise<void>,
    limitMs: number,
  ): Promise<number> {
    const id = randomUUID();
    const begun = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(() => reject(new Error('A message of our own did not come back')), limitMs);
    this.#open.set(id, () => resolve(performance.now() - begun));
    promise.catch(() => undefined);
    try {
      await publish(id, { probe: id });
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#open.delete(id);
    }
  }

  /** @returns whether a delivered message is one of these */
  heard(message: unknown): boolean {
    if (!isProbe(message)) return false;
    this.#open.get(message.probe)?.();
    return true;
  }
}

import type { WireEnvelope } from './envelope.ts';
import { fieldOf, type Filter } from './filter.ts';
import { matches, type SubscribeReading } from './names.ts';
import type { Timetokens } from './timetoken.ts';

/** What PubNub keeps for a subscriber that is away: 100 messages over all its channels, for 20 minutes. */
const QUEUE_LENGTH = 100;
const QUEUE_UNITS = 20n * 60n * 10_000_000n;

/** A message as it became visible: later than its publication where a test delays it. */
interface Delivery {
  readonly at: bigint;
  readonly envelope: WireEnvelope;
}

export interface Batch {
  readonly envelopes: readonly WireEnvelope[];
  /** Where the subscriber goes on. */
  readonly cursor: bigint;
  /** How many the queue no longer held. */
  readonly lost: number;
}

/** Live delivery: every message of the last twenty minutes, and who waits for more. */
export class Broker {
  readonly #timetokens: Timetokens;
  readonly #reading: SubscribeReading;
  #deliveries: Delivery[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(timetokens: Timetokens, reading: SubscribeReading) {
    this.#timetokens = timetokens;
    this.#reading = reading;
  }

  deliver(envelope: WireEnvelope): void {
    const oldest = this.#timetokens.latest() - 2n * QUEUE_UNITS;
    this.#deliveries = this.#deliveries.filter((delivery) => delivery.at > oldest);
    this.#deliveries.push({ at: this.#placeFor(envelope), envelope });
    for (const wake of this.#waiting) wake();
  }

  /** Its own timetoken, so that a client may resume from any message it has seen; a new one where others came before. */
  #placeFor(envelope: WireEnvelope): bigint {
    const own = BigInt(envelope.p.t);
    const last = this.#deliveries.at(-1)?.at;
    return last === undefined || own > last ? own : this.#timetokens.next();
  }

  /** What these subscriptions have not seen since `cursor`: the newest 100 of the last 20 minutes. */
  since(cursor: bigint, subscriptions: readonly string[], filter?: Filter): Batch {
    const latest = this.#timetokens.latest();
    const missed = this.#deliveries.filter((delivery) => delivery.at > cursor);
    const mine = missed.flatMap(({ at, envelope }) => {
      const subscription = subscriptions.find((name) => matches(name, envelope.c, this.#reading));
      if (subscription === undefined || !passes(envelope, filter)) return [];
      return [{ at, envelope: subscription === envelope.c ? envelope : { ...envelope, b: subscription } }];
    });
    const kept = mine.filter(({ at }) => at > latest - QUEUE_UNITS).slice(-QUEUE_LENGTH);
    return {
      envelopes: kept.map(({ envelope }) => envelope),
      cursor: kept.at(-1)?.at ?? cursor,
      lost: mine.length - kept.length,
    };
  }

  /** Where a new subscriber begins: after everything so far. */
  start(): bigint {
    return this.#timetokens.next();
  }

  /** Resolves at the next delivery of anything, or when `until` is aborted. */
  async activity(until: AbortSignal): Promise<void> {
    if (until.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    until.addEventListener('abort', () => resolve(), { once: true });
    await promise.finally(() => this.#waiting.delete(resolve));
  }
}

/** `meta.x` and `data.x`; a name without either is one of the meta. */
function passes(envelope: WireEnvelope, filter: Filter | undefined): boolean {
  if (!filter) return true;
  const sources = { meta: envelope.u, data: envelope.d };
  return filter((path) => (/^(?:meta|data)\./.test(path) ? fieldOf(sources, path) : fieldOf(envelope.u, path)));
}

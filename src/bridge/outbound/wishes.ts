/** What whoever runs Pigdin wants done with parked entries: told by another process, `npm run parked`, through the store. */
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Wish } from '../model.ts';
import type { Store } from '../store.ts';

/** The row that changes with every wish: only it is looked at all the time. */
const SIGNAL = 'wishes';

const LOOK_MS = 2_000;

/** For `npm run parked`. */
export async function wish(store: Pick<Store, 'wishes' | 'cursors'>, wishes: readonly Wish[]): Promise<void> {
  await store.wishes.setMany(wishes.map((one) => [one.id, one]));
  await store.cursors.set(SIGNAL, new Date().toISOString());
}

interface WishesParts {
  readonly store: Store;
  readonly log: Log;
  readonly fulfil: (wish: Wish) => Promise<void>;
}

export class Wishes {
  readonly #parts: WishesParts;
  #seen: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: WishesParts) {
    this.#parts = parts;
  }

  /** Looks at once, and every two seconds from then on. */
  start(): void {
    void this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { store, log, fulfil } = this.#parts;
    try {
      const signal = await store.cursors.get(SIGNAL);
      if (signal === undefined || signal === this.#seen) return;
      this.#seen = signal;
      for (const one of await store.wishes.all()) {
        log.info({ id: one.id, verb: one.verb }, 'whoever runs Pigdin decided about a parked reply');
        await store.wishes.delete(one.id);
        void fulfil(one).catch((error: unknown) =>
          log.error({ id: one.id, error: describeError(error) }, 'what is wanted of a parked reply could not be done'),
        );
      }
    } catch (error) {
      this.#seen = undefined;
      log.warn({ error: describeError(error) }, 'what is wanted of parked replies could not be read');
    }
  }
}

import type { Table } from './store.ts';

/**
 * How far PubNub's stream has been dealt with. Deliveries of different rooms finish out of order, so the saved position
 * is the newest one before which everything is done: after a crash whatever was unfinished comes again. It is written
 * beside the work, not within it: a position that is a moment old costs only a look at what is there already.
 */
export class Cursor {
  readonly #table: Pick<Table<string>, 'get' | 'set'>;
  /** How often each position is under way. */
  readonly #open = new Map<bigint, number>();
  #newest = 0n;
  #saved = 0n;
  #saving: Promise<void> | undefined;

  constructor(table: Pick<Table<string>, 'get' | 'set'>) {
    this.#table = table;
  }

  /** The timetoken to resume after; undefined before the first start. */
  async load(): Promise<string | undefined> {
    const saved = await this.#table.get(KEY);
    this.#saved = BigInt(saved ?? 0);
    this.#newest = this.#saved;
    return saved;
  }

  /**
   * Call when a delivery arrives. The returned function says that it is dealt with, and resolves when a position is saved
   * from which it does not come again, unless something before it is still under way.
   */
  begin(timetoken: string): () => Promise<void> {
    const position = BigInt(timetoken);
    this.#open.set(position, (this.#open.get(position) ?? 0) + 1);
    if (position > this.#newest) this.#newest = position;
    return () => {
      const left = (this.#open.get(position) ?? 1) - 1;
      if (left > 0) this.#open.set(position, left);
      else this.#open.delete(position);
      return this.#advance();
    };
  }

  /** Starts from this timetoken when there is no position yet. */
  async startAt(timetoken: string): Promise<void> {
    if (this.#newest > 0n) return;
    this.#newest = BigInt(timetoken);
    await this.#advance();
  }

  /** Resolves when no write is under way, whether it succeeded or not. */
  async idle(): Promise<void> {
    await this.#saving?.catch(() => undefined);
  }

  /** One write at a time, of whatever the position is by then. */
  #advance(): Promise<void> {
    this.#saving ??= this.#save();
    return this.#saving;
  }

  async #save(): Promise<void> {
    try {
      await Promise.resolve();
      for (let position = this.#position(); position > this.#saved; position = this.#position()) {
        await this.#table.set(KEY, String(position));
        this.#saved = position;
      }
    } finally {
      // Here, not later: what is done from now on starts the next one.
      this.#saving = undefined;
    }
  }

  #position(): bigint {
    let position = this.#newest;
    for (const open of this.#open.keys()) if (open <= position) position = open - 1n;
    return position;
  }
}

const KEY = 'pubnub';

import type { Table } from './store.ts';

/**
 * How far PubNub's stream has been dealt with. Deliveries of different rooms finish out of order, so the saved position
 * is the newest one before which everything is done: after a crash whatever was unfinished comes again.
 */
export class Cursor {
  readonly #table: Pick<Table<string>, 'get' | 'set'>;
  readonly #open = new Set<bigint>();
  #newest = 0n;
  #saved = 0n;

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

  /** Call when a delivery arrives, in order of arrival. The returned function says that it is dealt with. */
  begin(timetoken: string): () => Promise<void> {
    const position = BigInt(timetoken);
    this.#open.add(position);
    if (position > this.#newest) this.#newest = position;
    return async () => {
      this.#open.delete(position);
      await this.#advance();
    };
  }

  /** Starts from this timetoken when there is no position yet. */
  async startAt(timetoken: string): Promise<void> {
    if (this.#newest > 0n) return;
    this.#newest = BigInt(timetoken);
    await this.#advance();
  }

  async #advance(): Promise<void> {
    let position = this.#newest;
    for (const open of this.#open) if (open <= position) position = open - 1n;
    if (position <= this.#saved) return;
    this.#saved = position;
    await this.#table.set(KEY, String(position));
  }
}

const KEY = 'pubnub';

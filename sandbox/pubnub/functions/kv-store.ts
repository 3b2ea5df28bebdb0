const MINUTE_MS = 60_000;
const DEFAULT_TTL_MINUTES = 24 * 60;
const MAX_TTL_MINUTES = 365 * 24 * 60;
const MAX_KEY_LENGTH = 1000;
const MAX_VALUE_LENGTH = 32_000;
const PAGE = 100;

interface Item {
  readonly text: string;
  readonly expires: number;
}

/** Which write a reader sees: `since` is when the version before was replaced. */
interface Versions {
  readonly now: Item | undefined;
  readonly before: Item | undefined;
  readonly since: number;
  /** Who wrote; it always sees its own write. */
  readonly writer: object | undefined;
}

/** A page of keys; `next` continues after it. */
export interface KeyPage {
  readonly keys: string[];
  readonly next: string | undefined;
}

/** PubNub's KV store of one keyset: values with a lifetime, and counters. */
export class KvStore {
  readonly #now: () => number;
  readonly #items = new Map<string, Versions>();
  readonly #counters = new Map<string, number>();
  /** Readers other than the writer may see the old value for this long: the real store is eventually consistent. */
  staleMs: number;

  constructor(now: () => number, staleMs = 0) {
    this.#now = now;
    this.staleMs = staleMs;
  }

  /** @param ttlMinutes A day unless told; clamped to between a minute and a year. */
  set(key: string, text: string, ttlMinutes: number = DEFAULT_TTL_MINUTES, writer?: object): void {
    const minutes = Math.min(Math.max(ttlMinutes, 1), MAX_TTL_MINUTES);
    this.setFor(minutes * MINUTE_MS, key, text, writer);
  }

  /** With a lifetime that is not clamped. */
  setFor(ttlMs: number, key: string, text: string, writer?: object): void {
    checkKey(key);
    if (text.length > MAX_VALUE_LENGTH) {
      throw new Error(`Limit exceeded: a KV store value has at most ${MAX_VALUE_LENGTH} characters`);
    }
    this.#write(key, { text, expires: this.#now() + ttlMs }, writer);
  }

  /** Null where there is nothing, or no longer. */
  get(key: string, reader?: object): string | null {
    checkKey(key);
    return this.#visible(key, reader)?.text ?? null;
  }

  remove(key: string, writer?: object): void {
    checkKey(key);
    this.#write(key, undefined, writer);
  }

  keys(after?: string): KeyPage {
    return page(
      [...this.#items.keys()].filter((key) => this.#visible(key, undefined)),
      after,
    );
  }

  /** The new value. The only operation that is atomic everywhere. */
  increment(key: string, by = 1): number {
    checkKey(key);
    const value = (this.#counters.get(key) ?? 0) + by;
    this.#counters.set(key, value);
    return value;
  }

  counter(key: string): number {
    checkKey(key);
    return this.#counters.get(key) ?? 0;
  }

  counterKeys(after?: string): KeyPage {
    return page([...this.#counters.keys()], after);
  }

  #write(key: string, item: Item | undefined, writer: object | undefined): void {
    const before = this.#items.get(key)?.now;
    this.#items.set(key, { now: item, before, since: this.#now(), writer });
  }

  #visible(key: string, reader: object | undefined): Item | undefined {
    const versions = this.#items.get(key);
    if (!versions) return undefined;
    const own = reader !== undefined && reader === versions.writer;
    const stale = !own && this.#now() < versions.since + this.staleMs;
    const item = stale ? versions.before : versions.now;
    return item && item.expires > this.#now() ? item : undefined;
  }
}

function checkKey(key: string): void {
  if (typeof key !== 'string' || key === '') throw new Error('A KV store key is a string that is not empty');
  if (key.length > MAX_KEY_LENGTH) {
    throw new Error(`Limit exceeded: a KV store key has at most ${MAX_KEY_LENGTH} characters`);
  }
}

function page(keys: readonly string[], after: string | undefined): KeyPage {
  const sorted = keys.toSorted();
  const rest = after === undefined ? sorted : sorted.filter((key) => key > after);
  const taken = rest.slice(0, PAGE);
  return { keys: taken, next: rest.length > PAGE ? taken.at(-1) : undefined };
}

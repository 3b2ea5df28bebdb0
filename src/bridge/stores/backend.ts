import { BridgeError, describeError } from '../errors.ts';
import type { Log } from '../log.ts';

/** `read`: nothing is written at all, whatever else uses the store meanwhile. */
export type Access = 'write' | 'read';

/**
 * What Keyv asks of a store. What is written to one key is applied in the order in which it was written. A row whose lifetime
 * is over is not there: Keyv, which looks as well, would remove it.
 */
interface Adapter {
  get(key: string): Promise<string | undefined>;
  getMany(keys: string[]): Promise<(string | undefined)[]>;
  set(key: string, value: string, ttl?: number): Promise<unknown>;
  delete(key: string): Promise<boolean>;
  clear(): Promise<void>;
}

/** Where the rows are: an adapter for Keyv, which serialises them, and what Keyv has no question for. */
export interface Backend {
  readonly adapter: Adapter;
  /** The keys that begin so, in no particular order. */
  keys(prefix: string): Promise<string[]>;
  /** Removes the rows whose lifetime is over, where the store does not do so by itself. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

const refuse = (): Promise<never> => Promise.reject(new Error('the store was opened to read'));

/** The same rows for whoever must not write. */
export function toRead(backend: Backend): Backend {
  const { adapter } = backend;
  const get = (key: string) => adapter.get(key);
  const getMany = (keys: string[]) => adapter.getMany(keys);
  return {
    ...backend,
    adapter: { get, getMany, set: refuse, delete: refuse, clear: refuse },
    sweep: () => Promise.resolve(),
  };
}

/** Longest time for the server of a store to take a connection. */
export const CONNECT_MS = 2000;
/** Longest time for the server of a store to answer. */
export const ANSWER_MS = 3000;

/** Where the server of a store is, without the name and the password in its URL. */
const addressOf = (url: string): string => new URL(url).host || 'this machine';

/** Why the app cannot start: the server of the store cannot be used. */
export function unusable(server: string, url: string, cause: unknown): BridgeError {
  const reason = describeError(cause);
  return new BridgeError(
    'store-failed',
    `The ${server} server at ${addressOf(url)} cannot be used (${reason.message || reason.code}). ` +
      'Start it, or correct STORE_URL; without STORE_URL the state is kept in a file.',
    { cause },
  );
}

/** Says once that the server went away, and once that it is back. Whoever asks it meanwhile gets an error each time. */
export function watchPresence(server: string, url: string, log: Log): { away(error: Error): void; here(): void } {
  const address = addressOf(url);
  let away = false;
  return {
    away(error) {
      if (!away)
        log.warn({ address, error: error.message }, `${server} is away; nothing is acknowledged until it is back`);
      away = true;
    },
    here() {
      if (away) log.info({ address }, `${server} is back`);
      away = false;
    },
  };
}

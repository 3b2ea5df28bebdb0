/**
 * The state of the bridge, in named tables of one Keyv store. Keyv has no transactions: whoever writes orders the writes
 * (journal, act, link, cursor) so that each may be repeated. A read that fails is an error, never "not there".
 */
import { Keyv } from 'keyv';
import { BridgeError } from './errors.ts';
import { SILENT, type Log } from './log.ts';
import type {
  Account,
  FileIntent,
  Gap,
  Intent,
  Link,
  MergedPost,
  OutboxEntry,
  ParkedEntry,
  PendingSignIn,
  Portal,
  Wish,
} from './model.ts';
import type { AccountSettings } from './settings.ts';
import type { Greeting } from './greetings.ts';
import { toRead, type Access, type Backend } from './stores/backend.ts';

/** Rows of one kind. Every method throws a BridgeError `store-failed` when the store does. */
export interface Table<T> {
  get(key: string): Promise<T | undefined>;
  /** @param lifetimeMs after which the row is gone; it stays when not given */
  set(key: string, value: T, lifetimeMs?: number): Promise<void>;
  /** All of them or none. */
  setMany(rows: readonly (readonly [key: string, value: T])[], lifetimeMs?: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** All of them or none. */
  deleteMany(keys: readonly string[]): Promise<void>;
  /** All rows, in order of their keys. Only for tables that stay small. */
  all(): Promise<T[]>;
  /** The rows whose keys begin so, in order of their keys; the others are not loaded. */
  startingWith(prefix: string): Promise<T[]>;
}

export interface Store {
  readonly accounts: Table<Account>;
  readonly portals: Table<Portal>;
  /** From a Slack thread to the key of its portal. */
  readonly threads: Table<string>;
  readonly links: Table<Link>;
  /** From a Slack message to the key of its link. */
  readonly mirrors: Table<string>;
  /** Slack posts of several parts, by Slack message. */
  readonly merged: Table<MergedPost>;
  /** Webex messages that were deleted before they were shown. */
  readonly deleted: Table<true>;
  /** What is about to be posted in a room's thread, by the key of its portal. */
  readonly intents: Table<Intent>;
  /** By room of a user: files that are on their way into its thread. */
  readonly files: Table<FileIntent>;
  readonly gaps: Table<Gap>;
  readonly cursors: Table<string>;
  readonly outbox: Table<OutboxEntry>;
  readonly parked: Table<ParkedEntry>;
  /** For the bridge to take up, from another process. */
  readonly wishes: Table<Wish>;
  /** Replies that were dealt with and left no Link: what Slack tells of them again is old. */
  readonly handled: Table<true>;
  readonly signIns: Table<PendingSignIn>;
  readonly settings: Table<AccountSettings>;
  /** Slack users who have been greeted, by workspace and user. */
  readonly greetings: Table<Greeting>;
  close(): Promise<void>;
}

/** How often the rows are removed whose lifetime is over. */
const SWEEP_MS = 3_600_000;

/**
 * Throws a BridgeError that names the variable at fault when the store cannot be used.
 * @param place a file, `:memory:`, or the URL of a Redis, Valkey or Postgres server
 */
export async function openStore(place: string, log: Log = SILENT): Promise<Store> {
  return storeOver(await openBackend(place, 'write', log));
}

/** The store of a bridge that may run meanwhile. Whoever tries to write to it gets an error. */
export async function openStoreToRead(place: string): Promise<Store> {
  return storeOver(toRead(await openBackend(place, 'read', SILENT)));
}

export function storeOver(backend: Backend): Store {
  const sweeping = setInterval(() => void backend.sweep().catch(() => undefined), SWEEP_MS).unref();
  // One Keyv for all tables: what it calls a namespace would confuse a key that begins with the name of its own.
  const keyv = new Keyv({ store: backend.adapter, useKeyPrefix: false, throwOnErrors: true });
  // Without a listener Keyv would raise the same error once more as an uncaught 'error' event.
  keyv.on('error', () => undefined);
  const table = <T>(name: string): Table<T> => asTable<T>(keyv, backend, `${name}:`);
  return {
    accounts: table('accounts'),
    portals: table('portals'),
    threads: table('threads'),
    links: table('links'),
    mirrors: table('mirrors'),
    merged: table('merged'),
    deleted: table('deleted'),
    intents: table('intents'),
    files: table('files'),
    gaps: table('gaps'),
    cursors: table('cursors'),
    outbox: table('outbox'),
    parked: table('parked'),
    wishes: table('wishes'),
    handled: table('handled'),
    signIns: table('signIns'),
    settings: table('settings'),
    greetings: table('greetings'),
    async close() {
      clearInterval(sweeping);
      await guard(backend.close());
    },
  };
}

/** What is not used is not loaded. */
async function openBackend(place: string, access: Access, log: Log): Promise<Backend> {
  const [, scheme] = /^(\w+):\/\//.exec(place) ?? [];
  if (scheme === undefined) return (await import('./stores/sqlite.ts')).openSqlite(place, access);
  if (scheme.startsWith('postgres')) return (await import('./stores/postgres.ts')).openPostgres(place, access, log);
  return (await import('./stores/redis.ts')).openRedis(place, access, log);
}

function asTable<T>(keyv: Keyv, backend: Backend, name: string): Table<T> {
  const startingWith = async (prefix: string): Promise<T[]> => {
    const rows: T[] = [];
    for (const keys of chunks((await guard(backend.keys(name + prefix))).toSorted())) {
      // What was removed since its key was read is undefined.
      for (const row of await guard(keyv.getMany<T>(keys))) if (row !== undefined) rows.push(row);
    }
    return rows;
  };
  return {
    get: (key) => guard(keyv.get<T>(name + key)),
    set: async (key, value, lifetimeMs) => {
      if (!(await guard(keyv.set(name + key, value, lifetimeMs)))) throw storeFailed();
    },
    setMany: async (rows, lifetimeMs) => {
      const lifetime = lifetimeMs === undefined ? {} : { ttl: lifetimeMs };
      if (rows.length === 0) return;
      await guard(keyv.setMany(rows.map(([key, value]) => ({ key: name + key, value, ...lifetime }))));
    },
    delete: async (key) => {
      await guard(keyv.delete(name + key));
    },
    deleteMany: async (keys) => {
      if (keys.length > 0) await guard(keyv.deleteMany(keys.map((key) => name + key)));
    },
    all: () => startingWith(''),
    startingWith,
  };
}

const ROWS_A_READ = 1000;

function* chunks(keys: readonly string[]): Generator<string[]> {
  for (let start = 0; start < keys.length; start += ROWS_A_READ) yield keys.slice(start, start + ROWS_A_READ);
}

async function guard<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw storeFailed(cause);
  }
}

const storeFailed = (cause?: unknown): BridgeError =>
  new BridgeError('store-failed', 'The store did not answer as it should', { cause, retryable: true });

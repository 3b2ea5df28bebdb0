/**
 * The state of the bridge, in named tables of one Keyv store. Keyv has no transactions: whoever writes orders the writes
 * (journal, act, link, cursor) so that each may be repeated. A read that fails is an error, never "not there".
 */
import { Keyv } from 'keyv';
import { BridgeError } from './errors.ts';
import type { Account, Link, OutboxEntry, ParkedEntry, PendingSignIn, Portal } from './model.ts';
import { openSqlite } from './sqlite-store.ts';

/** One namespace of the store. Every method throws a BridgeError `store-failed` when the store does. */
export interface Table<T> {
  get(key: string): Promise<T | undefined>;
  /** @param lifetimeMs after which the row is gone; it stays when not given */
  set(key: string, value: T, lifetimeMs?: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** All rows, in order of their keys. */
  all(): Promise<T[]>;
}

export interface Store {
  readonly accounts: Table<Account>;
  readonly portals: Table<Portal>;
  /** From a Slack thread to the key of its portal. */
  readonly threads: Table<string>;
  readonly links: Table<Link>;
  /** From a Slack message to the key of its link. */
  readonly mirrors: Table<string>;
  readonly cursors: Table<string>;
  readonly outbox: Table<OutboxEntry>;
  readonly parked: Table<ParkedEntry>;
  readonly signIns: Table<PendingSignIn>;
  close(): void;
}

/** Opens the embedded store. @param file a path, or `:memory:` */
export function openStore(file: string): Store {
  const database = openSqlite(file);
  const table = <T>(namespace: string): Table<T> =>
    asTable<T>(new Keyv({ store: database.adapter(), namespace, throwOnErrors: true }));
  return {
    accounts: table('accounts'),
    portals: table('portals'),
    threads: table('threads'),
    links: table('links'),
    mirrors: table('mirrors'),
    cursors: table('cursors'),
    outbox: table('outbox'),
    parked: table('parked'),
    signIns: table('signIns'),
    close: () => database.close(),
  };
}

function asTable<T>(keyv: Keyv<T>): Table<T> {
  // Without a listener Keyv would raise the same error once more as an uncaught 'error' event.
  keyv.on('error', () => undefined);
  return {
    get: (key) => guard(keyv.get<T>(key)),
    set: async (key, value, lifetimeMs) => {
      if (!(await guard(keyv.set(key, value, lifetimeMs)))) throw storeFailed();
    },
    delete: async (key) => {
      await guard(keyv.delete(key));
    },
    all: () => guard(collect(keyv)),
  };
}

async function collect<T>(keyv: Keyv<T>): Promise<T[]> {
  const rows: T[] = [];
  for await (const [, value] of keyv.iterator?.(undefined) ?? []) rows.push(value);
  return rows;
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

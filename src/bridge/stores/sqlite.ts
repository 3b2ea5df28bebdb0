/**
 * A Keyv 5.6 adapter over Node's built-in `node:sqlite`. Own code because Keyv's adapters for SQLite need a native build
 * and write a fifth as fast. Keys arrive prefixed with their namespace, values serialised, lifetimes in milliseconds.
 */
import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BridgeError, describeError } from '../errors.ts';
import type { Access, Backend } from './backend.ts';

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly ttl?: number | undefined;
}

/** A write that waits for the next commit. */
interface Job {
  readonly keys: readonly string[];
  /** Gives what is to be called once it is committed. */
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Statements are synchronous; the methods are async so that their errors are rejections. One instance for each Keyv. Writes of
 * one turn of the event loop are committed together: to bring something safely to disk takes as long for one as for many.
 */
export class SqliteStore extends EventEmitter {
  /** Keyv builds an iterator only for dialects it knows. */
  readonly opts = { dialect: 'sqlite', url: '' };
  /** Assigned by Keyv. */
  namespace: string | undefined;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  #jobs: Job[] = [];

  constructor(database: DatabaseSync) {
    super();
    this.#database = database;
    this.#statements = prepare(database);
  }

  async get(key: string): Promise<string | undefined> {
    if (this.#jobs.some(({ keys }) => keys.includes(key))) this.commit();
    const row = this.#statements.get.get(key, Date.now());
    return row === undefined ? undefined : String(row['value']);
  }

  /** Keyv hides errors of `getMany` when the adapter has none of its own. */
  getMany(keys: string[]): Promise<(string | undefined)[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async set(key: string, value: string, ttl?: number): Promise<boolean> {
    await this.#write([key], () => this.#statements.put.run(key, value, expiry(ttl)));
    return true;
  }

  setMany(entries: Entry[]): Promise<boolean[]> {
    const keys = entries.map(({ key }) => key);
    return this.#write(keys, () =>
      entries.map(({ key, value, ttl }) => this.#statements.put.run(key, value, expiry(ttl)).changes > 0),
    );
  }

  delete(key: string): Promise<boolean> {
    return this.#write([key], () => this.#statements.remove.run(key).changes > 0);
  }

  deleteMany(keys: string[]): Promise<boolean> {
    return this.#write(keys, () => keys.map((key) => this.#statements.remove.run(key).changes > 0).some(Boolean));
  }

  async clear(): Promise<void> {
    this.commit();
    this.#statements.clear.run(this.#prefix);
  }

  async *iterator(): AsyncGenerator<[string, string], void> {
    this.commit();
    for (const row of this.#statements.all.all(this.#prefix, Date.now()))
      yield [String(row['key']), String(row['value'])];
  }

  /** Writes what waits, at once: all of it together, or where that fails each by itself. */
  commit(): void {
    const jobs = this.#jobs.splice(0);
    if (jobs.length === 0) return;
    try {
      const done = this.#transaction(() => jobs.map(({ run }) => run()));
      for (const tell of done) tell();
    } catch (error) {
      const [only] = jobs;
      if (jobs.length === 1) return only?.fail(error);
      for (const job of jobs) this.#commitAlone(job);
    }
  }

  #commitAlone({ run, fail }: Job): void {
    try {
      this.#transaction(run)();
    } catch (error) {
      fail(error);
    }
  }

  #write<T>(keys: readonly string[], work: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const run = () => {
      const result = work();
      return () => resolve(result);
    };
    if (this.#jobs.length === 0) setImmediate(() => this.commit());
    this.#jobs.push({ keys, run, fail: reject });
    return promise;
  }

  get #prefix(): string {
    return this.namespace ? `${this.namespace}:` : '';
  }

  #transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have ended it already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

type Statements = ReturnType<typeof prepare>;

function prepare(database: DatabaseSync) {
  return {
    get: database.prepare('SELECT value FROM keyv WHERE key = ? AND (expires IS NULL OR expires > ?)'),
    put: database.prepare(
      'INSERT INTO keyv VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires',
    ),
    remove: database.prepare('DELETE FROM keyv WHERE key = ?'),
    clear: database.prepare("DELETE FROM keyv WHERE ?1 = '' OR substr(key, 1, length(?1)) = ?1"),
    all: database.prepare(
      "SELECT key, value FROM keyv WHERE (?1 = '' OR substr(key, 1, length(?1)) = ?1) AND (expires IS NULL OR expires > ?2) ORDER BY key",
    ),
  };
}

const expiry = (ttl?: number): number | null => (ttl === undefined ? null : Date.now() + ttl);

/** Longest time that a write waits for another process to let go of the file. The whole process waits with it. */
const LOCKED_MS = 250;

/**
 * Opens one database file. `synchronous=FULL`: what was acknowledged survives a power cut.
 * @param file its folder is made when missing; or `:memory:`
 */
export function openDatabase(file: string): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=${LOCKED_MS};
    CREATE TABLE IF NOT EXISTS keyv (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires INTEGER) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS keyv_expires ON keyv (expires) WHERE expires IS NOT NULL;`);
  return database;
}

/** @throws BridgeError that names STORE_FILE */
export async function openSqlite(file: string, access: Access): Promise<Backend> {
  try {
    if (access === 'read') return sqliteOver(new DatabaseSync(file, { readOnly: true }));
    const backend = sqliteOver(openDatabase(file));
    await backend.sweep();
    return backend;
  } catch (cause) {
    const sentence =
      `The state cannot be kept in the file ${file} (${describeError(cause).message}). ` +
      'Set STORE_FILE to a file that this process may write, and that no other bridge uses.';
    throw new BridgeError('store-failed', sentence, { cause });
  }
}

export function sqliteOver(database: DatabaseSync): Backend {
  const keys = database.prepare('SELECT key FROM keyv WHERE key >= ? AND key < ?');
  const sweep = database.prepare('DELETE FROM keyv WHERE expires <= ?');
  const adapter = new SqliteStore(database);
  return {
    adapter,
    keys: async (prefix) => {
      adapter.commit();
      return keys.all(prefix, `${prefix}\u{10ffff}`).map((row) => String(row['key']));
    },
    sweep: async () => void sweep.run(Date.now()),
    close: async () => {
      adapter.commit();
      database.close();
    },
  };
}

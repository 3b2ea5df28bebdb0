/**
 * A Keyv 5.6 adapter over Node's built-in `node:sqlite`. Own code because Keyv's adapters for SQLite need a native build
 * and write a fifth as fast. Keys arrive prefixed with their namespace, values serialised, lifetimes in milliseconds.
 */
import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BridgeError, describeError } from '../errors.ts';
import type { Backend } from './backend.ts';

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly ttl?: number | undefined;
}

/** Statements are synchronous; the methods are async so that their errors are rejections. One instance for each Keyv. */
export class SqliteStore extends EventEmitter {
  /** Keyv builds an iterator only for dialects it knows. */
  readonly opts = { dialect: 'sqlite', url: '' };
  /** Assigned by Keyv. */
  namespace: string | undefined;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;

  constructor(database: DatabaseSync) {
    super();
    this.#database = database;
    this.#statements = prepare(database);
  }

  async get(key: string): Promise<string | undefined> {
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
    this.#statements.put.run(key, value, expiry(ttl));
    return true;
  }

  async setMany(entries: Entry[]): Promise<boolean[]> {
    return this.#transaction(() =>
      entries.map(({ key, value, ttl }) => this.#statements.put.run(key, value, expiry(ttl)).changes > 0),
    );
  }

  async delete(key: string): Promise<boolean> {
    return this.#statements.remove.run(key).changes > 0;
  }

  async deleteMany(keys: string[]): Promise<boolean> {
    return this.#transaction(() => keys.map((key) => this.#statements.remove.run(key).changes > 0).some(Boolean));
  }

  async clear(): Promise<void> {
    this.#statements.clear.run(this.#prefix);
  }

  async *iterator(): AsyncGenerator<[string, string], void> {
    for (const row of this.#statements.all.all(this.#prefix, Date.now()))
      yield [String(row['key']), String(row['value'])];
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
export async function openSqlite(file: string): Promise<Backend> {
  try {
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
  return {
    adapter: new SqliteStore(database),
    keys: async (prefix) => keys.all(prefix, `${prefix}\u{10ffff}`).map((row) => String(row['key'])),
    sweep: async () => void sweep.run(Date.now()),
    close: async () => database.close(),
  };
}

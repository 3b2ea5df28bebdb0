/**
 * PostgreSQL, as an adapter for Keyv. Own code because the pool of Keyv's own adapter has no listener for errors, so that a
 * restart of the server ends the process; and because it hides what fails while rows are listed, and never removes rows whose
 * lifetime is over. Values arrive serialised, lifetimes in milliseconds.
 */
import { Pool } from 'pg';
import type { Log } from '../log.ts';
import { gathered } from './gathered.ts';
import { ANSWER_MS, CONNECT_MS, unusable, watchPresence, type Access, type Backend } from './backend.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS pigdin (key TEXT COLLATE "C" PRIMARY KEY, value TEXT NOT NULL, expires BIGINT);
  CREATE INDEX IF NOT EXISTS pigdin_expires ON pigdin (expires) WHERE expires IS NOT NULL`;
const ALIVE = '(expires IS NULL OR expires > $2)';
const GET = `SELECT key, value FROM pigdin WHERE key = ANY($1) AND ${ALIVE}`;
const WRITE = `WITH removed AS (DELETE FROM pigdin WHERE key = ANY($4))
  INSERT INTO pigdin SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires`;
const KEYS = 'SELECT key FROM pigdin WHERE key >= $1 AND key < $2';
const SWEEP = 'DELETE FROM pigdin WHERE expires <= $1';

/** A row as it shall be; without a value, gone. */
interface Entry {
  readonly key: string;
  readonly value?: string;
  readonly ttl?: number | undefined;
}

/** One writes and one reads; the others are for lists, which take longer. */
const CONNECTIONS = 4;

/** @param url postgres: or postgresql: */
export async function openPostgres(url: string, access: Access, log: Log): Promise<Backend> {
  const pool = new Pool({
    connectionString: url,
    application_name: 'pigdin',
    max: CONNECTIONS,
    idleTimeoutMillis: 0,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
  });
  const presence = watchPresence('Postgres', url, log);
  pool.on('error', (error) => presence.away(error));
  pool.on('connect', () => presence.here());
  const sweep = async (): Promise<void> => void (await pool.query(SWEEP, [Date.now()]));
  try {
    if (access === 'read') await pool.query(KEYS, ['', '']);
    else {
      await pool.query(SCHEMA);
      await sweep();
      await warnOfLosses(pool, log);
    }
  } catch (cause) {
    await pool.end();
    throw unusable('Postgres', url, cause);
  }
  return {
    adapter: adapterOver(pool),
    async keys(prefix) {
      const { rows } = await pool.query<{ key: string }>(KEYS, [prefix, `${prefix}\u{10ffff}`]);
      return rows.map(({ key }) => key);
    },
    sweep,
    close: () => pool.end(),
  };
}

/** What comes while one statement runs goes into the next, and is one transaction: a commit costs the same for one as for many. */
function adapterOver(pool: Pool) {
  const read = gathered(async (keys: readonly (readonly string[])[]) => {
    const { rows } = await pool.query<{ key: string; value: string }>(GET, [keys.flat(), Date.now()]);
    return new Map(rows.map(({ key, value }) => [key, value]));
  });
  const write = gathered(async (entries: readonly (readonly Entry[])[]) => {
    // One statement cannot write one row twice: the last one counts.
    const last = [...new Map(entries.flat().map((entry) => [entry.key, entry])).values()];
    const set = last.filter(({ value }) => value !== undefined);
    const gone = last.filter(({ value }) => value === undefined);
    const ends = set.map(({ ttl }) => (ttl === undefined ? null : Date.now() + ttl));
    await pool.query(WRITE, [set.map(keyOf), set.map(({ value }) => value), ends, gone.map(keyOf)]);
  });
  const setMany = async (entries: readonly Entry[]): Promise<void> => {
    // It would take the others of its statement with it.
    if (entries.some(({ key }) => key.includes('\0'))) throw new RangeError('Postgres takes no zero in a key');
    await write(entries);
  };
  const getMany = async (keys: readonly string[]): Promise<(string | undefined)[]> => {
    const found = await read(keys);
    return keys.map((key) => found.get(key));
  };
  const deleteMany = async (keys: readonly string[]): Promise<boolean> => {
    await setMany(keys.map((key) => ({ key })));
    return true;
  };
  return {
    get: async (key: string): Promise<string | undefined> => (await getMany([key]))[0],
    getMany,
    set: (key: string, value: string, ttl?: number): Promise<void> => setMany([{ key, value, ttl }]),
    setMany,
    delete: (key: string): Promise<boolean> => deleteMany([key]),
    deleteMany,
    clear: async (): Promise<void> => void (await pool.query('DELETE FROM pigdin')),
  };
}

const keyOf = ({ key }: Entry): string => key;

/** Postgres can be told not to keep what it acknowledged. */
async function warnOfLosses(pool: Pool, log: Log): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    "SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off'",
  );
  for (const { name } of rows)
    log.warn({ [name]: 'off' }, `Postgres may lose acknowledged messages when its machine fails. Set ${name} on`);
}

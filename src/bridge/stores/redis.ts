/**
 * Redis or Valkey, as an adapter for Keyv. Own code because Keyv's adapter keeps every row under a key of its own: to list a
 * table of three rows it looks at all the keys of the server. Here a table is a hash. Values arrive serialised by Keyv, as JSON
 * with the time of their end.
 */
import { createClient, type RedisClientType } from '@redis/client';
import type { Log } from '../log.ts';
import { ANSWER_MS, CONNECT_MS, unusable, watchPresence, type Access, type Backend } from './backend.ts';
import { warnOfRedisLosses } from './redis-warnings.ts';

const RECONNECT_MS = 200;
const PING_MS = 1000;
/** How many rows Redis looks at in one step; others are served between two. */
const ROWS_A_STEP = 1000;

/** The ends of lifetimes, by key. A row that was written anew meanwhile tells by itself when it ends. */
const LIFETIMES = 'pigdin::lifetimes';
const SWEEP = `
  local over = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ${ROWS_A_STEP})
  for _, key in ipairs(over) do
    local name, field = string.match(key, '^(.-):(.*)$')
    local row = redis.call('HGET', 'pigdin:' .. name, field)
    local ends = row and cjson.decode(row).expires
    if ends and ends <= tonumber(ARGV[1]) then redis.call('HDEL', 'pigdin:' .. name, field) end
    redis.call('ZREM', KEYS[1], key)
  end
  return #over`;

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly ttl?: number | undefined;
}

/** @param url redis:, rediss:, valkey: or valkeys: */
export async function openRedis(url: string, access: Access, log: Log): Promise<Backend> {
  const client = await connect(url, access, log);
  return {
    adapter: adapterOver(client),
    async keys(prefix) {
      const { hash, field: begin } = placeOf(prefix);
      const found = new Set<string>();
      for await (const rows of client.hScanIterator(hash, { MATCH: `${asPattern(begin)}*`, COUNT: ROWS_A_STEP }))
        for (const { field } of rows) found.add(prefix.slice(0, prefix.length - begin.length) + field);
      return [...found];
    },
    sweep: () => sweep(client),
    async close() {
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}

async function connect(url: string, access: Access, log: Log): Promise<RedisClientType> {
  let connected = false;
  const client: RedisClientType = createClient({
    url: url.replace(/^valkey/, 'redis'),
    // What is asked while Redis is away fails at once, in place of waiting in memory.
    disableOfflineQueue: true,
    // A server that is there but answers nothing is noticed by the pings that stay unanswered.
    pingInterval: PING_MS,
    socket: {
      connectTimeout: CONNECT_MS,
      socketTimeout: ANSWER_MS,
      reconnectStrategy: (_retries, cause) => (connected ? RECONNECT_MS : cause),
    },
  });
  const presence = watchPresence('Redis', url, log);
  // A single ping that fails is an error as well; the connection may be there again already.
  client.on('error', (error: Error) => connected && client.isOpen && !client.isReady && presence.away(error));
  client.on('ready', () => presence.here());
  try {
    await client.connect();
    connected = true;
    if (access === 'read') return client;
    await sweep(client);
    await warnOfRedisLosses(client, log);
    return client;
  } catch (cause) {
    if (client.isOpen) client.destroy();
    throw unusable('Redis', url, cause);
  }
}

async function sweep(client: RedisClientType): Promise<void> {
  const step = { keys: [LIFETIMES], arguments: [String(Date.now())] };
  while ((await client.eval(SWEEP, step)) === ROWS_A_STEP);
}

/** Many rows are one transaction. */
function adapterOver(client: RedisClientType) {
  const setMany = async (entries: readonly Entry[]): Promise<void> => {
    const transaction = client.multi();
    for (const { key, value, ttl } of entries) {
      const { hash, field } = placeOf(key);
      transaction.hSet(hash, field, value);
      if (ttl !== undefined) transaction.zAdd(LIFETIMES, { score: Date.now() + ttl, value: key });
    }
    await transaction.exec();
  };
  const deleteMany = async (keys: readonly string[]): Promise<boolean> => {
    const transaction = client.multi();
    for (const key of keys) {
      const { hash, field } = placeOf(key);
      transaction.hDel(hash, field);
    }
    return (await transaction.exec()).some((removed) => Number(removed) > 0);
  };
  const get = async (key: string): Promise<string | undefined> => {
    const { hash, field } = placeOf(key);
    const row = await client.hGet(hash, field);
    return row === null || isOver(row) ? undefined : row;
  };
  return {
    get,
    getMany: (keys: readonly string[]) => Promise.all(keys.map(get)),
    async set(key: string, value: string, ttl?: number): Promise<void> {
      const { hash, field } = placeOf(key);
      await (ttl === undefined ? client.hSet(hash, field, value) : setMany([{ key, value, ttl }]));
    },
    setMany,
    delete: (key: string) => deleteMany([key]),
    deleteMany,
    clear: () => Promise.reject(new Error('nobody clears the whole store')),
  };
}

/** Keyv writes the end of its lifetime behind the value. */
const isOver = (row: string): boolean => Number(/"expires":(\d+)\}$/.exec(row)?.[1] ?? Infinity) <= Date.now();

/** A key begins with the name of its table. */
function placeOf(key: string): { hash: string; field: string } {
  const end = key.indexOf(':');
  return { hash: `pigdin:${key.slice(0, end)}`, field: key.slice(end + 1) };
}

/** The text as a pattern that fits only itself. */
const asPattern = (text: string): string => text.replace(/[\\*?[\]^-]/g, String.raw`\$&`);

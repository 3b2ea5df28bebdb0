/** Redis or Valkey, through Keyv's adapter, with every option that keeps a failure from looking like an answer. */
import KeyvRedis, { createClient, type RedisClientType } from '@keyv/redis';
import type { Log } from '../log.ts';
import { ANSWER_MS, CONNECT_MS, unusable, watchPresence, type Backend } from './backend.ts';

const RECONNECT_MS = 200;
const PING_MS = 1000;
/** How many keys Redis looks at in one step; others are served between two. */
const SCANNED_A_STEP = 1000;

/** @param url redis:, rediss:, valkey: or valkeys: @param namespace how all keys of Pigdin begin */
export async function openRedis(url: string, namespace: string, log: Log): Promise<Backend> {
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
    await warnOfLosses(client, log);
  } catch (cause) {
    if (client.isOpen) client.destroy();
    throw unusable('Redis', url, cause);
  }
  const adapter = new Connected(client, { namespace, throwOnErrors: true });
  return {
    adapter,
    async keys(prefix) {
      const found = new Set<string>();
      const MATCH = `${asPattern(adapter.createKeyPrefix(prefix, namespace))}*`;
      for await (const keys of client.scanIterator({ MATCH, COUNT: SCANNED_A_STEP, TYPE: 'string' }))
        for (const key of keys) found.add(adapter.getKeyWithoutPrefix(key, namespace));
      return [...found];
    },
    sweep: async () => undefined,
    async close() {
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}

/** The client is connected already and reconnects by itself; once it is closed it stays closed. */
class Connected extends KeyvRedis<string> {
  override async getClient() {
    return this.client;
  }
}

/** Redis does as it was told: not every setting keeps what it acknowledged. */
async function warnOfLosses(client: RedisClientType, log: Log): Promise<void> {
  const info = await client.info();
  const valueOf = (name: string): string | undefined => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
  const appends = valueOf('aof_enabled') === '1';
  if (!appends)
    log.warn(
      { appendonly: 'no' },
      'Redis may lose acknowledged messages when it ends. Set appendonly yes and appendfsync always',
    );
  const policy = valueOf('maxmemory_policy');
  if (policy !== 'noeviction')
    log.warn({ policy }, 'Redis may lose messages when its memory is full. Set maxmemory-policy noeviction');
  // Servers that others run often forbid this question.
  const appendfsync = appends
    ? await client.configGet('appendfsync').then(
        (got) => got['appendfsync'],
        () => undefined,
      )
    : undefined;
  if (appendfsync !== undefined && appendfsync !== 'always')
    log.warn(
      { appendfsync },
      'Redis may lose the last acknowledged messages when its machine fails. Set appendfsync always',
    );
}

/** The text as a pattern that fits only itself. */
const asPattern = (text: string): string => text.replace(/[\\*?[\]^-]/g, String.raw`\$&`);

import { createClient, type RedisClientType } from '@redis/client';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../src/bridge/store.ts';
import { FAILED, open, outcome, POLL, storeContract, writeThroughCrash, writeUntilRefused } from './contract.ts';
import { recordLog } from './support/record-log.ts';
import { isAbsent, PASSWORD, startRedis, type Server } from './support/servers.ts';

describe.skipIf(isAbsent('Redis'))('in Redis', () => {
  let server: Server;
  /** Somebody else at the same server. */
  let other: RedisClientType;

  beforeAll(async () => {
    server = await startRedis();
    other = createClient({ url: server.url, socket: { reconnectStrategy: () => 20 } });
    other.on('error', () => undefined);
    await other.connect();
  });
  afterAll(async () => {
    other?.destroy();
    await server?.remove();
  });
  beforeEach(async () => {
    await other.flushAll();
  });

  storeContract(() => server.url);

  test('the scheme of Valkey serves as well', async () => {
    const store = await open(server.url.replace('redis:', 'valkey:'));
    await store.cursors.set('a', '1');
    await expect(store.cursors.get('a')).resolves.toBe('1');
  });

  test('keys of others at the same server are left alone', async () => {
    await other.set('cursors', 'theirs');
    const store = await open(server.url);
    await expect(store.cursors.all()).resolves.toEqual([]);
    await store.cursors.set('a', '1');
    await store.cursors.delete('a');
    await expect(other.keys('*')).resolves.toEqual(['cursors']);
  });

  test('rows whose lifetime is over are removed each hour, unless they were written anew', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const store = await open(server.url);
    await store.cursors.setMany(
      [
        ['short', '1'],
        ['longer now', '1'],
        ['endless now', '1'],
      ],
      1000,
    );
    await store.cursors.set('longer now', '2', 10_800_000);
    await store.cursors.set('endless now', '2');
    expect(await other.hLen('pigdin:cursors')).toBe(3);
    await vi.advanceTimersByTimeAsync(3_600_000);
    await expect.poll(() => other.hKeys('pigdin:cursors'), POLL).toEqual(['longer now', 'endless now']);
    await expect.poll(() => other.zRange('pigdin::lifetimes', 0, -1)).toEqual(['cursors:longer now']);
    const rows = Array.from({ length: 2500 }, (_, index) => [`many/${index}`, '1'] as const);
    await store.cursors.setMany(rows, 1000);
    await vi.advanceTimersByTimeAsync(3_600_000);
    await expect.poll(() => other.hLen('pigdin:cursors'), POLL).toBe(2);
  });

  test('a server whose memory is full is an error, and loses nothing that was there', async () => {
    const store = await open(server.url);
    const used = /used_memory:(\d+)/.exec(await other.info('memory'))?.[1];
    await other.configSet('maxmemory', String(Number(used) + 200_000));
    const pairs = await writeUntilRefused(store);
    await other.configSet('maxmemory', '1');
    await expect(store.cursors.set('a', '1')).rejects.toMatchObject(FAILED);
    await other.configSet('maxmemory', '0');
    await expect(store.threads.all()).resolves.toHaveLength(2 * pairs);
    await store.cursors.set('a', '1');
  });

  test('a server that is killed in the middle of writing has lost nothing that it acknowledged, and serves again', async () => {
    const { log, lines } = recordLog();
    const store = await openStore(server.url, log);
    const { acknowledged, ...missing } = await writeThroughCrash(store, server);
    expect(acknowledged).toBeGreaterThanOrEqual(100);
    expect(missing).toEqual({ lost: 0, halves: 0 });
    await store.close();
    expect(lines()).toEqual(['warn Redis is away; nothing is acknowledged until it is back', 'info Redis is back']);
  });

  test('a server that no longer answers is an error, soon, and serves again', async () => {
    const store = await open(server.url);
    await store.cursors.set('a', '1');
    server.freeze();
    await expect(store.cursors.get('a')).rejects.toMatchObject(FAILED);
    await expect(store.cursors.set('a', '2')).rejects.toMatchObject(FAILED);
    server.thaw();
    await expect.poll(() => outcome(store.cursors.set('a', '3')), POLL).toBe('written');
    await expect(store.cursors.get('a')).resolves.toBe('3');
  });

  test('a store can be closed while its server is away', async () => {
    const store = await open(server.url);
    await server.crash();
    await expect(store.cursors.get('a')).rejects.toMatchObject(FAILED);
    await expect(store.close()).resolves.toBeUndefined();
    await server.start();
  });

  describe('what the server may lose is told at the start, with the remedy', () => {
    test.each([
      ['appendonly', 'no', /when it ends\. Set appendonly yes and appendfsync always$/],
      ['appendfsync', 'everysec', /when its machine fails\. Set appendfsync always$/],
      ['maxmemory-policy', 'allkeys-lru', /when its memory is full\. Set maxmemory-policy noeviction$/],
    ])('%s %s', async (name, value, sentence) => {
      const before = await other.configGet(name);
      await other.configSet(name, value);
      const { log, lines } = recordLog();
      const store = await openStore(server.url, log);
      await store.close();
      await other.configSet(before);
      expect(lines()).toEqual([expect.stringMatching(sentence)]);
    });

    test('and nothing where it keeps all', async () => {
      const { log, lines } = recordLog();
      const store = await openStore(server.url, log);
      await store.close();
      expect(lines()).toEqual([]);
    });

    test('as far as a server lets itself be asked', async () => {
      await other.sendCommand(['ACL', 'SETUSER', 'guest', 'on', `>${PASSWORD}`, '~pigdin:*', '+@all', '-config']);
      const { log, lines } = recordLog();
      const store = await openStore(server.url.replace('//:', '//guest:'), log);
      await store.cursors.set('a', '1');
      await expect(store.cursors.all()).resolves.toEqual(['1']);
      await store.close();
      expect(lines()).toEqual([]);
    });
  });

  test.each([
    ['is not there', (url: string) => url.replace(/:\d+$/, ':1')],
    ['has another password', (url: string) => url.replace(PASSWORD, `${PASSWORD}-wrong`)],
  ])('a server that %s is told in a sentence that names the variable and not the password', async (_what, changed) => {
    const error: unknown = await openStore(changed(server.url)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'store-failed' });
    const { message } = error as Error;
    expect(message).toMatch(
      /^The Redis server at 127\.0\.0\.1:\d+ cannot be used \(.+\)\. Start it, or correct STORE_URL;/,
    );
    expect(message).not.toContain(PASSWORD);
  });
});

import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../src/bridge/store.ts';
import { FAILED, open, outcome, POLL, storeContract, writeThroughCrash } from './contract.ts';
import { recordLog } from './support/record-log.ts';
import { isAbsent, PASSWORD, startPostgres, type Server } from './support/servers.ts';

describe.skipIf(isAbsent('Postgres'))('in Postgres', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());
  beforeEach(async () => {
    await ask('DROP TABLE IF EXISTS pigdin');
  });

  /** Somebody else at the same server. */
  async function ask(sql: string): Promise<readonly object[]> {
    const client = new Client({ connectionString: server.url, options: '-c default_transaction_read_only=off' });
    await client.connect();
    try {
      return (await client.query<object>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  storeContract(() => server.url);

  test('the other name of the scheme serves as well', async () => {
    const store = await open(server.url.replace('postgresql:', 'postgres:'));
    await store.cursors.set('a', '1');
    await expect(store.cursors.get('a')).resolves.toBe('1');
  });

  test('rows whose lifetime is over are removed when it is opened again', async () => {
    const store = await open(server.url);
    await store.cursors.set('short', '1', 1);
    await store.cursors.set('endless', '2');
    await expect.poll(() => store.cursors.get('short'), POLL).toBeUndefined();
    await expect(ask('SELECT key FROM pigdin')).resolves.toHaveLength(2);
    await open(server.url);
    await expect(ask('SELECT key FROM pigdin')).resolves.toEqual([{ key: 'cursors:endless' }]);
  });

  test('a key that Postgres cannot take is refused alone', async () => {
    const store = await open(server.url);
    const fine = store.cursors.set('fine', '1');
    await expect(store.cursors.set('not\0fine', '1')).rejects.toMatchObject(FAILED);
    await expect(fine).resolves.toBeUndefined();
    await expect(store.cursors.all()).resolves.toEqual(['1']);
  });

  test('a database that may only be read gives what is in it, and refuses what is to be written', async () => {
    const store = await open(server.url);
    await store.cursors.set('a', '1');
    await ask('ALTER ROLE pigdin SET default_transaction_read_only = on');
    await ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pigdin'");
    await expect.poll(() => store.cursors.get('a').catch(() => 'away'), POLL).toBe('1');
    await expect(store.cursors.set('a', '2')).rejects.toMatchObject(FAILED);
    await expect(store.cursors.delete('a')).rejects.toMatchObject(FAILED);
    await ask('ALTER ROLE pigdin RESET default_transaction_read_only');
  });

  test('a server that crashes in the middle of writing has lost nothing that it acknowledged, and serves again', async () => {
    const store = await open(server.url);
    const { acknowledged, ...missing } = await writeThroughCrash(store, server);
    expect(acknowledged).toBeGreaterThanOrEqual(100);
    expect(missing).toEqual({ lost: 0, halves: 0 });
  });

  test('a server that is restarted while nothing is asked is told, and told when it is back', async () => {
    const { log, lines } = recordLog();
    const store = await openStore(server.url, log);
    await store.cursors.set('a', '1');
    await server.crash();
    await expect(store.cursors.get('a')).rejects.toMatchObject(FAILED);
    await server.start();
    await expect(store.cursors.get('a')).resolves.toBe('1');
    await store.close();
    expect(lines()).toEqual([
      'warn Postgres is away; nothing is acknowledged until it is back',
      'info Postgres is back',
    ]);
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
    await expect(store.close()).resolves.toBeUndefined();
    await server.start();
  });

  describe('what the server may lose is told at the start, with the remedy', () => {
    const set = async (name: string, value: string): Promise<void> => {
      await ask(`ALTER SYSTEM SET ${name} = ${value}`);
      await ask('SELECT pg_reload_conf()');
      await expect.poll(() => ask(`SHOW ${name}`), POLL).toEqual([{ [name]: value }]);
    };

    test.each(['fsync', 'synchronous_commit', 'full_page_writes'])('%s off', async (name) => {
      await set(name, 'off');
      const { log, lines } = recordLog();
      const store = await openStore(server.url, log);
      await store.close();
      await set(name, 'on');
      expect(lines()).toEqual([expect.stringMatching(new RegExp(`^warn .* Set ${name} on$`))]);
    });

    test('and nothing where it keeps all', async () => {
      const { log, lines } = recordLog();
      const store = await openStore(server.url, log);
      await store.close();
      expect(lines()).toEqual([]);
    });
  });

  test.each([
    ['is not there', (url: string) => url.replace(/:\d+\//, ':1/')],
    ['has another password', (url: string) => url.replace(PASSWORD, `${PASSWORD}-wrong`)],
    ['has no such database', (url: string) => url.replace(/postgres$/, 'nowhere')],
  ])('a server that %s is told in a sentence that names the variable and not the password', async (_what, changed) => {
    const error: unknown = await openStore(changed(server.url)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'store-failed' });
    const { message } = error as Error;
    expect(message).toMatch(
      /^The Postgres server at 127\.0\.0\.1:\d+ cannot be used \(.+\)\. Start it, or correct STORE_URL;/,
    );
    expect(message).not.toContain(PASSWORD);
  });
});

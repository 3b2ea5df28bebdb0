import { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, SqliteStore } from '../../src/bridge/stores/sqlite.ts';

let database: DatabaseSync;

beforeEach(() => {
  database = openDatabase(':memory:');
});
afterEach(() => {
  vi.useRealTimers();
  database.close();
});

const keyv = (namespace: string): Keyv<unknown> =>
  new Keyv({ store: new SqliteStore(database), namespace, throwOnErrors: true });

async function entries(store: SqliteStore): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const entry of store.iterator()) found.push(entry);
  return found;
}

async function rowsOf(table: Keyv<unknown>): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of table.iterator?.(undefined) ?? []) rows.push(row);
  return rows;
}

describe('the adapter', () => {
  test('gives, replaces and removes single values, and says whether there was one', async () => {
    const store = new SqliteStore(database);
    await expect(store.get('a')).resolves.toBeUndefined();
    await expect(store.set('a', '1')).resolves.toBe(true);
    await expect(store.set('a', '2')).resolves.toBe(true);
    await expect(store.get('a')).resolves.toBe('2');
    await expect(store.has('a')).resolves.toBe(true);
    await expect(store.delete('a')).resolves.toBe(true);
    await expect(store.delete('a')).resolves.toBe(false);
    await expect(store.has('a')).resolves.toBe(false);
  });

  test('gives, sets and removes many at once', async () => {
    const store = new SqliteStore(database);
    await expect(
      store.setMany([
        { key: 'a', value: '1' },
        { key: 'b', value: '2', ttl: 60_000 },
      ]),
    ).resolves.toEqual([true, true]);
    await expect(store.getMany(['b', 'missing', 'a'])).resolves.toEqual(['2', undefined, '1']);
    await expect(store.deleteMany(['a', 'missing'])).resolves.toBe(true);
    await expect(store.deleteMany(['a', 'missing'])).resolves.toBe(false);
    await expect(store.getMany(['a', 'b'])).resolves.toEqual([undefined, '2']);
  });

  test('sets all of many or none', async () => {
    const store = new SqliteStore(database);
    const broken = { key: 'b', value: Symbol('no text') as unknown as string };
    await expect(store.setMany([{ key: 'a', value: '1' }, broken])).rejects.toThrow('bound');
    await expect(store.get('a')).resolves.toBeUndefined();
    await expect(store.set('c', '3')).resolves.toBe(true);
  });

  test('commits together what is written at a time', async () => {
    const store = new SqliteStore(database);
    const commits = vi.spyOn(database, 'exec');
    await Promise.all([store.set('a', '1'), store.setMany([{ key: 'b', value: '2' }]), store.delete('a')]);
    expect(commits.mock.calls).toEqual([['BEGIN IMMEDIATE'], ['COMMIT']]);
    await expect(store.getMany(['a', 'b'])).resolves.toEqual([undefined, '2']);
  });

  test('shows what is written although it is not committed yet', async () => {
    const store = new SqliteStore(database);
    const writing = [store.set('a', '1'), store.set('b', '2')];
    await expect(store.get('a')).resolves.toBe('1');
    await expect(store.has('b')).resolves.toBe(true);
    const removing = store.delete('a');
    await expect(entries(store)).resolves.toEqual([['b', '2']]);
    await expect(Promise.all([...writing, removing])).resolves.toEqual([true, true, true]);
  });

  test('writes what it can when one of several writes fails', async () => {
    const store = new SqliteStore(database);
    const broken = store.set('b', Symbol('no text') as unknown as string);
    const fine = [store.set('a', '1'), store.set('c', '3')];
    await expect(broken).rejects.toThrow('bound');
    await expect(Promise.all(fine)).resolves.toEqual([true, true]);
    await expect(store.getMany(['a', 'b', 'c'])).resolves.toEqual(['1', undefined, '3']);
  });

  test('does not take the text of a key for SQL or a pattern', async () => {
    const store = new SqliteStore(database);
    const keys = ["'; DROP TABLE keyv; --", '%', '_', '', 'a\u0000b'];
    for (const key of keys) await store.set(key, key);
    await expect(store.getMany(keys)).resolves.toEqual(keys);
    await store.delete('%');
    await expect(store.get('_')).resolves.toBe('_');
  });

  test('rejects, and does not throw, when the database is closed', async () => {
    const other = openDatabase(':memory:');
    const store = new SqliteStore(other);
    other.close();
    const attempts = [
      store.get('a'),
      store.getMany(['a']),
      store.has('a'),
      store.set('a', '1'),
      store.delete('a'),
      store.clear(),
      store.setMany([{ key: 'a', value: '1' }]),
      store.deleteMany(['a']),
      store.iterator().next(),
    ];
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.map(({ status }) => status)).toEqual(attempts.map(() => 'rejected'));
  });
});

describe('a lifetime', () => {
  test('ends what it was given to, and nothing else', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = new SqliteStore(database);
    await store.set('short', '1', 1000);
    await store.set('long', '2', 5000);
    await store.set('endless', '3');
    vi.setSystemTime(Date.now() + 999);
    await expect(store.get('short')).resolves.toBe('1');
    vi.setSystemTime(Date.now() + 1);
    await expect(store.getMany(['short', 'long', 'endless'])).resolves.toEqual([undefined, '2', '3']);
    await expect(store.has('short')).resolves.toBe(false);
    await expect(entries(store)).resolves.toEqual([
      ['endless', '3'],
      ['long', '2'],
    ]);
  });

  test('is that of the value that was set last', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = new SqliteStore(database);
    await store.set('a', '1', 1000);
    await store.set('a', '2');
    vi.setSystemTime(Date.now() + 2000);
    await expect(store.get('a')).resolves.toBe('2');
  });
});

describe('as the store of Keyv', () => {
  test('it tells namespaces apart, also when one begins as the other', async () => {
    const [one, other] = [keyv('a'), keyv('ab')];
    await one.set('x', 1);
    await other.set('x', 2);
    await expect(one.get('x')).resolves.toBe(1);
    await expect(other.get('x')).resolves.toBe(2);
    await expect(rowsOf(one)).resolves.toEqual([['x', 1]]);
    await expect(rowsOf(other)).resolves.toEqual([['x', 2]]);
  });

  test('it clears one namespace and leaves the others', async () => {
    const [one, other] = [keyv('a'), keyv('ab')];
    await one.set('x', 1);
    await one.set('y', 1);
    await other.set('x', 2);
    await one.clear();
    await expect(rowsOf(one)).resolves.toEqual([]);
    await expect(other.get('x')).resolves.toBe(2);
  });

  test('it iterates over many rows, in the order of their keys, while they are being removed', async () => {
    const table = keyv('a');
    const keys = Array.from({ length: 200 }, (_, index) => String(index).padStart(3, '0'));
    await table.setMany(keys.map((key) => ({ key, value: key })));
    const seen: unknown[] = [];
    for await (const [key] of table.iterator?.(undefined) ?? []) {
      seen.push(key);
      await table.delete(String(key));
    }
    expect(seen).toEqual(keys);
    await expect(rowsOf(table)).resolves.toEqual([]);
  });

  test('it serves many keys at once', async () => {
    const table = keyv('a');
    await table.setMany([
      { key: 'x', value: 1 },
      { key: 'y', value: { deep: [true, null] } },
    ]);
    await expect(table.getMany(['y', 'z', 'x'])).resolves.toEqual([{ deep: [true, null] }, undefined, 1]);
    await expect(table.deleteMany(['x', 'z'])).resolves.toBe(true);
    await expect(table.has('x')).resolves.toBe(false);
  });

  test('it lets a value live as long as Keyv says, and for ever when it says zero', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const table = keyv('a');
    await table.set('short', 1, 1000);
    await table.set('endless', 2, 0);
    vi.setSystemTime(Date.now() + 1001);
    await expect(table.getMany(['short', 'endless'])).resolves.toEqual([undefined, 2]);
  });

  test('its errors reach whoever asked', async () => {
    const other = openDatabase(':memory:');
    const table = new Keyv({ store: new SqliteStore(other), namespace: 'a', throwOnErrors: true });
    table.on('error', () => undefined);
    other.close();
    const closed = /finalized|not open/;
    await expect(table.get('x')).rejects.toThrow(closed);
    await expect(table.getMany(['x'])).rejects.toThrow(closed);
    await expect(table.set('x', 1)).rejects.toThrow(closed);
    await expect(table.delete('x')).rejects.toThrow(closed);
  });
});

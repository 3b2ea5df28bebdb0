import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import { openStore, type Store } from '../../../src/bridge/store.ts';
import { account, link, outboxEntry, portal } from '../../support/builders.ts';

async function memoryStore(): Promise<Store> {
  const store = await openStore(':memory:');
  onTestFinished(() => store.close());
  return store;
}

/** A file that does not exist yet, in a folder that does not either; gone after the test. */
function storeFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'pigdin-store-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, 'data', 'pigdin.db');
}

const TABLES = ['accounts', 'portals', 'threads', 'links', 'mirrors', 'cursors', 'outbox', 'parked'] as const;

describe('a table', () => {
  test('gives back what was set, whole', async () => {
    const store = await memoryStore();
    await store.portals.set('a', portal({ title: '“Café” <&> 😀\n\u0000', isDirect: true }));
    await expect(store.portals.get('a')).resolves.toEqual(portal({ title: '“Café” <&> 😀\n\u0000', isDirect: true }));
  });

  test('has nothing under a key that was never set, or that was deleted', async () => {
    const { cursors } = await memoryStore();
    await expect(cursors.get('a')).resolves.toBeUndefined();
    await cursors.set('a', '1');
    await cursors.delete('a');
    await expect(cursors.get('a')).resolves.toBeUndefined();
    await expect(cursors.delete('a')).resolves.toBeUndefined();
  });

  test('holds the value that was set last', async () => {
    const { cursors } = await memoryStore();
    await cursors.set('a', '1');
    await cursors.set('a', '2');
    await expect(cursors.get('a')).resolves.toBe('2');
    await expect(cursors.all()).resolves.toEqual(['2']);
  });

  test('lists all its rows in the order of their keys', async () => {
    const { cursors } = await memoryStore();
    for (const key of ['b', 'a/2', 'a/10', 'c', 'B']) await cursors.set(key, key);
    await expect(cursors.all()).resolves.toEqual(['B', 'a/10', 'a/2', 'b', 'c']);
  });

  test('keeps the kinds of keys that the bridge uses apart', async () => {
    const { threads } = await memoryStore();
    const keys = ['D1/1700000000.000001', 'D1/1700000000.000010', 'D1', 'slack:T1:D1:1.1', 'D%', 'D_', "D'", 'd1'];
    for (const key of keys) await threads.set(key, key);
    for (const key of keys) await expect(threads.get(key)).resolves.toBe(key);
    await expect(threads.all()).resolves.toHaveLength(keys.length);
  });

  test('takes and loses many rows at once', async () => {
    const { cursors } = await memoryStore();
    await cursors.setMany([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ]);
    await expect(cursors.all()).resolves.toEqual(['1', '2', '3']);
    await cursors.deleteMany(['a', 'c', 'never set']);
    await expect(cursors.all()).resolves.toEqual(['2']);
    await cursors.setMany([]);
    await cursors.deleteMany([]);
    await expect(cursors.all()).resolves.toEqual(['2']);
  });

  test('gives the rows whose keys begin so, in the order of their keys', async () => {
    const { threads } = await memoryStore();
    for (const key of ['u1/b', 'u1/a', 'u1', 'u10/a', 'u2/a', 'U1/a', 'u1%', 'u1/\u{10fffe}'])
      await threads.set(key, key);
    await expect(threads.startingWith('u1/')).resolves.toEqual(['u1/a', 'u1/b', 'u1/\u{10fffe}']);
    await expect(threads.startingWith('u3')).resolves.toEqual([]);
  });

  test('is not touched by what happens in another', async () => {
    const store = await memoryStore();
    for (const name of ['threads', 'mirrors', 'cursors'] as const) await store[name].set('same', name);
    await store.threads.delete('same');
    await expect(store.threads.get('same')).resolves.toBeUndefined();
    await expect(store.mirrors.get('same')).resolves.toBe('mirrors');
    await expect(store.cursors.all()).resolves.toEqual(['cursors']);
    await expect(store.threads.all()).resolves.toEqual([]);
  });

  test('behaves as a map does, whatever is done to it', async () => {
    const key = fc.constantFrom('a', 'b', 'c/1', 'c/2');
    const steps = fc.array(
      fc.oneof(fc.record({ set: key, value: fc.string({ unit: 'grapheme' }) }), fc.record({ remove: key })),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (wanted) => {
        const store = await openStore(':memory:');
        const model = new Map<string, string>();
        for (const step of wanted) {
          if ('set' in step) {
            await store.cursors.set(step.set, step.value);
            model.set(step.set, step.value);
          } else {
            await store.cursors.delete(step.remove);
            model.delete(step.remove);
          }
        }
        const rows = [...model].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
        await expect(store.cursors.all()).resolves.toEqual(rows);
        await store.close();
      }),
      { numRuns: 30 },
    );
  });
});

describe('a store that fails', () => {
  test.each(TABLES)('says so in the table %s, and never "not there"', async (name) => {
    const store = await openStore(':memory:');
    const table = store[name];
    await store.close();
    const failed = { name: 'BridgeError', code: 'store-failed', retryable: true };
    await expect(table.get('a')).rejects.toMatchObject(failed);
    await expect(table.set('a', 'x' as never)).rejects.toMatchObject(failed);
    await expect(table.delete('a')).rejects.toMatchObject(failed);
    await expect(table.setMany([['a', 'x' as never]])).rejects.toMatchObject(failed);
    await expect(table.deleteMany(['a'])).rejects.toMatchObject(failed);
    await expect(table.all()).rejects.toMatchObject(failed);
    await expect(table.startingWith('a')).rejects.toMatchObject(failed);
  });

  test('keeps the reason, and tells a person nothing of it', async () => {
    const store = await openStore(':memory:');
    await store.close();
    const error: unknown = await store.outbox.set('a', outboxEntry()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BridgeError);
    expect((error as BridgeError).cause).toBeInstanceOf(Error);
    expect((error as BridgeError).userMessage).not.toContain('database');
  });

  test('to open says so at once', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'pigdin-store-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    await expect(openStore(directory)).rejects.toThrow(/open/);
  });
});

describe('a file', () => {
  test('still holds everything after it was closed and opened again', async () => {
    const file = storeFile();
    const before = await openStore(file);
    await before.accounts.set('a', account());
    await before.links.set('b', link());
    await before.outbox.set('c', outboxEntry());
    await before.close();
    const after = await openStore(file);
    await expect(after.accounts.all()).resolves.toEqual([account()]);
    await expect(after.links.get('b')).resolves.toEqual(link());
    await expect(after.outbox.get('c')).resolves.toEqual(outboxEntry());
    await after.close();
  });

  test('holds what was written although it was never closed', async () => {
    const file = storeFile();
    const killed = await openStore(file);
    await killed.outbox.set('a', outboxEntry());
    const next = await openStore(file);
    await expect(next.outbox.all()).resolves.toEqual([outboxEntry()]);
    await next.close();
    await killed.close();
  });
});

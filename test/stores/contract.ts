/** What every store does. The same tests for each; the test files of the stores add what is special to theirs. */
import * as fc from 'fast-check';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { BridgeError } from '../../src/bridge/errors.ts';
import { openStore, openStoreToRead, type Store, type Table } from '../../src/bridge/store.ts';
import type { Server } from './support/servers.ts';
import { account, link, outboxEntry, portal } from '../support/builders.ts';

export const FAILED = { name: 'BridgeError', code: 'store-failed', retryable: true };

/** Longest wait for what takes as long as it takes. */
export const POLL = { timeout: 10_000 };

/** Closed when the test ends. */
export async function open(place: string): Promise<Store> {
  const store = await openStore(place);
  onTestFinished(() => store.close().catch(() => undefined));
  return store;
}

/** Writes pairs of rows, one pair after the other, until the store refuses. Resolves with the number of pairs acknowledged. */
export async function writeUntilRefused(
  store: Store,
  writer = 'a',
  onWritten?: (pairs: number) => void,
): Promise<number> {
  for (let pairs = 0; ;) {
    const text = 'x'.repeat(100);
    try {
      await store.threads.setMany([
        [`${writer}/${numbered(pairs)}/1`, text],
        [`${writer}/${numbered(pairs)}/2`, text],
      ]);
    } catch {
      return pairs;
    }
    pairs += 1;
    onWritten?.(pairs);
  }
}

/** Four at once, until a crash that comes while they write. Resolves with what is missing when the store is back. */
export async function writeThroughCrash(
  store: Store,
  { crash, start }: Pick<Server, 'crash' | 'start'>,
): Promise<{ acknowledged: number; lost: number; halves: number }> {
  const writers = ['a', 'b', 'c', 'd'];
  let crashed: Promise<void> | undefined;
  const crashAt = (pairs: number): void => {
    if (pairs === 100) crashed ??= crash();
  };
  const acknowledged = await Promise.all(writers.map((writer) => writeUntilRefused(store, writer, crashAt)));
  await crashed;
  await expect(store.threads.get('a/000000/1')).rejects.toMatchObject(FAILED);
  await expect(store.threads.all()).rejects.toMatchObject(FAILED);
  await start();
  await expect.poll(() => store.threads.get('a/000000/1').catch(() => 'away'), POLL).toBe('x'.repeat(100));
  const rows = await Promise.all(
    writers.map(async (writer) => (await store.threads.startingWith(`${writer}/`)).length),
  );
  return {
    acknowledged: sum(acknowledged),
    // One more than was acknowledged may be there: a pair was under way, and nobody heard of it.
    lost: sum(rows.map((count, index) => Math.max(0, 2 * (acknowledged[index] ?? 0) - count))),
    halves: sum(rows.map((count) => count % 2)),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export const outcome = (write: Promise<void>): Promise<string> =>
  write.then(
    () => 'written',
    () => 'refused',
  );

const numbered = (number: number): string => String(number).padStart(6, '0');

/** @param emptyPlace makes room for a new store, and says where */
export function storeContract(emptyPlace: () => string | Promise<string>): void {
  let place: string;
  let store: Store;

  beforeEach(async () => {
    place = await emptyPlace();
    store = await open(place);
  });

  describe('a table', () => {
    test('gives back what was set, whole', async () => {
      const strange = portal({ title: '“Café” <&> 😀 \ud800 שלום\n\u0000', isDirect: true });
      await store.portals.set('a', strange);
      await expect(store.portals.get('a')).resolves.toEqual(strange);
    });

    test('gives back what is large, whole', async () => {
      const text = '😀 and so on, '.repeat(100_000);
      await store.outbox.set('a', outboxEntry({ text }));
      await expect(store.outbox.get('a')).resolves.toEqual(outboxEntry({ text }));
    });

    test('has nothing under a key that was never set, or that was deleted', async () => {
      await expect(store.cursors.get('a')).resolves.toBeUndefined();
      await store.cursors.set('a', '1');
      await store.cursors.delete('a');
      await expect(store.cursors.get('a')).resolves.toBeUndefined();
      await expect(store.cursors.delete('a')).resolves.toBeUndefined();
    });

    test('holds the value that was set last', async () => {
      await store.cursors.set('a', '1');
      await store.cursors.set('a', '2');
      await expect(store.cursors.get('a')).resolves.toBe('2');
      await expect(store.cursors.all()).resolves.toEqual(['2']);
    });

    test('lists all its rows in the order of their keys', async () => {
      for (const key of ['b', 'a/2', 'a/10', 'c', 'B', 'ä', '😀']) await store.cursors.set(key, key);
      await expect(store.cursors.all()).resolves.toEqual(['B', 'a/10', 'a/2', 'b', 'c', 'ä', '😀']);
    });

    test('lists as many rows as there are', async () => {
      const keys = Array.from({ length: 2500 }, (_, index) => numbered(index));
      await store.cursors.setMany(keys.map((key) => [key, key]));
      await expect(store.cursors.all()).resolves.toEqual(keys);
    });

    test('gives the rows whose keys begin so, in the order of their keys', async () => {
      const { threads } = store;
      const keys = ['u1/b', 'u1/a', 'u1', 'u10/a', 'u2/a', 'U1/a', 'u1%', 'u_/a', 'u1/ü', 'u?/a', 'u[1]/a', 'u*/a'];
      await threads.setMany(keys.map((key) => [key, key]));
      await expect(threads.startingWith('u1/')).resolves.toEqual(['u1/a', 'u1/b', 'u1/ü']);
      for (const odd of ['u_/', 'u?/', 'u*/', 'u[1]/'])
        await expect(threads.startingWith(odd)).resolves.toEqual([`${odd}a`]);
      await expect(threads.startingWith('u3')).resolves.toEqual([]);
    });

    test('keeps the kinds of keys that the bridge uses apart', async () => {
      const { threads } = store;
      const keys = [
        'D1/1700000000.000001',
        'D1/1700000000.000010',
        'D1',
        'slack:T1:D1:1.1',
        'D%',
        'D_',
        "D'",
        'd1',
        '',
      ];
      for (const key of keys) await threads.set(key, key);
      for (const key of keys) await expect(threads.get(key)).resolves.toBe(key);
      await expect(threads.all()).resolves.toHaveLength(keys.length);
    });

    test('is not confused by keys that begin with its own name, or another', async () => {
      const keys = [
        'threads',
        'threads:',
        'threads:a',
        'threads:threads:a',
        'a',
        'pigdin::threads:a',
        'mirrors:a',
        ':a',
      ];
      for (const key of keys) await store.threads.set(key, key);
      for (const key of keys) await expect(store.threads.get(key)).resolves.toBe(key);
      await store.threads.delete('threads:a');
      await expect(store.threads.get('a')).resolves.toBe('a');
      await expect(store.threads.all()).resolves.toEqual(keys.filter((key) => key !== 'threads:a').toSorted());
      await expect(store.mirrors.all()).resolves.toEqual([]);
    });

    test('is not touched by what happens in another', async () => {
      for (const name of ['threads', 'mirrors', 'cursors'] as const) await store[name].set('same', name);
      await store.threads.delete('same');
      await expect(store.threads.get('same')).resolves.toBeUndefined();
      await expect(store.mirrors.get('same')).resolves.toBe('mirrors');
      await expect(store.cursors.all()).resolves.toEqual(['cursors']);
      await expect(store.threads.all()).resolves.toEqual([]);
    });

    test('behaves as a map does, whatever is done to it', async () => {
      const key = fc.constantFrom('a', 'b', 'c/1', 'c/2');
      const row = fc.tuple(key, fc.string({ unit: 'grapheme' }));
      const steps = fc.array(
        fc.oneof(
          fc.record({ set: fc.array(row, { minLength: 1, maxLength: 3 }) }),
          fc.record({ remove: fc.array(key, { minLength: 1, maxLength: 3 }) }),
        ),
        { maxLength: 20 },
      );
      await fc.assert(
        fc.asyncProperty(steps, async (wanted) => {
          const model = new Map<string, string>();
          for (const step of wanted) {
            if ('set' in step) {
              const [first] = step.set;
              await (first && step.set.length === 1 ? store.cursors.set(...first) : store.cursors.setMany(step.set));
              for (const [each, given] of step.set) model.set(each, given);
            } else {
              const [only = ''] = step.remove;
              await (step.remove.length === 1 ? store.cursors.delete(only) : store.cursors.deleteMany(step.remove));
              for (const each of step.remove) model.delete(each);
            }
          }
          const rows = [...model].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
          await expect(store.cursors.all()).resolves.toEqual(rows);
          await store.cursors.deleteMany([...model.keys()]);
        }),
        { numRuns: 20 },
      );
    });
  });

  describe('many rows at once', () => {
    test('are all there, and all gone', async () => {
      await store.cursors.setMany([
        ['a', '1'],
        ['b', '2'],
        ['c', '3'],
      ]);
      await expect(store.cursors.all()).resolves.toEqual(['1', '2', '3']);
      await store.cursors.deleteMany(['a', 'c', 'never set']);
      await expect(store.cursors.all()).resolves.toEqual(['2']);
    });

    test('may be none', async () => {
      await store.cursors.set('a', '1');
      await store.cursors.setMany([]);
      await store.cursors.deleteMany([]);
      await expect(store.cursors.all()).resolves.toEqual(['1']);
    });

    test('may name one twice: the last counts', async () => {
      await store.cursors.setMany([
        ['a', '1'],
        ['b', '2'],
        ['a', '3'],
      ]);
      await expect(store.cursors.all()).resolves.toEqual(['3', '2']);
    });

    test('are written by many at the same time, and none is lost', async () => {
      const writers = Array.from({ length: 1000 }, (_, index) => numbered(index));
      await Promise.all(
        writers.map(async (writer) => {
          await store.threads.set(`${writer}/one`, writer);
          await store.threads.setMany([
            [`${writer}/two`, writer],
            [`${writer}/three`, writer],
          ]);
          await store.threads.delete(`${writer}/one`);
        }),
      );
      await expect(store.threads.all()).resolves.toEqual(writers.flatMap((writer) => [writer, writer]));
    });

    test('under one key are written in the order in which they were given', async () => {
      const values = Array.from({ length: 100 }, (_, index) => numbered(index));
      await Promise.all(values.map((value) => store.cursors.set('position', value)));
      await expect(store.cursors.get('position')).resolves.toBe(values.at(-1));
    });
  });

  describe('a lifetime', () => {
    test('ends what it was given to, and nothing else', async () => {
      await store.cursors.set('short', '1', 50);
      await store.cursors.setMany([['short too', '4']], 50);
      await store.cursors.set('long', '2', 60_000);
      await store.cursors.set('endless', '3');
      await expect.poll(() => store.cursors.get('short'), POLL).toBeUndefined();
      await expect.poll(() => store.cursors.get('short too'), POLL).toBeUndefined();
      await expect(store.cursors.all()).resolves.toEqual(['3', '2']);
    });

    test('is that of the value that was set last', async () => {
      await store.cursors.set('a', '1', 1);
      await store.cursors.set('a', '2');
      await store.cursors.set('b', '1', 1);
      await expect.poll(() => store.cursors.get('b'), POLL).toBeUndefined();
      await expect(store.cursors.get('a')).resolves.toBe('2');
    });
  });

  describe('what was acknowledged', () => {
    test('is still there after the store was closed and opened again', async () => {
      await store.accounts.set('a', account());
      await store.links.set('b', link());
      await store.outbox.set('c', outboxEntry());
      await store.close();
      const after = await open(place);
      await expect(after.accounts.all()).resolves.toEqual([account()]);
      await expect(after.links.get('b')).resolves.toEqual(link());
      await expect(after.outbox.get('c')).resolves.toEqual(outboxEntry());
    });

    test('is there for the next although the store was never closed', async () => {
      await store.outbox.set('a', outboxEntry());
      const next = await open(place);
      await expect(next.outbox.all()).resolves.toEqual([outboxEntry()]);
    });
  });

  describe('a store that is opened to read', () => {
    test('gives what another writes meanwhile, and writes nothing', async () => {
      await store.cursors.set('a', '1');
      await store.cursors.set('short', '1', 50);
      const reader = await openStoreToRead(place);
      onTestFinished(() => reader.close());
      await expect(reader.cursors.get('a')).resolves.toBe('1');
      await store.cursors.set('a', '2');
      await store.outbox.set('b', outboxEntry());
      await expect(reader.cursors.get('a')).resolves.toBe('2');
      await expect(reader.outbox.all()).resolves.toEqual([outboxEntry()]);
      await expect.poll(() => reader.cursors.get('short'), POLL).toBeUndefined();
      await expect(reader.cursors.all()).resolves.toEqual(['2']);
      await expect(reader.cursors.set('a', '3')).rejects.toMatchObject(FAILED);
      await expect(reader.cursors.setMany([['a', '3']])).rejects.toMatchObject(FAILED);
      await expect(reader.cursors.delete('a')).rejects.toMatchObject(FAILED);
      await expect(reader.cursors.deleteMany(['a'])).rejects.toMatchObject(FAILED);
      await expect(store.cursors.get('a')).resolves.toBe('2');
    });
  });

  describe('a store that is closed', () => {
    test('says so in every table, and never "not there"', async () => {
      const all = Object.values(store).filter((table): table is Table<unknown> => typeof table === 'object');
      expect(all.length).toBeGreaterThan(10);
      for (const table of all) await table.set('a', 'x');
      await store.close();
      for (const table of all) {
        await expect(table.get('a')).rejects.toMatchObject(FAILED);
        await expect(table.set('a', 'x')).rejects.toMatchObject(FAILED);
        await expect(table.delete('a')).rejects.toMatchObject(FAILED);
        await expect(table.setMany([['a', 'x']])).rejects.toMatchObject(FAILED);
        await expect(table.deleteMany(['a'])).rejects.toMatchObject(FAILED);
        await expect(table.all()).rejects.toMatchObject(FAILED);
        await expect(table.startingWith('a')).rejects.toMatchObject(FAILED);
      }
    });

    test('keeps the reason, and tells a person nothing of it', async () => {
      await store.close();
      const error: unknown = await store.outbox.set('a', outboxEntry()).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(BridgeError);
      expect((error as BridgeError).cause).toBeInstanceOf(Error);
      expect((error as BridgeError).userMessage).toBe('The store did not answer as it should');
    });
  });
}

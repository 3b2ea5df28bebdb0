import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openStore, openStoreToRead, storeOver } from '../../src/bridge/store.ts';
import { openDatabase, sqliteOver } from '../../src/bridge/stores/sqlite.ts';
import { FAILED, open, storeContract, writeUntilRefused } from './contract.ts';

/** A file that does not exist yet, in a folder that does not either; gone after the test. */
function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pigdin-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'data', 'pigdin.db');
}

/** Another process at the same file. */
function second(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());
  return database;
}

describe('in a file', () => {
  storeContract(newFile);
});

describe('a file that another process has locked', () => {
  test('is an error for whoever writes, soon, and serves again when it is let go of', async () => {
    const file = newFile();
    const store = await open(file);
    await store.cursors.set('a', '1');
    const other = second(file);
    other.exec('BEGIN EXCLUSIVE');
    const before = performance.now();
    await expect(store.cursors.set('a', '2')).rejects.toMatchObject(FAILED);
    await expect(store.cursors.setMany([['b', '2']])).rejects.toMatchObject(FAILED);
    await expect(store.cursors.delete('a')).rejects.toMatchObject(FAILED);
    expect(performance.now() - before).toBeLessThan(3000);
    await expect(store.cursors.all()).resolves.toEqual(['1']);
    other.exec('ROLLBACK');
    await store.cursors.set('a', '2');
    await expect(store.cursors.all()).resolves.toEqual(['2']);
  });

  test('cannot be opened, and the sentence says which file it is and what to set', async () => {
    const file = newFile();
    const store = await openStore(file);
    await store.close();
    const other = second(file);
    other.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    const sentence = new RegExp(`${file}.*locked.*STORE_FILE`);
    await expect(openStore(file)).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringMatching(sentence),
    });
  });
});

test('a full disk is an error, loses nothing that was there, and serves again when there is room', async () => {
  const database = openDatabase(newFile());
  const store = storeOver(sqliteOver(database));
  onTestFinished(() => store.close());
  const pages = (count: number): void => database.exec(`PRAGMA max_page_count = ${count}`);
  pages(20);
  const pairs = await writeUntilRefused(store);
  expect(pairs).toBeGreaterThan(10);
  const rows = Array.from({ length: 500 }, (_, index) => [`many/${index}`, 'x'.repeat(100)] as const);
  await expect(store.threads.setMany(rows)).rejects.toMatchObject({
    ...FAILED,
    cause: { message: expect.stringContaining('full') },
  });
  await expect(store.threads.all()).resolves.toHaveLength(2 * pairs);
  pages(10_000);
  await store.threads.setMany(rows);
  await expect(store.threads.all()).resolves.toHaveLength(2 * pairs + rows.length);
});

test('a file that may only be read gives what is in it, and refuses what is to be written', async () => {
  const file = newFile();
  const writable = await openStore(file);
  await writable.cursors.set('a', '1');
  await writable.close();
  const store = storeOver(sqliteOver(new DatabaseSync(file, { readOnly: true })));
  onTestFinished(() => store.close());
  await expect(store.cursors.get('a')).resolves.toBe('1');
  await expect(store.cursors.set('a', '2')).rejects.toMatchObject({
    ...FAILED,
    cause: { message: expect.stringContaining('readonly') },
  });
  await expect(store.cursors.delete('a')).rejects.toMatchObject(FAILED);
});

test('a file that is not there is not made by whoever only reads', async () => {
  const file = newFile();
  await expect(openStoreToRead(file)).rejects.toMatchObject({ code: 'store-failed' });
  expect(existsSync(file)).toBe(false);
});

describe('a place that cannot hold a store', () => {
  test.each([
    ['a folder', () => tmpdir()],
    ['a file system that takes no files', () => '/sys/pigdin/pigdin.db'],
    [
      'a file that is no database',
      () => {
        const file = newFile();
        mkdirSync(dirname(file));
        writeFileSync(file, 'Dear diary, '.repeat(100));
        return file;
      },
    ],
  ])('%s is told in a sentence that says what to set', async (_what, place) => {
    const file = place();
    await expect(openStore(file)).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringMatching(
        new RegExp(`^The state cannot be kept in the file ${file} \\(.+\\)\\. Set STORE_FILE to`),
      ),
    });
  });
});

test('rows whose lifetime is over are removed each hour, and when the file is opened again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const file = newFile();
  const store = await open(file);
  const keys = (): unknown[] => second(file).prepare('SELECT key FROM keyv').all();
  await store.cursors.set('short', '1', 1000);
  await store.cursors.set('endless', '2');
  expect(keys()).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(keys()).toEqual([{ key: 'cursors:endless' }]);
  await store.cursors.set('short', '1', 1000);
  await store.close();
  vi.setSystemTime(Date.now() + 1000);
  await open(file);
  expect(keys()).toEqual([{ key: 'cursors:endless' }]);
});

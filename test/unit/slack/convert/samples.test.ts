import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { filledIn } from './samples.ts';

const FOLDER = new URL('../../../fixtures/messages/', import.meta.url);
const files = (await readdir(FOLDER)).toSorted();
const tables = await Promise.all(
  files.map(async (file) => ({ file, ...filledIn(await readFile(new URL(file, FOLDER), 'utf8')) })),
);

describe('real-shaped messages', () => {
  test.each(tables)('read the same on the other side: $file', async ({ file, text }) => {
    await expect(text).toMatchFileSnapshot(new URL(file, FOLDER).pathname);
  });

  test('are a hundred or more', () => {
    expect(tables.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(100);
  });
});

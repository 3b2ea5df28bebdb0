/** docs/security.md claims nothing without a test: each that it names exists, and each of its claims names one. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { grantFor } from '../../src/bridge/access.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const page = read('docs/security.md');

/** As the page writes it: `security/keys` “cannot send to Webex as anybody”, “and another”, of test/security/keys.test.ts. */
const REFERENCES = /`([\w/-]+)` (“[^”]+”(?:, “[^”]+”)*)/g;

const referencesIn = (text: string) =>
  [...text.matchAll(REFERENCES)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ file, title })),
  );

const references = referencesIn(page);

/** The rows of every table whose last column is called “shown by”. */
const claims = page.split('\n\n').flatMap((block) => {
  const [head = '', , ...rows] = block.split('\n');
  if (!/\| shown by\s*\|$/.test(head)) return [];
  return rows.filter((row) => row.startsWith('|')).map((row) => ({ row, claim: row.split('|')[1]?.trim() }));
});

/** The titles in a file: what stands first in a call of `test` or `describe`, also of one for each row of a table. */
function titlesIn(source: string): string[] {
  const quoted = /[(]\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")\s*,\s*(?:\{[^}]*\}\s*,\s*)?(?:async\s*)?\(/g;
  return [...source.matchAll(quoted)].map(([, single, double]) => (single ?? double ?? '').replaceAll(/\\(.)/g, '$1'));
}

test('the page names its tests', () => {
  expect(references.length).toBeGreaterThan(40);
  expect(claims.length).toBeGreaterThan(25);
});

describe('each test that the page names exists', () => {
  test.each(references)('$file: $title', ({ file, title }) => {
    const path = `test/${file}.test.ts`;
    expect(existsSync(new URL(path, root))).toBe(true);
    expect(titlesIn(read(path))).toContain(title);
  });
});

test.each(claims)('a claim names its test: $claim', ({ row }) => {
  expect(referencesIn(row).length).toBeGreaterThan(0);
});

test('no other text in the page looks like a reference and is none', () => {
  const quotes = page.match(/“[^”]+”/g) ?? [];
  expect(quotes).toHaveLength(references.length);
});

test('the table of grants is what the app asks of Access Manager', () => {
  const { ttl, resources, patterns } = grantFor('the-app');
  const granted = [
    ...Object.entries(resources.channels).map(([name, rights]) => ['channel', name, rights] as const),
    ...Object.entries(patterns.channels).map(([name, rights]) => ['channels', name, rights] as const),
    ...Object.entries(patterns.uuids).map(([name, rights]) => ['users', name, rights] as const),
  ];
  const table = page.split('\n').filter((line) => line.startsWith('| the bridge'));
  const rows = table.map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const told = rows.map(([, , right, on]) => `${right} on ${on}`).toSorted();
  const asked = granted.flatMap(([kind, name, rights]) =>
    Object.keys(rights).map((right) => `${right} on ${kind} ${name}`),
  );
  expect(told).toEqual(asked.toSorted());
  expect(page.replaceAll(/\s+/g, ' ')).toContain(`${ttl} minutes`);
});

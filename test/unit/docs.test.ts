/** What the documents say of commands, packages and each other. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/slack/commands/table.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');
const docs = readdirSync(new URL('docs/', ROOT)).filter((file) => file.endsWith('.md'));
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs.map((file) => `docs/${file}`)];

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: object;
  readonly devDependencies: object;
}
const manifest = JSON.parse(read('package.json')) as Manifest;

test.each(DOCUMENTS)('every link in %s leads somewhere', (document) => {
  const anchorsIn = (file: string): string[] =>
    [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
  const links = [...read(document).matchAll(/(?:\]\(|src="|srcset=")(?!https?:|mailto:)([^)"#]*)(?:#([^)"]*))?[)"]/g)];
  const broken = links.filter(([, path = '', anchor]) => {
    const target = new URL(path === '' ? document : path, new URL(document, ROOT));
    const file = path === '' ? document : target.pathname.slice(ROOT.pathname.length);
    if (!statSync(new URL(file, ROOT), { throwIfNoEntry: false })) return true;
    return anchor !== undefined && !anchorsIn(file).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test('every command of Slack stands in the README', () => {
  const [, table = ''] = read('README.md').split('## What you can do in Slack');
  for (const { name } of COMMANDS) expect(table).toMatch(new RegExp(`^\\| .*\`(?:/pigdin )?${name}\\b`, 'm'));
});

test('every script is told of, to those who use Pigdin or those who change it', () => {
  const told = read('README.md') + read('CONTRIBUTING.md');
  const names = Object.keys(manifest.scripts).filter((name) => !/^pre(?!$)/.test(name));
  const missing = names.filter((name) => !new RegExp(`npm (?:run )?${name}\\b|\`${name}\``).test(told));
  expect(missing).toEqual([]);
});

test('every package stands in docs/dependencies.md with its reason, and no other', () => {
  const rows = [...read('docs/dependencies.md').matchAll(/^\| (`[^|]+) +\|/gm)].map(([, cell = '']) => cell);
  const listed = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  const used = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(new Set(listed)).toEqual(new Set(used));
});

test('pictures in the documents are small', () => {
  const images = readdirSync(new URL('docs/images/', ROOT));
  const large = images.filter((file) => statSync(new URL(`docs/images/${file}`, ROOT)).size > 200_000);
  expect(large).toEqual([]);
});

/** What `npm run faults` prints, and writes into docs/reliability.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { format } from 'oxfmt';
import type { Row } from './session.ts';

const DOCUMENT = new URL('../../docs/reliability.md', import.meta.url);

/** Lost, duplicated, reordered, wrong. */
const countsOf = ({ verdict: { lost, duplicated, reordered, wrong } }: Row): number[] =>
  [lost, duplicated, reordered, wrong].map((findings) => findings.length);

export const isClean = (row: Row): boolean => row.error === undefined && countsOf(row).every((count) => count === 0);

/** One line for a terminal, and the first findings. */
export function printed(row: Row): string {
  const { name, seed, messages, seconds, verdict, error = '' } = row;
  const line = [name.padEnd(28), seed, messages, ...countsOf(row), `${seconds} s`, error].join('\t');
  const examples = Object.entries<readonly string[]>({ ...verdict }).flatMap(([kind, findings]) =>
    findings.slice(0, 5).map((finding) => `    ${kind}: ${finding}`),
  );
  return [line, ...examples].join('\n');
}

/** One line for each case, over all its runs. */
export function caseTable(rows: readonly Row[]): string {
  const byName = Map.groupBy(rows, ({ name }) => name);
  const lines = [...byName.values()].map((runs) => {
    const sum = runs.map(countsOf).reduce((a, b) => a.map((count, index) => count + (b[index] ?? 0)));
    const messages = runs.reduce((total, run) => total + run.messages, 0);
    const errors = runs.flatMap(({ error }) => error ?? []);
    const seeds = runs.map(({ seed }) => seed).join(', ');
    return [`\`${runs[0]?.name}\``, [runs[0]?.what, ...errors].join('; '), messages, ...sum, seeds];
  });
  return table(['case', 'what happens', 'messages', 'lost', 'duplicated', 'reordered', 'wrong', 'seeds'], lines);
}

/** What was found where a rule was broken on purpose. */
export interface Broken {
  readonly rule: string;
  readonly broken: string;
  readonly row: Row;
}

export function mutationTable(broken: readonly Broken[]): string {
  const lines = broken.map(({ rule, broken: how, row }) => [
    rule,
    how,
    `\`${row.name}\``,
    ...countsOf(row),
    row.error ?? '',
  ]);
  return table(['rule', 'the bridge', 'case', 'lost', 'duplicated', 'reordered', 'wrong', 'or'], lines);
}

const table = (head: readonly string[], lines: readonly (readonly unknown[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Between `<!-- name -->` and `<!-- /name -->`. */
export async function writeIntoDocument(name: string, content: string): Promise<void> {
  const document = await readFile(DOCUMENT, 'utf8');
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = document.indexOf(open) + open.length;
  const to = document.indexOf(close);
  if (to < from) throw new Error(`docs/reliability.md has no place for ${name}`);
  const changed = `${document.slice(0, from)}\n\n${content}\n\n${document.slice(to)}`;
  const { code } = await format('reliability.md', changed, { printWidth: 120, singleQuote: true });
  await writeFile(DOCUMENT, code);
}

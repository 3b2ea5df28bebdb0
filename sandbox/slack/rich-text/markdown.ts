import { newBlockId } from '../state/ids.ts';
import type { Block } from '../state/model.ts';
import { unescapeText } from './elements.ts';
import { parseRichText } from './parse.ts';

const HEADING = /^#{1,6} +(?<text>.+?) *#*$/;
const RULE = /^ *(?:-{3,}|\*{3,}|_{3,}) *$/;
const TABLE_RULE = /^ *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$/;

/** What Slack stores instead of a `markdown` block: headers, dividers, tables, and rich text for all the rest. */
export function translateMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  const pending: string[] = [];
  const flush = (): void => {
    const rest = pending.splice(0).join('\n').trim();
    if (rest !== '') blocks.push({ block_id: newBlockId(), ...parseRichText(rest, 'markdown') });
  };
  const lines = text.split('\n');
  let isFenced = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (/^ *```/.test(line)) isFenced = !isFenced;
    const block = isFenced ? undefined : (headingOf(line) ?? ruleOf(line));
    const rows = isFenced ? [] : tableAt(lines, at);
    if (rows.length > 0) {
      flush();
      blocks.push(tableBlock(rows));
      at += rows.length;
    } else if (block) {
      flush();
      blocks.push(block);
    } else {
      pending.push(line);
    }
  }
  flush();
  return blocks;
}

function headingOf(line: string): Block | undefined {
  const text = HEADING.exec(line)?.groups?.['text'];
  if (text === undefined) return undefined;
  const plain = unescapeText(text.replaceAll(/[*_~`]/g, ''));
  return { type: 'header', block_id: newBlockId(), text: { type: 'plain_text', text: plain, emoji: true } };
}

const ruleOf = (line: string): Block | undefined =>
  RULE.test(line) ? { type: 'divider', block_id: newBlockId() } : undefined;

/** The rows of a table that begins at this line, without its rule; none when there is no table. */
function tableAt(lines: readonly string[], at: number): string[] {
  if (!lines[at]?.includes('|') || !TABLE_RULE.test(lines[at + 1] ?? '')) return [];
  const end = lines.findIndex((line, index) => index > at && !line.includes('|'));
  return lines.slice(at, end < 0 ? lines.length : end).filter((_row, index) => index !== 1);
}

function tableBlock(rows: readonly string[]): Block {
  return {
    type: 'table',
    block_id: newBlockId(),
    rows: rows.map((row) =>
      row
        .trim()
        .replaceAll(/^\||\|$/g, '')
        .split('|')
        .map((cell) => parseRichText(cell.trim(), 'markdown')),
    ),
  };
}

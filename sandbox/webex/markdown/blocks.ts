/** Webex's Markdown as HTML: headings, fences, quotes, lists, paragraphs. Blocks are parted by newlines. */
import { escapeHtml } from './escape.ts';
import { renderInline } from './inline.ts';

const FENCE = /^ {0,3}(```+|~~~+)\s*([\w+-]*)/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/;
const QUOTE = /^ {0,3}>\s?/;
const ITEM = /^( *)([-*+]|\d+[.)])\s+(.*)$/;
/** Deeper quotes and lists are shown as they were written. */
const MAX_DEPTH = 20;

export const renderMarkdown = (markdown: string): string =>
  renderLines(markdown.replaceAll('\r\n', '\n').split('\n'), 0);

function renderLines(lines: readonly string[], level: number): string {
  const blocks: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const block = blockAt(lines.slice(at), level);
    if (block.html !== '') blocks.push(block.html);
    at += block.lines;
  }
  return blocks.join('\n');
}

interface Block {
  readonly html: string;
  /** How many lines it takes. */
  readonly lines: number;
}

function blockAt(lines: readonly string[], level: number): Block {
  const [first = ''] = lines;
  if (first.trim() === '') return { html: '', lines: 1 };
  if (FENCE.test(first)) return fence(lines);
  const heading = HEADING.exec(first);
  if (heading) return { html: wrap(`h${heading[1]?.length}`, renderInline(heading[2] ?? '')), lines: 1 };
  if (QUOTE.test(first) && level < MAX_DEPTH) return quote(lines, level);
  if (ITEM.test(first) && level < MAX_DEPTH) return list(lines, level);
  return paragraph(lines);
}

function fence([first = '', ...rest]: readonly string[]): Block {
  const [, mark = '', language = ''] = FENCE.exec(first) ?? [];
  const end = rest.findIndex((line) => line.trim().startsWith(mark));
  const code = end < 0 ? rest : rest.slice(0, end);
  const attribute = language === '' ? '' : ` class="${language}"`;
  const html = `<pre><code${attribute}>${escapeHtml(code.join('\n'))}\n</code></pre>`;
  return { html, lines: code.length + (end < 0 ? 1 : 2) };
}

/** Goes on to the next blank line, as Markdown lets a quote be continued without its mark. */
function quote(lines: readonly string[], level: number): Block {
  const taken = takeWhile(lines, (line) => line.trim() !== '');
  const inner = renderLines(
    taken.map((line) => line.replace(QUOTE, '')),
    level + 1,
  );
  return { html: `<blockquote>\n${inner}\n</blockquote>`, lines: taken.length };
}

/** Deeper lines belong to the item above them. A blank line ends the list unless another item or deeper line follows. */
function list(lines: readonly string[], level: number): Block {
  const [, indent = '', marker = ''] = ITEM.exec(lines[0] ?? '') ?? [];
  const ordered = /\d/.test(marker);
  const taken = takeWhile(lines, (line, at) => {
    if (line.trim() === '') return continues(lines[at + 1], indent.length, ordered);
    const item = ITEM.exec(line);
    return depth(line) > indent.length || (!!item && /\d/.test(item[2] ?? '') === ordered) || !startsBlock(line);
  });
  const items: string[][] = [];
  for (const line of taken) {
    const item = ITEM.exec(line);
    if (item && depth(line) <= indent.length) items.push([item[3] ?? '']);
    else items.at(-1)?.push(line);
  }
  const tag = ordered ? 'ol' : 'ul';
  return {
    html: `<${tag}>\n${items.map((item) => renderItem(item, level)).join('\n')}\n</${tag}>`,
    lines: taken.length,
  };
}

function renderItem([first = '', ...rest]: readonly string[], level: number): string {
  const nestedAt = rest.findIndex((line) => startsBlock(line.trimStart()));
  const own = [first, ...(nestedAt < 0 ? rest : rest.slice(0, nestedAt))].filter((line) => line.trim() !== '');
  const nested = nestedAt < 0 ? '' : `\n${renderLines(outdented(rest.slice(nestedAt)), level + 1)}\n`;
  return wrap('li', `${renderInline(own.map((line) => line.trimStart()).join('\n'))}${nested}`);
}

const outdented = (lines: readonly string[]): string[] => {
  const least = Math.min(...lines.filter((line) => line.trim() !== '').map(depth));
  return lines.map((line) => line.slice(least));
};

const continues = (next: string | undefined, indent: number, ordered: boolean): boolean => {
  if (next === undefined || next.trim() === '') return false;
  const item = ITEM.exec(next);
  return depth(next) > indent || (!!item && /\d/.test(item[2] ?? '') === ordered);
};

/** A single newline does not end a paragraph, nor break its line. */
function paragraph(lines: readonly string[]): Block {
  const taken = takeWhile(lines, (line, at) => line.trim() !== '' && (at === 0 || !startsBlock(line)));
  const text = taken
    .map((line) => line.trimStart())
    .join('\n')
    .trimEnd();
  return { html: wrap('p', renderInline(text)), lines: taken.length };
}

const startsBlock = (line: string): boolean => [FENCE, HEADING, QUOTE, ITEM].some((pattern) => pattern.test(line));
const depth = (line: string): number => line.length - line.trimStart().length;
const wrap = (tag: string, inner: string): string => `<${tag}>${inner}</${tag}>`;

function takeWhile(lines: readonly string[], fits: (line: string, at: number) => boolean): readonly string[] {
  const end = lines.findIndex((line, at) => !fits(line, at));
  return end < 0 ? lines : lines.slice(0, end);
}

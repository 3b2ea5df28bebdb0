/** Makes and tidies the inlines of a Document. */
import type { Inline, Marks, Paragraph } from './document.ts';
import { linkable, spelled } from './url.ts';

export const BREAK: Inline = { type: 'break' };

export const paragraph = (...inlines: readonly Inline[]): Paragraph => ({ type: 'paragraph', inlines });

/** Control characters mean nothing in a message, and some readers choke on them. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Any text, literally. Its newlines become breaks. */
export function words(text: string, marks?: Marks): Inline[] {
  const lines = cleaned(text).split('\n');
  return lines.flatMap((line, at) => [
    ...(at > 0 ? [BREAK] : []),
    ...(line === '' ? [] : [{ type: 'text', text: line, ...look(marks) } as const]),
  ]);
}

/** A link, where the address may be one; else its words with the address behind them. */
export function linked(text: string | undefined, address: string, marks?: Marks): Inline[] {
  const url = linkable(address);
  const label = text?.trim() ? text : address;
  if (url === undefined) return words(spelled(label, address), marks);
  return words(label, marks).map((word) =>
    word.type === 'text' ? { type: 'link', url, text: word.text, ...look(marks) } : word,
  );
}

/** With `\n` for every newline, and without what is no text: control characters and halves of surrogate pairs. */
const cleaned = (text: string): string => text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(CONTROL, '');

/** The marks as a field to spread; no field where there are none. */
export const look = (marks: Marks | undefined): { marks?: Marks } =>
  marks && Object.values(marks).includes(true) ? { marks } : {};

/** The inlines with these marks besides their own. */
export const wearing = (inlines: readonly Inline[], marks: Marks): Inline[] =>
  inlines.map((inline) => (inline.type === 'break' ? inline : { ...inline, ...look({ ...inline.marks, ...marks }) }));

const sameLook = (a: Marks = {}, b: Marks = {}): boolean =>
  a.bold === b.bold && a.italic === b.italic && a.strike === b.strike && a.code === b.code;

/** Neighbouring texts that look the same become one, and likewise the parts of one link. */
export function joined(inlines: readonly Inline[]): Inline[] {
  const result: Inline[] = [];
  for (const inline of inlines) {
    const last = result.at(-1);
    if (last && 'text' in last && 'text' in inline && isSame(last, inline)) {
      result[result.length - 1] = { ...last, text: last.text + inline.text };
    } else if (!('text' in inline) || inline.text !== '') {
      result.push(inline);
    }
  }
  return result;
}

function isSame(a: Inline, b: Inline): boolean {
  if (a.type === 'text' && b.type === 'text') return sameLook(a.marks, b.marks);
  return a.type === 'link' && b.type === 'link' && a.url === b.url && sameLook(a.marks, b.marks);
}

/** What is between breaks, line by line; empty lines stay. */
export function linesOf(inlines: readonly Inline[]): Inline[][] {
  const lines: Inline[][] = [[]];
  for (const inline of inlines) {
    if (inline.type === 'break') lines.push([]);
    else lines.at(-1)?.push(inline);
  }
  return lines;
}

export const fromLines = (lines: readonly (readonly Inline[])[]): Inline[] =>
  lines.flatMap((line, at) => (at > 0 ? [BREAK, ...line] : line));

/** Lines with nothing to see between them part paragraphs. */
export function paragraphsOf(inlines: readonly Inline[]): Paragraph[] {
  const groups: Inline[][][] = [[]];
  for (const line of linesOf(joined(inlines))) {
    if (line.every(isBlank)) groups.push([]);
    else groups.at(-1)?.push(line);
  }
  return groups.filter((lines) => lines.length > 0).map((lines) => paragraph(...fromLines(lines)));
}

/** White space, and characters that take no room. */
export const isInvisible = (text: string): boolean => /^[\s\p{Cf}\ufe00-\ufe0f]*$/u.test(text);

const isBlank = (inline: Inline): boolean =>
  inline.type === 'break' || ((inline.type === 'text' || inline.type === 'link') && isInvisible(inline.text));

/** Bold and italics, by CommonMark's rules for runs of `*` and `_`, so that any nesting comes out well formed. */

interface Run {
  readonly char: string;
  readonly length: number;
  canOpen: boolean;
  canClose: boolean;
  /** Marks not used up yet. */
  left: number;
  closing: string;
  opening: string;
}

type Piece = string | Run;

const WHITE = /\s/;
const PUNCTUATION = /[\p{P}\p{S}\uE000\uE001]/u;

/** @param text escaped for HTML */
export function emphasise(text: string): string {
  const pieces = split(text);
  const runs = pieces.filter((piece) => typeof piece !== 'string');
  for (const closer of runs) while (closer.canClose && closer.left > 0 && close(runs, closer));
  return pieces.map(render).join('');
}

function split(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { 0: marks, index } of text.matchAll(/\*+|_+/g)) {
    pieces.push(text.slice(at, index), runOf(marks, text[index - 1] ?? ' ', text[index + marks.length] ?? ' '));
    at = index + marks.length;
  }
  return [...pieces, text.slice(at)];
}

/** Marks open before a word and close after one; underscores never within a word. */
function runOf(marks: string, before: string, after: string): Run {
  const opens = !WHITE.test(after) && (!PUNCTUATION.test(after) || isEdge(before));
  const closes = !WHITE.test(before) && (!PUNCTUATION.test(before) || isEdge(after));
  const char = marks.charAt(0);
  const canOpen = opens && (char === '*' || !closes || PUNCTUATION.test(before));
  const canClose = closes && (char === '*' || !opens || PUNCTUATION.test(after));
  return { char, length: marks.length, canOpen, canClose, left: marks.length, closing: '', opening: '' };
}

const isEdge = (char: string): boolean => WHITE.test(char) || PUNCTUATION.test(char);

/** Joins the closer with the nearest run that it can close. False when there is none. */
function close(runs: readonly Run[], closer: Run): boolean {
  const end = runs.indexOf(closer);
  const start = runs.findLastIndex((run, at) => at < end && run.canOpen && run.left > 0 && fit(run, closer));
  const opener = runs[start];
  if (!opener) return false;
  const used = opener.left >= 2 && closer.left >= 2 ? 2 : 1;
  const tag = used === 2 ? 'strong' : 'em';
  opener.left -= used;
  opener.opening = `<${tag}>${opener.opening}`;
  closer.left -= used;
  closer.closing += `</${tag}>`;
  for (const between of runs.slice(start + 1, end)) {
    between.canOpen = false;
    between.canClose = false;
  }
  return true;
}

/** CommonMark's rule of three keeps `**a*b**` from ending at the single mark. */
function fit(opener: Run, closer: Run): boolean {
  if (opener.char !== closer.char) return false;
  if (!opener.canClose && !closer.canOpen) return true;
  return (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}

const render = (piece: Piece): string =>
  typeof piece === 'string' ? piece : `${piece.closing}${piece.char.repeat(piece.left)}${piece.opening}`;

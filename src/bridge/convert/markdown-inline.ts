/** The inlines of a Document as Webex markdown. Nothing that a person wrote becomes markup or a mention. */
import type { Inline, Marks, Mention } from './document.ts';
import { joined, linesOf, look } from './inlines.ts';
import { codeSpan, destination, escaped, guarded, SEPARATOR, spaced } from './markdown-escape.ts';
import { mentionText } from './plain-text.ts';

/** The Webex person id of who is mentioned; undefined where nobody is known. */
export type WebexPersonOf = (mention: Mention) => string | undefined;

/** Webex breaks a line at two spaces, not at a newline alone. */
export const inlineMarkdown = (inlines: readonly Inline[], personOf: WebexPersonOf): string =>
  linesOf(inlines)
    .map((line) => guarded(lineMarkdown(line, personOf)))
    .join('  \n');

function lineMarkdown(line: readonly Inline[], personOf: WebexPersonOf): string {
  const pieces = joined(line.map((inline) => asText(inline, personOf))).map((inline) => pieceOf(inline, personOf));
  let last = '';
  const texts = pieces.map((piece, at) => {
    const text = between(last, piece, pieces[at + 1]);
    last = (last + text).slice(-2);
    return text;
  });
  return texts.join('');
}

/** What Webex has no notion of is text like any other. */
function asText(inline: Inline, personOf: WebexPersonOf): Inline {
  if (inline.type === 'moment') return { type: 'text', text: inline.text, ...look(inline.marks) };
  if (inline.type !== 'mention' || /^[\w=-]+$/.test(personOf(inline) ?? '')) return inline;
  return { type: 'text', text: mentionText(inline), ...look(inline.marks) };
}

/** Text ready to stand in a line, its marks not yet around it. White space at the ends stays outside of them. */
interface Piece {
  readonly before: string;
  readonly text: string;
  readonly after: string;
  readonly mark: string;
}

const unmarked = (text: string): Piece => ({ before: '', text, after: '', mark: '' });

function pieceOf(inline: Inline, personOf: WebexPersonOf): Piece {
  switch (inline.type) {
    case 'mention':
      return unmarked(`<@personId:${personOf(inline) ?? ''}${mentionName(inline.name)}>`);
    case 'text':
      return styled(inline.text, inline.marks);
    case 'link': {
      const { before, text, after, mark } = styled(inline.text, inline.marks);
      if (text.trim() === '') return unmarked(text);
      return { ...unmarked(`[${wrapped(text, mark)}](${destination(inline.url)})`), before, after };
    }
    case 'moment':
    case 'break':
      return unmarked('');
  }
}

/** The syntax of mentions has no escapes. */
function mentionName(name: string): string {
  const plain = name.replaceAll(/[<>|\\\s]+/g, ' ').trim();
  return plain === '' ? '' : `|${plain}`;
}

function styled(raw: string, marks: Marks = {}): Piece {
  const middle = raw.trim();
  if (middle === '') return unmarked(spaced(raw));
  const before = raw.slice(0, raw.length - raw.trimStart().length);
  const after = raw.slice(raw.trimEnd().length);
  const mark = `${marks.strike ? '~~' : ''}${marks.bold ? '**' : ''}${marks.italic ? '*' : ''}`;
  const text = marks.code ? codeSpan(middle) : spaced(escaped(middle));
  return { before: spaced(before), text, after: spaced(after), mark };
}

const wrapped = (text: string, mark: string): string => `${mark}${text}${mark.split('').toReversed().join('')}`;

/** Separators count as letters, and so do emoji, which not every reader of Markdown knows to be signs. */
const ENDS_AS_WORD = /(?:[^\s\p{P}\p{S}]|[\u{10000}-\u{10ffff}])$/u;
const BEGINS_AS_WORD = /^(?:[^\s\p{P}\p{S}]|[\u{10000}-\u{10ffff}])/u;
const BEGINS_AS_SIGN = /^[\p{P}\p{S}]/u;
const ENDS_AS_SIGN = /[\p{P}\p{S}]$/u;

/**
 * A piece as it stands between its neighbours. Markdown ignores marks between a letter outside and a sign inside of them,
 * and reads the marks of two neighbours together: there a separator goes between.
 * @param last the characters before it
 */
function between(last: string, { before, text, mark, after }: Piece, next?: Piece): string {
  const follower = after || (next ? next.before || (next.mark === '' ? next.text : SEPARATOR) : '');
  // An exclamation mark would make a picture of a link.
  if (mark === '') return `${before}${follower.startsWith('[') ? text.replace(/!$/, '\\!') : text}${after}`;
  const lead = `${before}${/[*~]$/.test(last + before) ? SEPARATOR : ''}`;
  const first = ENDS_AS_WORD.test(last + lead) && BEGINS_AS_SIGN.test(text) ? SEPARATOR : '';
  const end = ENDS_AS_SIGN.test(text.slice(-2)) && BEGINS_AS_WORD.test(follower) ? SEPARATOR : '';
  return `${lead}${wrapped(`${first}${text}${end}`, mark)}${after}`;
}

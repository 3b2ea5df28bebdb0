/** Slack's mrkdwn: what apps write, and what `text` says where a message has no blocks. */
import type { Block, Inline, Marks } from '../../bridge/convert/document.ts';
import { paragraphsOf, words } from '../../bridge/convert/inlines.ts';
import { plainText } from '../../bridge/convert/plain-text.ts';
import { runsOf } from '../../bridge/convert/runs.ts';
import { emojiOf } from './emoji.ts';
import { unescapeText } from './escape.ts';
import { fromToken } from './mrkdwn-tokens.ts';

const FENCED = /```([^]*?)```/;
const QUOTE = /^(?:>|&gt;) ?/;
/** Quotes all that follows. */
const LONG_QUOTE = /^(?:>>>|&gt;&gt;&gt;)\s*/m;

export const fromMrkdwn = (text: string): Block[] =>
  text.split(FENCED).flatMap((part, at) => (at % 2 === 1 ? codeBlock(part) : withQuotes(part)));

function codeBlock(code: string): Block[] {
  const text = typedText(code.replace(/^\n|\n$/g, ''));
  return text === '' ? [] : [{ type: 'code', text }];
}

/** As it was typed: only tokens and entities mean something. */
export const typedText = (text: string): string => plainText([{ type: 'paragraph', inlines: inlinesOf(text, TOKENS) }]);

function withQuotes(text: string): Block[] {
  const { 0: sign = '', index = text.length } = LONG_QUOTE.exec(text) ?? {};
  const lines = text.slice(0, index).split('\n');
  const blocks = runsOf(lines, (line) => QUOTE.test(line)).flatMap((run) =>
    run.some((line) => QUOTE.test(line))
      ? quote(run.map((line) => line.replace(QUOTE, '')).join('\n'))
      : paragraphsOf(inlinesOf(run.join('\n'))),
  );
  return [...blocks, ...quote(text.slice(index + sign.length))];
}

function quote(text: string): Block[] {
  const blocks = paragraphsOf(inlinesOf(text));
  return blocks.length > 0 ? [{ type: 'quote', blocks }] : [];
}

/** Marks touch what they mark, and no letter outside. None holds its own sign, which keeps the search linear. */
const wrapped = (name: string, sign: string): string =>
  String.raw`(?<![\p{L}\p{N}${sign}])${sign}(?<${name}>[^\s${sign}](?:[^\n${sign}]*[^\s${sign}])?)${sign}(?![\p{L}\p{N}${sign}])`;

const TOKEN = String.raw`<(?<token>[^<>\n]+)>`;
const EMOJI = String.raw`:(?<emoji>[\p{L}\p{N}_+'\-]+(?:::skin-tone-[2-6])?):`;
const CODE = String.raw`\x60(?<code>[^\x60\n]+)\x60`;
const MARKS = [wrapped('bold', String.raw`\*`), wrapped('italic', '_'), wrapped('strike', '~')];
const ALL = new RegExp([CODE, TOKEN, EMOJI, ...MARKS].join('|'), 'gu');
/** What has a meaning even in code. */
const TOKENS = new RegExp(TOKEN, 'gu');

function inlinesOf(text: string, pattern = ALL, marks: Marks = {}): Inline[] {
  const inlines: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    inlines.push(...words(unescapeText(text.slice(at, match.index)), marks), ...found(match.groups ?? {}, marks));
    at = match.index + match[0].length;
  }
  return [...inlines, ...words(unescapeText(text.slice(at)), marks)];
}

type Groups = Readonly<Partial<Record<'code' | 'token' | 'emoji' | 'bold' | 'italic' | 'strike', string>>>;

function found({ code, token, emoji, bold, italic, strike }: Groups, marks: Marks): Inline[] {
  if (code !== undefined) return inlinesOf(code, TOKENS, { ...marks, code: true });
  if (token !== undefined) return fromToken(token, marks);
  if (emoji !== undefined) return words(emojiOf(emoji), marks);
  if (bold !== undefined) return inlinesOf(bold, ALL, { ...marks, bold: true });
  if (italic !== undefined) return inlinesOf(italic, ALL, { ...marks, italic: true });
  return inlinesOf(strike ?? '', ALL, { ...marks, strike: true });
}

/** The part of Markdown that runs within a line: emphasis, code, links, breaks, escapes, entities, mention tags. */
import { emphasise } from './emphasis.ts';
import { escapeHtml } from './escape.ts';

/** What is not to be read as Markdown any more, in the order in which it binds. */
const LITERAL = new RegExp(
  [
    /<spark-mention (?:data-[a-z-]+="[\w=-]+" ?)+>[^<]*<\/spark-mention>/,
    /\\(?!<spark-mention)[!-/:-@[-`{-~]/,
    /(?<ticks>`+)(?<code>[^`](?:[\s\S]*?[^`])??)\k<ticks>(?!`)/,
    /<(?<url>(?:https?|mailto):[^>\s]+)>/,
    /&(?:[a-z]+|#\d+|#x[0-9a-f]+);/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
);
const LINK = /\[([^[\]]*)\]\(\s*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+"[^"]*")?\s*\)/g;
const BREAK = /(?: {2,}|\\)\n/g;

/** HTML of one block's text. Tags in the text are shown, not obeyed, except those of mentions. */
export function renderInline(text: string): string {
  const held: string[] = [];
  const hold = (html: string): string => `\uE000${held.push(html) - 1}\uE001`;
  const restore = (html: string): string =>
    html.replace(/\uE000(\d+)\uE001/g, (_mark, index: string) => restore(held[Number(index)] ?? ''));
  const literal = text
    .replace(/[\uE000\uE001]/g, '')
    .replace(LITERAL, (...match) => hold(renderLiteral(match[0], match.at(-1) as Groups)));
  const linked = literal.replace(LINK, (_match, label: string, url: string) =>
    hold(anchor(attribute(restoreText(url, held)), emphasise(escapeHtml(label)))),
  );
  return restore(emphasise(escapeHtml(linked)).replace(BREAK, '<br/>\n'));
}

type Groups = Readonly<Partial<Record<'ticks' | 'code' | 'url', string>>>;

function renderLiteral(match: string, { code, url }: Groups): string {
  if (code !== undefined) return `<code>${escapeHtml(code.trim())}</code>`;
  if (url !== undefined) return anchor(attribute(escapeHtml(url)), escapeHtml(url));
  if (match.startsWith('\\')) return escapeHtml(match.slice(1));
  return match;
}

/** An address may hold escapes, which stand for their characters, and entities. */
const restoreText = (url: string, held: readonly string[]): string =>
  escapeHtml(url).replace(/\uE000(\d+)\uE001/g, (_mark, index: string) => held[Number(index)] ?? '');

const attribute = (escaped: string): string => escaped.replace(/<[^>]*>/g, '').replaceAll('"', '&quot;');

const anchor = (url: string, label: string): string => `<a href="${url}" rel="nofollow">${label}</a>`;

import { unescapeText, type Inline, type Style } from './elements.ts';
import { codePointsOf, isKnownEmoji, nameOfEmoji } from './emoji.ts';

/**
 * Where text comes from: typed by a person in Slack's composer, posted by an app as mrkdwn, or posted by an app as
 * standard Markdown (the `markdown` block).
 */
export type Syntax = 'typed' | 'mrkdwn' | 'markdown';

/** Text between two marks that touch it, and no letter outside. */
const wrapped = (name: string, mark: string): string =>
  String.raw`(?<![\p{L}\p{N}])${mark}(?<${name}>[^\s${mark}](?:[^\n]*?[^\s])?)${mark}(?![\p{L}\p{N}])`;

const COMMON = [
  String.raw`<(?<token>(?:[@#!]|https?:|mailto:)[^<>\n]+)>`,
  String.raw`:(?<emoji>[a-z0-9_+'-]+):`,
  String.raw`(?<unicode>\p{Extended_Pictographic}\ufe0f?)`,
  String.raw`(?<url>https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'"()\]*_~])`,
];
const CODE = String.raw`\x60(?<code>[^\x60\n]+)\x60`;
const MRKDWN = [CODE, ...COMMON, wrapped('bold', String.raw`\*`), wrapped('italic', '_'), wrapped('strike', '~')];
const EMAIL = String.raw`(?<email>[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+)`;
const MARKDOWN = [
  CODE,
  String.raw`\\(?<escaped>[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e])`,
  String.raw`\[(?<label>[^\]\n]+)\]\((?<href>[^)\s]+)\)`,
  ...COMMON,
  String.raw`\*\*(?<bold>[^\s](?:[^\n]*?[^\s])?)\*\*(?!\*)`,
  String.raw`~~(?<strike>[^\s~](?:[^\n]*?[^\s])?)~~`,
  String.raw`(?<![\p{L}\p{N}])(?<mark>[*_])(?<italic>[^\s*_](?:[^\n]*?[^\s])?)\k<mark>(?![\p{L}\p{N}])`,
];
const PATTERNS = {
  typed: new RegExp([...MRKDWN, EMAIL].join('|'), 'gu'),
  mrkdwn: new RegExp(MRKDWN.join('|'), 'gu'),
  markdown: new RegExp(MARKDOWN.join('|'), 'gu'),
} as const satisfies Record<Syntax, RegExp>;

/** One line or more of text as the elements of a section. */
export function parseInline(text: string, syntax: Syntax, style: Style = {}): Inline[] {
  const elements: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(PATTERNS[syntax])) {
    const found = elementsOf(match.groups ?? {}, syntax, style);
    if (found === undefined) continue;
    elements.push(...plain(text.slice(at, match.index), syntax, style), ...found);
    at = match.index + match[0].length;
  }
  elements.push(...plain(text.slice(at), syntax, style));
  return joined(elements);
}

/** The named groups of the patterns. */
type Groups = Readonly<
  Partial<
    Record<
      | 'code'
      | 'token'
      | 'emoji'
      | 'unicode'
      | 'url'
      | 'email'
      | 'escaped'
      | 'label'
      | 'href'
      | 'bold'
      | 'italic'
      | 'strike',
      string
    >
  >
>;

/** Undefined when what matched is ordinary text after all. */
function elementsOf(groups: Groups, syntax: Syntax, style: Style): Inline[] | undefined {
  const { code, token, emoji, unicode, url, email, escaped } = groups;
  if (code !== undefined) return plain(code, syntax, { ...style, code: true });
  if (escaped !== undefined) return plain(escaped, 'typed', style);
  if (token !== undefined) return one(tokenElement(token), style);
  if (url !== undefined) return one({ type: 'link', url: unescapeText(url) }, style);
  if (email !== undefined) return one({ type: 'link', url: `mailto:${email}`, text: email }, style);
  if (emoji !== undefined) return isKnownEmoji(emoji) ? one(emojiElement(emoji), style) : undefined;
  if (unicode !== undefined) {
    const name = nameOfEmoji(unicode);
    return name === undefined ? undefined : one(emojiElement(name), style);
  }
  return styled(groups, syntax, style);
}

function styled({ label, href, bold, italic, strike }: Groups, syntax: Syntax, style: Style): Inline[] | undefined {
  if (label !== undefined && href !== undefined) {
    return one({ type: 'link', url: unescapeText(href), text: unescapeText(label) }, style);
  }
  if (bold !== undefined) return parseInline(bold, syntax, { ...style, bold: true });
  if (italic !== undefined) return parseInline(italic, syntax, { ...style, italic: true });
  if (strike !== undefined) return parseInline(strike, syntax, { ...style, strike: true });
  return undefined;
}

/** Slack's own notation between angle brackets. */
function tokenElement(token: string): Inline {
  const [target = '', label] = token.split('|', 2);
  const id = target.slice(1);
  if (target.startsWith('@')) return { type: 'user', user_id: id };
  if (target.startsWith('#')) return { type: 'channel', channel_id: id };
  if (target.startsWith('!subteam^')) return { type: 'usergroup', usergroup_id: target.slice('!subteam^'.length) };
  if (target.startsWith('!date^')) {
    const [, timestamp = '0', format = ''] = target.split('^');
    return { type: 'date', timestamp: Number(timestamp), format, fallback: label ?? '' };
  }
  if (target.startsWith('!')) return { type: 'broadcast', range: id };
  return { type: 'link', url: unescapeText(target), ...(label !== undefined ? { text: unescapeText(label) } : {}) };
}

function emojiElement(name: string): Inline {
  const unicode = codePointsOf(name);
  return { type: 'emoji', name, ...(unicode !== undefined ? { unicode } : {}) };
}

const one = (element: Inline, style: Style): Inline[] => [hasStyle(style) ? { ...element, style } : element];

const hasStyle = (style: Style): boolean => Object.keys(style).length > 0;

/** What a person types stands for itself; what an app posts may be escaped. */
function plain(text: string, syntax: Syntax, style: Style): Inline[] {
  if (text === '') return [];
  return one({ type: 'text', text: syntax === 'typed' ? text : unescapeText(text) }, style);
}

/** Neighbouring texts of one style are one text. */
function joined(elements: readonly Inline[]): Inline[] {
  const result: Inline[] = [];
  for (const element of elements) {
    const last = result.at(-1);
    if (last?.type === 'text' && element.type === 'text' && sameStyle(last.style, element.style)) {
      result[result.length - 1] = { ...last, text: last.text + element.text };
    } else {
      result.push(element);
    }
  }
  return result;
}

const sameStyle = (a: Style = {}, b: Style = {}): boolean =>
  a.bold === b.bold && a.italic === b.italic && a.strike === b.strike && a.code === b.code;

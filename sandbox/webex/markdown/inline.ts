/** The part of Markdown that runs within a line: emphasis, code, links, breaks, escapes, entities, mention tags. */

const MENTION_TAG = /^<spark-mention [^>]*>([^<]*)<\/spark-mention>/;
const CODE = /^(`+)([\s\S]*?[^`])\1(?!`)/;
const LINK = /^\[((?:\\.|[^\]\\])*)\]\(\s*<?([^\s)>]*)>?(?:\s+"[^"]*")?\s*\)/;
const AUTOLINK = /^<((?:https?|mailto):[^>\s]+)>/;
const ENTITY = /^&(?:[a-z]+|#\d+|#x[0-9a-f]+);/i;
const BREAK = /^(?: {2,}|\\)\n/;
const ESCAPE = /^\\([!-/:-@[-`{-~])/;
const EMPHASIS = /^(\*\*|__|\*|_)(?=\S)((?:\\.|[^\\])*?\S)\1/;

type Rule = readonly [pattern: RegExp, render: (match: RegExpExecArray) => string];

const RULES: readonly Rule[] = [
  [MENTION_TAG, ([tag, name = '']) => tag.replace(`>${name}<`, `>${escapeHtml(name)}<`)],
  [BREAK, () => '<br/>\n'],
  [ESCAPE, ([, char = '']) => escapeHtml(char)],
  [CODE, ([, , code = '']) => `<code>${escapeHtml(code.trim())}</code>`],
  [LINK, ([, label = '', url = '']) => anchor(url, renderInline(label))],
  [AUTOLINK, ([, url = '']) => anchor(url, escapeHtml(url))],
  [ENTITY, ([entity]) => entity],
];

/** HTML of one block's text. Tags in the text are shown, not obeyed, except those of mentions. */
export function renderInline(text: string): string {
  let html = '';
  let rest = text;
  while (rest !== '') {
    const [taken, rendered] = step(rest, html);
    html += rendered;
    rest = rest.slice(taken);
  }
  return html;
}

/** How many characters of `rest` the first piece takes, and its HTML. */
function step(rest: string, before: string): readonly [taken: number, html: string] {
  for (const [pattern, render] of RULES) {
    const match = pattern.exec(rest);
    if (match) return [match[0].length, render(match)];
  }
  const emphasis = EMPHASIS.exec(rest);
  if (emphasis && opens(emphasis, rest, before)) {
    const [whole, mark = '', inner = ''] = emphasis;
    const tag = mark.length === 2 ? 'strong' : 'em';
    return [whole.length, `<${tag}>${renderInline(inner)}</${tag}>`];
  }
  const run = /^(?:[*_]+|[^\\`*_[\]<&\n ]+| +(?!\n)|[\s\S])/.exec(rest)?.[0] ?? rest;
  return [run.length, escapeHtml(run)];
}

/** `snake_case_words` hold no emphasis: an underscore must stand at the edge of a word. */
function opens([whole, mark = '']: RegExpExecArray, rest: string, before: string): boolean {
  if (!mark.startsWith('_')) return true;
  const edges = [before.at(-1) ?? ' ', rest.charAt(whole.length) || ' '];
  return edges.every((char) => !/\w/.test(char));
}

const anchor = (url: string, label: string): string =>
  `<a href="${escapeHtml(url).replaceAll('"', '&quot;')}" rel="nofollow">${label}</a>`;

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

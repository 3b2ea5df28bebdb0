/** Keeps what a person wrote from being read as Webex markdown. */

/** Takes no room and is no white space to Markdown: keeps apart what it would read together. */
export const SEPARATOR = '\u200b';
const NO_BREAK = '\u00a0';

/**
 * Literal text within a line. Webex looks for mentions before it reads Markdown, so no escape is enough: `<` and `@` are
 * kept apart as well.
 */
export const escaped = (text: string): string =>
  text
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll(/[\\`*_[\]]|~(?=~)|(?<=~)~/g, '\\$&')
    .replaceAll(/<(?=@|$)/g, `&lt;${SEPARATOR}`)
    .replaceAll('<', '&lt;');

/** Code is literal already, but for Webex's mentions. */
const literal = (code: string): string => code.replaceAll(/<(?=@|\/?spark-mention)/gi, `<${SEPARATOR}`);

export function codeSpan(code: string): string {
  const fence = '`'.repeat(longestRun(code) + 1);
  const pad = /^`|`$/.test(code) ? ' ' : '';
  return `${fence}${pad}${literal(code)}${pad}${fence}`;
}

export function codeBlock(code: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(code) + 1));
  return `${fence}${language.replaceAll(/[^\w+#-]/g, '')}\n${literal(code)}\n${fence}`;
}

const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((longest, { length }) => Math.max(longest, length), 0);

/** Markdown would swallow all but one of several spaces, and tabs. */
export const spaced = (text: string): string =>
  text.replaceAll('\t', '    ').replaceAll(/ {2,}/g, (run) => ` ${NO_BREAK.repeat(run.length - 1)}`);

/** A line whose beginning does not make it a heading, a quote, a list, a rule or a block of code. */
export const guarded = (line: string): string =>
  line
    .trimEnd()
    .replace(/^\s+/, (indent) => (indent.length > 1 ? SEPARATOR + NO_BREAK.repeat(indent.length) : ''))
    .replace(/^(?:[#>]|[-+=](?=[\s=+-]|$)|\d{1,9}(?=[.)](?:\s|$)))/, (start) =>
      /^\d/.test(start) ? `${start}\\` : `\\${start}`,
    )
    .replace(/^(?=```)/, SEPARATOR);

/** An address between the parentheses of a link. */
export const destination = (url: string): string =>
  url
    .replaceAll(/[()<>\\`"]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll(/&(?=#?\w+;)/g, '&amp;');

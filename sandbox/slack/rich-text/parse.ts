import { unescapeText, type RichElement, type RichText, type Section } from './elements.ts';
import { parseInline, type Syntax } from './inline.ts';

const FENCE = /^\s*```/;
const QUOTE = /^(?:>|&gt;) ?/;
const ITEM = /^(?<indent>[ \t]*)(?:[-•*]|(?<number>\d+)[.)]) +(?<text>.*)$/;

/** Text as Slack's `rich_text` block. In an app's mrkdwn a list is just text; typed, or in Markdown, it is a list. */
export function parseRichText(text: string, syntax: Syntax): RichText {
  const lines = unfenced(text, syntax).split('\n');
  const elements: RichElement[] = [];
  while (lines.length > 0) {
    const element = takeFence(lines) ?? takeQuote(lines, syntax) ?? takeList(lines, syntax);
    elements.push(element ?? takeSection(lines, syntax));
  }
  return { type: 'rich_text', elements };
}

const FENCED_TEXT = /([^\n])?```\n?([^]*?)\n?```([^\n])?/g;
/** Only Markdown names a language behind its fence. */
const FENCED_MARKDOWN = /([^\n])?```(?:[\w+-]*\n)?([^]*?)\n?```([^\n])?/g;

/** A fence within a line gets its own lines. */
const unfenced = (text: string, syntax: Syntax): string =>
  text.replaceAll(
    syntax === 'markdown' ? FENCED_MARKDOWN : FENCED_TEXT,
    (_all, before: string = '', code: string, after: string = '') =>
      [...(before ? [before] : []), '```', ...code.split('\n'), '```', ...(after ? [after] : [])].join('\n'),
  );

function takeFence(lines: string[]): RichElement | undefined {
  if (!FENCE.test(lines[0] ?? '')) return undefined;
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (end < 0) return undefined;
  const code = unescapeText(
    lines
      .splice(0, end + 1)
      .slice(1, -1)
      .join('\n'),
  );
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: code }], border: 0 };
}

function takeQuote(lines: string[], syntax: Syntax): RichElement | undefined {
  const quoted = takeWhile(lines, (line) => QUOTE.test(line));
  if (quoted.length === 0) return undefined;
  const text = quoted.map((line) => line.replace(QUOTE, '')).join('\n');
  return { type: 'rich_text_quote', elements: parseInline(text, syntax) };
}

function takeList(lines: string[], syntax: Syntax): RichElement | undefined {
  const first = syntax === 'mrkdwn' ? undefined : itemOf(lines[0]);
  if (first === undefined) return undefined;
  const items = takeWhile(lines, (line) => {
    const item = itemOf(line);
    return item?.style === first.style && item.indent === first.indent;
  });
  const elements = items.map((line): Section => ({
    type: 'rich_text_section',
    elements: parseInline(itemOf(line)?.text ?? '', syntax),
  }));
  return { type: 'rich_text_list', style: first.style, indent: first.indent, border: 0, elements };
}

function itemOf(line = ''): { style: 'bullet' | 'ordered'; indent: number; text: string } | undefined {
  const groups = ITEM.exec(line)?.groups;
  if (!groups) return undefined;
  const width = (groups['indent'] ?? '').replaceAll('\t', '    ').length;
  const style = groups['number'] === undefined ? 'bullet' : 'ordered';
  return { style, indent: Math.min(Math.ceil(width / 4), 8), text: groups['text'] ?? '' };
}

/** Ordinary lines up to whatever comes next; then with a line break at the end, as Slack's composer leaves one. */
function takeSection(lines: string[], syntax: Syntax): Section {
  const [first = ''] = lines.splice(0, 1);
  const rest = takeWhile(lines, (line) => !startsSomething(line, syntax));
  const text = [first, ...rest].join('\n') + (lines.length > 0 ? '\n' : '');
  return { type: 'rich_text_section', elements: parseInline(text, syntax) };
}

const startsSomething = (line: string, syntax: Syntax): boolean =>
  FENCE.test(line) || QUOTE.test(line) || (syntax !== 'mrkdwn' && itemOf(line) !== undefined);

function takeWhile(lines: string[], fits: (line: string) => boolean): string[] {
  const end = lines.findIndex((line) => !fits(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

/** Draws Slack's `rich_text` as people see it: marks as they are typed, literal signs behind a backslash, `┃` as a quote's bar. */
import type { RichTextBlock, RichTextElement } from '@slack/types';

type Element = RichTextBlock['elements'][number];

export const drawn = (blocks: readonly RichTextBlock[]): string =>
  blocks.flatMap(({ elements }) => elements.map(element)).join('\n');

function element(part: Element): string {
  switch (part.type) {
    case 'rich_text_section':
      return inlines(part.elements);
    case 'rich_text_quote':
      return barred(inlines(part.elements), 1);
    case 'rich_text_preformatted':
      return barred(['```', ...part.elements.map(({ text }) => text ?? ''), '```'].join('\n'), part.border);
    case 'rich_text_list': {
      const { style, indent = 0, border } = part;
      const { offset = 0 } = part as { offset?: number };
      const items = part.elements.map(({ elements }, at) => {
        const sign = style === 'ordered' ? `${offset + at + 1}.` : '•';
        return `${'    '.repeat(indent)}${sign} ${inlines(elements).replaceAll('\n', `\n${'    '.repeat(indent + 1)}`)}`;
      });
      return barred(items.join('\n'), border);
    }
  }
}

const barred = (text: string, border = 0): string => (border > 0 ? text.replaceAll(/^/gm, '┃ ') : text);

const inlines = (elements: readonly RichTextElement[]): string => elements.map(inline).join('');

function inline(part: RichTextElement): string {
  const { bold, italic, strike, code } = part.style ?? {};
  const marks = `${bold ? '*' : ''}${italic ? '_' : ''}${strike ? '~' : ''}${code ? '`' : ''}`;
  return `${marks}${words(part)}${marks.split('').toReversed().join('')}`;
}

function words(part: RichTextElement): string {
  if (part.type === 'text') return part.style?.code ? part.text : escaped(part.text);
  if (part.type === 'link') return part.text === undefined ? `<${part.url}>` : `<${part.url}|${escaped(part.text)}>`;
  return part.type === 'user' ? `<@${part.user_id}>` : JSON.stringify(part);
}

const escaped = (text: string): string => text.replaceAll(/[*_~`<>\\]/g, '\\$&');

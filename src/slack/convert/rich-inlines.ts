import type { RichTextElement, RichTextText } from '@slack/types';
import type { Inline, Link, Marks, Mention } from '../../bridge/convert/document.ts';
import { joined } from '../../bridge/convert/inlines.ts';
import { mentionText } from '../../bridge/convert/plain-text.ts';

/** The Slack user who is to be pinged; undefined where nobody is. */
export type SlackUserOf = (mention: Mention) => string | undefined;

/** Inlines as the elements of a section. */
export const richInlines = (inlines: readonly Inline[], userOf: SlackUserOf): RichTextElement[] =>
  joined(inlines.map((inline): Inline => (inline.type === 'break' ? { type: 'text', text: '\n' } : inline))).map(
    (inline) => richInline(inline, userOf),
  );

function richInline(inline: Inline, userOf: SlackUserOf): RichTextElement {
  switch (inline.type) {
    case 'text':
      return richText(inline.text, inline.marks);
    case 'link':
      return richLink(inline);
    case 'mention': {
      const user = userOf(inline) ?? '';
      if (/^[UW][A-Z0-9]+$/.test(user)) return { type: 'user', user_id: user, ...styled(inline.marks) };
      return richText(mentionText(inline), { ...inline.marks, bold: true });
    }
    case 'moment': {
      const { at, format, text } = inline;
      return { type: 'date', timestamp: at, format, fallback: text, ...styled(inline.marks) };
    }
    case 'break':
      return richText('\n');
  }
}

const richText = (text: string, marks?: Marks): RichTextText => ({ type: 'text', text, ...styled(marks) });

/** White space between the parts of a link is no link. */
const richLink = ({ url, text, marks }: Link): RichTextElement =>
  text.trim() === ''
    ? richText(text, marks)
    : { type: 'link', url, ...(text === url ? {} : { text }), ...styled(marks) };

function styled(marks: Marks = {}): Pick<RichTextText, 'style'> {
  const { bold, italic, strike, code } = marks;
  const style = {
    ...(bold && { bold }),
    ...(italic && { italic }),
    ...(strike && { strike }),
    ...(code && { code }),
  };
  return Object.keys(style).length > 0 ? { style } : {};
}

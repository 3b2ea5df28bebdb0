import type { Inline, Marks } from '../../bridge/convert/document.ts';
import { linked, look, words } from '../../bridge/convert/inlines.ts';
import { emojiAt, emojiOf } from './emoji.ts';
import { moment } from './moments.ts';
import type { RichInline } from './rich-text-schema.ts';

export const fromRichInlines = (elements: readonly RichInline[]): Inline[] => elements.flatMap(fromRichInline);

function fromRichInline(element: RichInline): Inline[] {
  const marks = marksOf(element);
  switch (element.type) {
    case 'text':
    case 'unknown':
      return words(element.text, marks);
    case 'link':
      return linked(element.text, element.url, marks);
    case 'user':
      return [{ ...MENTION, kind: 'person', id: element.user_id, ...look(marks) }];
    case 'usergroup':
      return [{ ...MENTION, kind: 'group', id: element.usergroup_id, ...look(marks) }];
    case 'channel':
      return [{ ...MENTION, kind: 'channel', id: element.channel_id, ...look(marks) }];
    case 'broadcast':
      return words(`@${element.range}`, marks);
    case 'emoji':
      return words(drawn(element), marks);
    case 'date':
      return [{ ...moment(element.timestamp, element.format, element.fallback), ...look(marks) }];
  }
}

/** `rich_text` gives ids alone; names are looked up later. */
const MENTION = { type: 'mention', platform: 'slack', name: '' } as const;

const drawn = ({ unicode = '', name }: Extract<RichInline, { type: 'emoji' }>): string =>
  emojiAt(unicode) ?? emojiOf(name);

function marksOf(element: RichInline): Marks {
  const { bold, italic, strike, code } = ('style' in element && element.style) || {};
  return {
    ...(bold && { bold }),
    ...(italic && { italic }),
    ...(strike && { strike }),
    ...(code && { code }),
  };
}

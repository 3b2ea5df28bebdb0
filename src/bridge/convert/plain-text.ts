/** A Document in words alone: for notifications, for old clients, and to be read aloud. */
import type { Block, Document, Inline, List, Mention } from './document.ts';
import { isInvisible } from './inlines.ts';
import { spelled } from './url.ts';

interface Wording {
  /** Whether a link's address is spelled out behind its words. */
  readonly addresses: boolean;
}

export const plainText = (document: Document, wording: Wording = { addresses: true }): string =>
  document.map((block) => blockText(block, wording)).join('\n\n');

/** Whether there is nothing in it that a person could see. */
export const isEmpty = (document: Document): boolean => isInvisible(plainText(document));

/** As people write it: `@Ann`, `#lunch`. */
export function mentionText({ kind, name }: Pick<Mention, 'kind' | 'name'>): string {
  if (kind === 'channel') return name === '' ? '#a channel' : name.startsWith('#') ? name : `#${name}`;
  if (name === '') return kind === 'group' ? '@a group' : '@somebody';
  return name.startsWith('@') ? name : `@${name}`;
}

function blockText(block: Block, wording: Wording): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return block.inlines.map((inline) => inlineText(inline, wording)).join('');
    case 'list':
      return listText(block, wording);
    case 'quote':
      return plainText(block.blocks, wording).replaceAll(/^/gm, '> ');
    case 'code':
      return block.text;
    case 'rule':
      return '---';
  }
}

const listText = ({ ordered, start = 1, items }: List, wording: Wording): string =>
  items
    .map((item, at) => {
      const text = item.map((block) => blockText(block, wording)).join('\n');
      return `${ordered ? `${start + at}.` : '•'} ${text.replaceAll(/\n/g, '\n    ')}`;
    })
    .join('\n');

function inlineText(inline: Inline, { addresses }: Wording): string {
  switch (inline.type) {
    case 'text':
    case 'moment':
      return inline.text;
    case 'link':
      return addresses ? spelled(inline.text, inline.url) : inline.text;
    case 'mention':
      return mentionText(inline);
    case 'break':
      return '\n';
  }
}

/** What a reader sees of a Document, sign by sign: for comparing two of them. */
import type { Block, Document, Inline } from '../../../../src/bridge/convert/document.ts';

/** One visible character: what it is, how it looks, and what it stands in. */
type Sign = string;

/** White space, separators and what takes no room may differ between two platforms. */
const visible = (text: string): string[] => text.toWellFormed().match(/[^\s\p{C}]/gu) ?? [];

/** One a line. */
export const signsOf = (document: Document): string => signs(document, '').join('\n');

const signs = (document: Document, inside: string): Sign[] => document.flatMap((block) => signsIn(block, inside));

function signsIn(block: Block, inside: string): Sign[] {
  switch (block.type) {
    case 'paragraph':
      return block.inlines.flatMap((inline) => signsOfInline(inline, inside));
    case 'heading':
      return block.inlines.flatMap((inline) => signsOfInline(inline, `${inside}h${block.level} `));
    case 'code':
      return visible(block.text).map((char) => `${inside}pre ${char}`);
    case 'list':
      return block.items.flatMap((item, at) =>
        signs(item, `${inside}${block.ordered ? at + (block.start ?? 1) : '-'} `),
      );
    case 'quote':
      return signs(block.blocks, `${inside}> `);
    case 'rule':
      return [`${inside}---`];
  }
}

function signsOfInline(inline: Inline, inside: string): Sign[] {
  if (inline.type === 'break') return [];
  const { bold, italic, strike, code } = inline.marks ?? {};
  const look = `${bold ? 'b' : ''}${italic ? 'i' : ''}${strike ? 's' : ''}${code ? 'c' : ''}`;
  if (inline.type === 'mention') return [`${inside}${look} ${inline.platform}:${inline.id}`];
  const url = inline.type === 'link' ? ` ${decodeURI(inline.url).replaceAll('%2528', '(')}` : '';
  return visible(inline.text).map((char) => `${inside}${look} ${char}${url}`);
}

/**
 * Cuts a Document at any offset and keeps its structure: both sides of a cut stay in their quotes, lists and code. Offsets
 * count characters of text; whatever else stands in a line counts one, and so does the end of each block.
 */
import type { Block, Document, Inline, List } from './document.ts';

export const lengthOf = (document: Document): number => document.reduce((sum, block) => sum + blockLength(block), 0);

export function blockLength(block: Block): number {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return block.inlines.reduce((sum, inline) => sum + inlineLength(inline), 1);
    case 'code':
      return block.text.length + 1;
    case 'list':
      return block.items.reduce((sum, item) => sum + itemLength(item), 0);
    case 'quote':
      return lengthOf(block.blocks);
    case 'rule':
      return 1;
  }
}

export const inlineLength = (inline: Inline): number =>
  inline.type === 'text' || inline.type === 'link' ? inline.text.length : 1;

/** An item without anything in it is a point of its own. */
export const itemLength = (item: readonly Block[]): number => Math.max(1, lengthOf(item));

interface Placed<T> {
  readonly member: T;
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** The members of a sequence with their offsets. */
export function placed<T>(members: readonly T[], length: (member: T) => number, start = 0): Placed<T>[] {
  let end = start;
  return members.map((member, index) => {
    const at = end;
    end += length(member);
    return { member, index, start: at, end };
  });
}

/** Those that lie between two offsets, at least in part; with the offsets of that part inside of them. */
const within = <T>(members: readonly T[], length: (member: T) => number, from: number, to: number): Placed<T>[] =>
  placed(members, length)
    .filter(({ start, end }) => start < to && end > from)
    .map(({ start, end, ...rest }) => ({
      ...rest,
      start: Math.max(from, start) - start,
      end: Math.min(to, end) - start,
    }));

/** What stands between two offsets. */
export const sliceDocument = (document: Document, from: number, to: number): Block[] =>
  within(document, blockLength, from, to).map(({ member, start, end }) => sliceBlock(member, start, end));

function sliceBlock(block: Block, from: number, to: number): Block {
  if (from === 0 && to === blockLength(block)) return block;
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return { ...block, inlines: sliceInlines(block.inlines, from, to) };
    case 'code':
      return { ...block, text: block.text.slice(from, to).replace(/\n$/, '') };
    case 'quote':
      return { ...block, blocks: sliceDocument(block.blocks, from, to) };
    case 'list':
      return sliceList(block, from, to);
    case 'rule':
      return block;
  }
}

/** Goes on counting where it was cut. */
function sliceList(list: List, from: number, to: number): List {
  const items = within(list.items, itemLength, from, to);
  const start = (list.start ?? 1) + (items[0]?.index ?? 0);
  return {
    ...list,
    ...(list.ordered && start !== 1 ? { start } : {}),
    items: items.map(({ member, start: first, end }) => sliceDocument(member, first, end)),
  };
}

/** Breaks at a cut are the cut. */
function sliceInlines(inlines: readonly Inline[], from: number, to: number): readonly Inline[] {
  const part = within(inlines, inlineLength, from, to).map(({ member, start, end }) =>
    member.type === 'text' || member.type === 'link' ? { ...member, text: member.text.slice(start, end) } : member,
  );
  const first = part.findIndex(({ type }) => type !== 'break');
  const last = part.findLastIndex(({ type }) => type !== 'break');
  return first < 0 ? [] : part.slice(first, last + 1);
}

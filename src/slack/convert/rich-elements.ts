import type { RichTextList, RichTextPreformatted, RichTextQuote, RichTextSection } from '@slack/types';
import { mapInlines, type Block, type Inline, type List } from '../../bridge/convert/document.ts';
import { BREAK, fromLines, linesOf, wearing } from '../../bridge/convert/inlines.ts';
import { richInlines, type SlackUserOf } from './rich-inlines.ts';

/** Slack's types do not know yet how a list goes on counting where another was. */
type RichList = RichTextList & { readonly offset?: number };
type RichElement = RichTextSection | RichList | RichTextQuote | RichTextPreformatted;

/** Blocks as the elements of `rich_text`. */
export const richElements = (blocks: readonly Block[], userOf: SlackUserOf): RichElement[] =>
  elementsOf(blocks, { userOf, border: 0, indent: 0 });

interface Around {
  readonly userOf: SlackUserOf;
  /** 1 is the bar of a quote. */
  readonly border: 0 | 1;
  readonly indent: number;
}

const MAX_INDENT = 8;

/** Slack knows no paragraphs: those that follow each other are one section, with blank lines between them. */
function elementsOf(blocks: readonly Block[], around: Around): RichElement[] {
  const elements: RichElement[] = [];
  let open: Inline[] = [];
  const close = (): void => {
    const inlines = richInlines(open, around.userOf);
    const type = around.border === 1 ? 'rich_text_quote' : 'rich_text_section';
    if (inlines.length > 0) elements.push({ type, elements: inlines });
    open = [];
  };
  for (const block of blocks) {
    const inlines = lines(block);
    if (inlines) {
      open.push(...(open.length > 0 ? [BREAK, BREAK] : []), ...inlines);
    } else {
      close();
      elements.push(...structured(block, around));
    }
  }
  close();
  return elements;
}

/** Undefined for a block that is more than lines. */
function lines(block: Block): readonly Inline[] | undefined {
  if (block.type === 'paragraph') return block.inlines;
  if (block.type === 'heading') return wearing(block.inlines, { bold: true });
  if (block.type === 'rule') return [{ type: 'text', text: '———' }];
  return undefined;
}

function structured(block: Block, around: Around): RichElement[] {
  switch (block.type) {
    case 'list':
      return listElements(block, around);
    case 'quote':
      return elementsOf(around.border === 1 ? barred(block.blocks) : block.blocks, { ...around, border: 1 });
    case 'code':
      return block.text === ''
        ? []
        : [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: block.text }], border: around.border }];
    case 'paragraph':
    case 'heading':
    case 'rule':
      return [];
  }
}

/** Slack has no quote within a quote: the inner one gets the sign that people write. */
const barred = (blocks: readonly Block[]): Block[] =>
  mapInlines(blocks, (inlines) => fromLines(linesOf(inlines).map((line) => [{ type: 'text', text: '> ' }, ...line])));

/** Items hold lines only. What else is in one interrupts the list, which then goes on counting. */
function listElements({ ordered, start = 1, items }: List, around: Around): RichElement[] {
  const elements: RichElement[] = [];
  const inside = { ...around, indent: Math.min(around.indent + 1, MAX_INDENT) };
  let goesOn = false;
  for (const [at, blocks] of items.entries()) {
    const own = blocks.findIndex((block) => lines(block) === undefined);
    const [head, rest] = own < 0 ? [blocks, []] : [blocks.slice(0, own), blocks.slice(own)];
    const item = itemSection(head, around);
    const last = elements.at(-1);
    if (goesOn && last?.type === 'rich_text_list') last.elements.push(item);
    else elements.push(richList(item, ordered ? start - 1 + at : 0, ordered, around));
    elements.push(...elementsOf(rest, inside));
    goesOn = rest.length === 0;
  }
  return elements;
}

function richList(item: RichTextSection, offset: number, ordered: boolean, { indent, border }: Around): RichList {
  const style = ordered ? 'ordered' : 'bullet';
  return { type: 'rich_text_list', style, indent, border, ...(offset > 0 ? { offset } : {}), elements: [item] };
}

function itemSection(blocks: readonly Block[], { userOf }: Around): RichTextSection {
  const inlines = fromLines(blocks.map((block) => lines(block) ?? []));
  // Slack takes no section without elements.
  return { type: 'rich_text_section', elements: richInlines(inlines.length > 0 ? inlines : [SPACE], userOf) };
}

const SPACE: Inline = { type: 'text', text: ' ' };

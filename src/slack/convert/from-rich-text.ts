/** Slack's `rich_text`, in which people write, as blocks of a Document. */
import { MAX_DEPTH, type Block, type Inline } from '../../bridge/convert/document.ts';
import { paragraphsOf, words } from '../../bridge/convert/inlines.ts';
import { plainText } from '../../bridge/convert/plain-text.ts';
import { runsOf } from '../../bridge/convert/runs.ts';
import { fromRichInlines } from './from-rich-inlines.ts';
import type { RichElement, RichList } from './rich-text-schema.ts';

/** What stands under one bar is one quote. */
export const fromRichText = (elements: readonly RichElement[]): Block[] =>
  runsOf(elements, isQuoted).flatMap((run): Block[] => {
    const blocks = blocksOf(run);
    return blocks.length > 0 && run.some(isQuoted) ? [{ type: 'quote', blocks }] : blocks;
  });

const isQuoted = (element: RichElement): boolean =>
  element.type === 'rich_text_quote' || ('border' in element && element.border > 0);

const isList = (element: RichElement): element is RichList => element.type === 'rich_text_list';

const blocksOf = (run: readonly RichElement[]): Block[] =>
  runsOf(run, isList).flatMap((elements) =>
    elements.every(isList) ? listsOf(elements.flatMap(itemsOf)) : elements.flatMap(blocksOfElement),
  );

function blocksOfElement(element: Exclude<RichElement, RichList> | RichElement): Block[] {
  switch (element.type) {
    case 'rich_text_section':
    case 'rich_text_quote':
      return paragraphsOf(fromRichInlines(element.elements));
    case 'rich_text_preformatted':
      return [codeBlock(fromRichInlines(element.elements), element.language)];
    case 'unknown':
      return paragraphsOf(words(element.text));
    case 'rich_text_list':
      return listsOf(itemsOf(element));
  }
}

const codeBlock = (inlines: readonly Inline[], language: string | undefined): Block => ({
  type: 'code',
  text: plainText([{ type: 'paragraph', inlines }]).replace(/\n$/, ''),
  ...(language === undefined || language === '' ? {} : { language }),
});

/** Slack nests no lists: it puts deeper ones behind the item they belong to, and tells by how much they are indented. */
interface Item {
  readonly ordered: boolean;
  readonly number: number;
  readonly indent: number;
  readonly blocks: readonly Block[];
}

const itemsOf = ({ style, indent, offset, elements }: RichList): Item[] =>
  elements.map((section, at) => ({
    ordered: style === 'ordered',
    number: Math.max(0, offset) + at + 1,
    indent: Math.min(Math.max(0, indent), MAX_DEPTH - 1),
    blocks: paragraphsOf(fromRichInlines(section.elements)),
  }));

function listsOf(items: readonly Item[]): Block[] {
  const level = items[0]?.indent ?? 0;
  const groups: { readonly item: Item; readonly below: Item[] }[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last && item.indent > level) last.below.push(item);
    else groups.push({ item, below: [] });
  }
  return runsOf(groups, ({ item }) => item.ordered).map((run): Block => {
    const { ordered = false, number = 1 } = run[0]?.item ?? {};
    const nested = run.map(({ item, below }) => [...item.blocks, ...(below.length > 0 ? listsOf(below) : [])]);
    return { type: 'list', ordered, items: nested, ...(ordered && number !== 1 ? { start: number } : {}) };
  });
}

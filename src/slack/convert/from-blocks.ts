/** Slack's blocks as those of a Document. People write `rich_text`; the others come from apps, or from shared messages. */
import { inlinesOf, type Block, type Inline } from '../../bridge/convert/document.ts';
import { fromLines, linked, paragraphsOf, words } from '../../bridge/convert/inlines.ts';
import { texts } from '../../bridge/texts.ts';
import { fromRichText } from './from-rich-text.ts';
import type { MessageBlock } from './message-schema.ts';
import { fromMrkdwn } from './mrkdwn.ts';

export const fromBlocks = (blocks: readonly MessageBlock[]): Block[] => blocks.flatMap(fromBlock);

function fromBlock(block: MessageBlock): Block[] {
  switch (block.type) {
    case 'rich_text':
      return fromRichText(block.elements);
    case 'section':
      return [block.text, ...block.fields].flatMap(fromText);
    case 'header':
      return [{ type: 'heading', level: 3, inlines: words(block.text.text) }];
    case 'context':
      return block.elements.flatMap(fromElement);
    case 'divider':
      return [{ type: 'rule' }];
    case 'image':
      return fromImage(block);
    case 'actions':
      return paragraphsOf(words(block.elements.map(({ text }) => `[${text}]`).join(' ')));
    case 'table':
      return paragraphsOf(fromLines(block.rows.map(row)));
    case 'file':
      return [];
    case 'unknown':
      return paragraphsOf(words(block.text.trim() === '' ? texts.onlyInSlack : block.text));
  }
}

function fromImage({ alt_text = '', image_url = '' }: Extract<MessageBlock, { type: 'image' }>): Block[] {
  return paragraphsOf(image_url === '' ? words(alt_text) : linked(alt_text || image_url, image_url));
}

const fromElement = (element: Extract<MessageBlock, { type: 'context' }>['elements'][number]): Block[] =>
  element.type === 'image' ? fromImage(element) : fromText(element);

type Row = Extract<MessageBlock, { type: 'table' }>['rows'][number];

/** Webex documents no tables: a row is a line. */
const row = (cells: Row): Inline[] =>
  cells.flatMap((cell, at) => [
    ...(at > 0 ? words(' | ') : []),
    ...(cell.type === 'rich_text' ? inlinesOf(fromRichText(cell.elements)) : words(cell.text)),
  ]);

function fromText(object: { readonly type: string; readonly text: string } | undefined): Block[] {
  if (!object) return [];
  return object.type === 'mrkdwn' ? fromMrkdwn(object.text) : paragraphsOf(words(object.text));
}

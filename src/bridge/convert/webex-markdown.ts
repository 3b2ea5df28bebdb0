/** A Document as Webex markdown, with the plain text that Webex shows where it shows no markdown. */
import type { Block, Document, Inline, List } from './document.ts';
import { codeBlock, SEPARATOR } from './markdown-escape.ts';
import { inlineMarkdown, type WebexPersonOf } from './markdown-inline.ts';
import { plainText } from './plain-text.ts';

/** What Webex takes of `text` and of `markdown`, each. */
export const MAX_WEBEX_BYTES = 7_439;

export interface WebexText {
  readonly markdown: string;
  readonly text: string;
}

/** @param personOf who is mentioned with a ping; everybody else is only named. In a direct room: nobody. */
export const toWebex = (document: Document, personOf: WebexPersonOf): WebexText => ({
  markdown: blocksMarkdown(document, personOf),
  text: plainText(document),
});

/** UTF-8 bytes of the longer of the two: to be held against `MAX_WEBEX_BYTES`. */
export function webexBytes(document: Document, personOf: WebexPersonOf): number {
  const { markdown, text } = toWebex(document, personOf);
  return Math.max(Buffer.byteLength(markdown), Buffer.byteLength(text));
}

const SPACE: Inline = { type: 'text', text: ' ' };

const blocksMarkdown = (blocks: readonly Block[], personOf: WebexPersonOf): string =>
  blocks.map((block) => blockMarkdown(block, personOf)).join('\n\n');

function blockMarkdown(block: Block, personOf: WebexPersonOf): string {
  switch (block.type) {
    case 'paragraph':
      return inlineMarkdown(block.inlines, personOf);
    case 'heading': {
      const oneLine = block.inlines.map((inline) => (inline.type === 'break' ? SPACE : inline));
      return `${'#'.repeat(block.level)} ${inlineMarkdown(oneLine, personOf).replace(/#$/, '\\#')}`;
    }
    case 'list':
      return listMarkdown(block, personOf);
    case 'quote':
      return blocksMarkdown(block.blocks, personOf)
        .replaceAll(/^(?=.)/gm, '> ')
        .replaceAll(/^$/gm, '>');
    case 'code':
      return codeBlock(block.text, block.language);
    case 'rule':
      return '---';
  }
}

const listMarkdown = ({ ordered, start = 1, items }: List, personOf: WebexPersonOf): string =>
  items.map((item, at) => itemMarkdown(item, ordered ? `${start + at}. ` : '- ', personOf)).join('\n');

/** An item stays in one piece: blank lines in it would make some readers end the list. */
function itemMarkdown(blocks: readonly Block[], marker: string, personOf: WebexPersonOf): string {
  const text = blocks.reduce((before, block) => {
    const own = blockMarkdown(block, personOf);
    if (before === '') return block.type === 'paragraph' ? own : `${SEPARATOR}\n${own}`;
    return `${before}${block.type === 'paragraph' ? '  \n' : '\n'}${own}`;
  }, '');
  // Four columns are deep enough for every reader of Markdown.
  const indent = ' '.repeat(Math.max(4, marker.length));
  return `${marker}${text.replaceAll(/\n(?!\n)/g, `\n${indent}`)}`;
}

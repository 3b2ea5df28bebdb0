import { isDeepStrictEqual } from 'node:util';
import {
  inlinesOf,
  MAX_DEPTH,
  type Block,
  type Document,
  type Inline,
} from '../../../../src/bridge/convert/document.ts';
import { linkable } from '../../../../src/bridge/convert/url.ts';

/** How deep lists and quotes stand in each other. */
const depthOf = (document: Document): number =>
  document.reduce((deepest, block) => Math.max(deepest, depthOfBlock(block)), 0);

function depthOfBlock(block: Block): number {
  if (block.type === 'quote') return 1 + depthOf(block.blocks);
  return block.type === 'list' ? 1 + Math.max(0, ...block.items.map(depthOf)) : 0;
}

/** Where a document breaks what every converter promises. */
export const flawsOf = (document: Document): unknown[] => [
  // JSON keeps it as it is, for the store.
  ...(isDeepStrictEqual(JSON.parse(JSON.stringify(document)), document) ? [] : ['not JSON']),
  ...(depthOf(document) > MAX_DEPTH ? ['too deep'] : []),
  ...inlinesOf(document).filter(isFlawed),
];

const isFlawed = (inline: Inline): boolean =>
  ('text' in inline && /[\n\r\0]|^$/.test(inline.text)) ||
  (inline.type === 'link' && linkable(inline.url) !== inline.url);

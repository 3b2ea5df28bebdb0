/** A Document as Slack's `rich_text`, whose texts are literal: nothing from outside can ping, link or press a button. */
import type { RichTextBlock } from '@slack/types';
import type { Document } from '../../bridge/convert/document.ts';
import { plainText } from '../../bridge/convert/plain-text.ts';
import { escapeText } from './escape.ts';
import { richElements } from './rich-elements.ts';
import type { SlackUserOf } from './rich-inlines.ts';

/** Slack refuses a message from 11,300 characters over all its blocks on, and does not say how it counts them. */
export const MAX_BLOCKS_LENGTH = 11_000;
const MAX_FALLBACK = 3_000;

export interface SlackText {
  readonly blocks: RichTextBlock[];
  /** For notifications, search and screen readers. */
  readonly text: string;
}

/** @param userOf which Slack user is pinged by a mention; everybody else is only named */
export const toSlack = (document: Document, userOf: SlackUserOf): SlackText => ({
  blocks: [{ type: 'rich_text', elements: richElements(document, userOf) }],
  text: fallback(plainText(document, { addresses: false })),
});

/** The blocks as JSON: to be held against `MAX_BLOCKS_LENGTH`. */
export const blocksLength = (document: Document, userOf: SlackUserOf): number =>
  JSON.stringify(toSlack(document, userOf).blocks).length;

/** Cut before it is escaped, so that no entity is cut in two. */
function fallback(text: string): string {
  const escaped = escapeText(text);
  if (escaped.length <= MAX_FALLBACK) return escaped;
  let room = MAX_FALLBACK - 1;
  let end = 0;
  for (const char of text) {
    room -= escapeText(char).length;
    if (room < 0) break;
    end += char.length;
  }
  return `${escapeText(text.slice(0, end))}…`;
}

/** Slack's documented limits, and what makes a view readable for everybody. Every view passes here in its tests. */
import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import { objectionsTo } from '../../sandbox/slack/block-kit/check.ts';
import { LIMITS } from '../../sandbox/slack/block-kit/limits.ts';
import type { View } from '../../src/slack/views/message.ts';

/** Slack truncates longer ones. */
const MESSAGE_TEXT = 4000;

/** What Slack, or a person with a screen reader, would object to in a message. @param posted by the Web API, which takes less */
export function messageObjections({ text, blocks }: View, { posted = false } = {}): string[] {
  const whole = JSON.stringify(blocks).length;
  return [
    ...(text.trim() === '' ? ['no text for notifications and screen readers'] : []),
    ...(text.length > MESSAGE_TEXT ? [`a text of ${text.length} characters`] : []),
    ...(/^\W*:[a-z_]+:\W*$/.test(text) ? ['a text that says nothing aloud'] : []),
    ...(blocks.length === 0 ? ['no blocks'] : []),
    ...(posted && whole > LIMITS.blocksJson ? [`blocks of ${whole} characters in all`] : []),
    ...objectionsTo(blocks, 'message'),
    ...accessObjections(blocks),
  ];
}

/** The same for a modal or the Home. */
export function viewObjections(view: HomeView | ModalView): string[] {
  const { blocks, private_metadata: metadata = '' } = view;
  const titles = view.type === 'modal' ? [view.title, view.submit, view.close].filter((one) => one !== undefined) : [];
  return [
    ...titles.flatMap(({ text }) => (text.length > LIMITS.viewTitle ? [`“${text}” is too long for its place`] : [])),
    ...(metadata.length > LIMITS.privateMetadata ? ['too much private metadata'] : []),
    ...(Buffer.byteLength(JSON.stringify(view)) > LIMITS.viewBytes ? ['a view that is too large'] : []),
    ...(view.type === 'modal' && !view.submit && blocks.some(({ type }) => type === 'input') ? ['no submit'] : []),
    ...objectionsTo(blocks, 'view'),
    ...accessObjections(blocks),
  ];
}

/** All of a view that people read, in reading order. */
export function wordsOf(blocks: readonly unknown[]): string[] {
  const words: string[] = [];
  walk(blocks, (part) => {
    if (typeof part['text'] === 'string') words.push(part['text']);
  });
  return words;
}

/** Every text that Slack reads as markup, the `text` of the message among them. */
export function markupOf({ text, blocks }: Pick<View, 'blocks'> & { readonly text?: string }): string[] {
  const markup: string[] = text === undefined ? [] : [text];
  walk(blocks, (part) => {
    if (part['type'] === 'mrkdwn') markup.push(String(part['text']));
  });
  return markup;
}

/** Slack's tokens that we write ourselves: dates, channels, links with our words; and addresses that Slack itself links as they are. */
const OURS = /<(?:!date\^\d+\^[^<>|]+\|[^<>]+|#C\w+|https:\/\/[\w.-]+\/[^<>|]*(?:\|[^<>]*)?|https?:\/\/[^<>|]+)>/g;

/** Whether nothing in it can ping, and no link is but those of our own making. */
export const isHarmless = (text: string): boolean => !/[<>]/.test(text.replaceAll(OURS, ''));

function accessObjections(blocks: readonly (KnownBlock | { readonly type: string })[]): string[] {
  const objections: string[] = [];
  walk(blocks, (part) => {
    if (part['type'] === 'image' && !part['alt_text']) objections.push('a picture without words');
    if (part['type'] === 'button' && emojiOnly(part['text'])) objections.push('a button that only an emoji names');
    if (part['type'] === 'actions' || part['type'] === 'section') objections.push(...twice(part));
  });
  return objections;
}

const emojiOnly = (text: unknown): boolean =>
  typeof text === 'object' && text !== null && 'text' in text && !/[\p{L}\p{N}]/u.test(String(text.text));

/** Slack tells two elements of a block apart by their `action_id`. */
function twice(block: Record<string, unknown>): string[] {
  const elements = Array.isArray(block['elements']) ? (block['elements'] as Record<string, unknown>[]) : [];
  const ids = elements.flatMap(({ action_id: id }) => (typeof id === 'string' ? [id] : []));
  return new Set(ids).size === ids.length ? [] : ['the same action_id twice in one block'];
}

function walk(node: unknown, visit: (part: Record<string, unknown>) => void): void {
  if (Array.isArray(node)) for (const part of node) walk(part, visit);
  else if (typeof node === 'object' && node !== null) {
    visit(node as Record<string, unknown>);
    for (const part of Object.values(node)) walk(part, visit);
  }
}

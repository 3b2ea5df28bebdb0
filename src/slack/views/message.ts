/** What every surface is made of: typed Block Kit literals, cut to the sizes that Slack takes. */
import type { ActionsBlock, Button, ContextBlock, HeaderBlock, PlainTextElement, SectionBlock } from '@slack/types';
import type { KnownBlock } from '@slack/types';
import { escapeText } from '../convert/escape.ts';

/** A message. Its `text` is what notifications show and screen readers speak. */
export interface View {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Slack's sizes, in characters and items. */
export const SECTION = 3000;
const HEADER = 150;
const BUTTON = 75;

/** Cuts a text, between letters. @param longest in UTF-16 units: a text of many emoji is longer than it looks */
export const clip = (text: string, longest: number): string => cut(text, longest, (letter) => letter);

/** What others wrote, so that it can neither ping nor link, cut so that it fits after that. */
export const escaped = (text: string, longest: number): string => cut(text, longest, escapeText);

function cut(text: string, longest: number, write: (letter: string) => string): string {
  const whole = write(text);
  if (whole.length <= longest) return whole;
  let shown = '';
  for (const letter of text) {
    const written = write(letter);
    if (shown.length + written.length > longest - 1) break;
    shown += written;
  }
  return `${shown}…`;
}

/** Words that somebody else chose, inside a sentence of ours. */
export const quoted = (words: string, longest = 80): string => escaped(words.replace(/\s+/g, ' ').trim(), longest);

/** Shown as it is: no markup, no emoji names. */
export const plain = (text: string, longest: number): PlainTextElement => ({
  type: 'plain_text',
  text: clip(text, longest) || '…',
  emoji: false,
});

/** @param text in Slack's mrkdwn; what others wrote in it is escaped already */
export const section = (text: string): SectionBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });
export const header = (text: string): HeaderBlock => ({ type: 'header', text: plain(text, HEADER) });
export const context = (text: string): ContextBlock => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] });
export const actions = (...elements: ActionsBlock['elements']): ActionsBlock => ({ type: 'actions', elements });

/** @param action the `action_id` that its press is reported under */
export const button = (action: string, label: string, more: Partial<Button> = {}): Button => ({
  type: 'button',
  action_id: action,
  text: plain(label, BUTTON),
  ...more,
});

/** One sentence. @param text in Slack's mrkdwn; what others wrote in it is escaped already */
export const say = (text: string): View => ({ text, blocks: [section(text)] });

/** A time in the reader's own time zone. @param iso ISO 8601; nothing is shown for what is no time */
export function when(iso: string | undefined): string {
  const seconds = Math.floor(Date.parse(iso ?? '') / 1000);
  return Number.isNaN(seconds) ? '' : `<!date^${seconds}^{date_short_pretty} {time}|${escapeText(iso ?? '')}>`;
}

/** How messages of Webex look in a Slack post: alone under their author's name and picture, or several with name and time. */
import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Part } from '../bridge/model.ts';

export interface PartsView {
  readonly text: string;
  readonly mrkdwn: false;
  readonly blocks?: KnownBlock[];
  readonly username: string;
  readonly icon_url?: string;
}

/** Later than this, a message shows when it was written. */
const LATE_MS = 60_000;

/** Slack cuts longer names. */
const LONGEST_NAME = 80;

/** @param parts at least one */
export function partsView(parts: readonly Part[], now = Date.now()): PartsView {
  const names = [...new Set(parts.map(({ ghost }) => ghost.name))];
  const [first] = parts;
  const author = {
    mrkdwn: false as const,
    username: names.join(', ').slice(0, LONGEST_NAME),
    ...(names.length === 1 && first?.ghost.avatar !== undefined ? { icon_url: first.ghost.avatar } : {}),
  };
  if (first && parts.length === 1 && !isLate(first, now)) return { text: first.text, ...author };
  const text =
    parts.length === 1 && first ? first.text : parts.map((part) => `${part.ghost.name}: ${part.text}`).join('\n');
  return { text, blocks: parts.map((part) => block(part, names.length > 1)), ...author };
}

const isLate = ({ at }: Part, now: number): boolean => now - Date.parse(at) > LATE_MS;

/** Text in rich text is text: nothing in it pings or links. */
function block({ ghost, text, at }: Part, named: boolean): KnownBlock {
  const seconds = Math.floor(Date.parse(at) / 1000);
  const date: RichTextElement[] = Number.isNaN(seconds)
    ? []
    : [{ type: 'date', timestamp: seconds, format: '{date_short_pretty} {time}', fallback: at }];
  const name: RichTextElement[] = named ? [{ type: 'text', text: `${ghost.name}  `, style: { bold: true } }] : [];
  const elements: RichTextElement[] = [...name, ...date, { type: 'text', text: `\n${unescape(text)}` }];
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

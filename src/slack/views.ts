/** What Pigdin posts, as typed Block Kit literals: pure functions, each with a `text` that reads well aloud. */
import type { KnownBlock } from '@slack/types';
import { escapeForSlack } from '../bridge/convert/from-webex.ts';
import type { Written } from '../bridge/bridge.ts';
import type { Room } from '../bridge/model.ts';
import type { Invitation } from '../bridge/ports.ts';
import { texts } from '../bridge/texts.ts';

export interface View {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** The `action_id` of the button that sends a parked reply again; its value is the reply's id. */
export const RETRY_ACTION = 'retry_reply';

/** Slack refuses a section of more than 3,000 characters and a message of more than 50 blocks. */
const SECTION_LIMIT = 3000;
const BLOCK_LIMIT = 48;

const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** The first message of a room's thread. */
export function roomCard({ title, isDirect }: Room): View {
  const name = escapeForSlack(texts.room(title, isDirect));
  return {
    text: name,
    blocks: [section(`*${name}*`), { type: 'context', elements: [{ type: 'mrkdwn', text: texts.roomHint }] }],
  };
}

/** @param id what the button sends again */
export function failureNotice(id: string, reason: string): View {
  const text = escapeForSlack(texts.notSent(reason));
  return {
    text,
    blocks: [
      section(text),
      {
        type: 'actions',
        elements: [
          { type: 'button', action_id: RETRY_ACTION, value: id, text: { type: 'plain_text', text: texts.retryButton } },
        ],
      },
    ],
  };
}

/** The `action_id` of buttons that only open an address. */
export const LINK_ACTION = 'open_link';

/** A sentence, and a button that opens an address. */
export function invitation({ text, button, url }: Invitation): View {
  const label = { type: 'plain_text', text: button } as const;
  const action = { type: 'button', action_id: LINK_ACTION, style: 'primary', url, text: label } as const;
  return { text: escapeForSlack(text), blocks: [section(text), { type: 'actions', elements: [action] }] };
}

/** The messages of a room, oldest first, in as few blocks as they fit. */
export function historyList(title: string, messages: readonly Written[]): View {
  const heading = escapeForSlack(texts.historyOf(title, messages.length));
  const blocks = fill([`*${heading}*`, ...messages.map((message) => line(message))]);
  const cut = blocks.length > BLOCK_LIMIT;
  const shown = cut ? [...blocks.slice(0, 1), ...blocks.slice(1 - BLOCK_LIMIT), texts.historyCut] : blocks;
  return { text: heading, blocks: shown.map((text) => section(text)) };
}

function line({ senderName, text, externalObj }: Written): string {
  const name = escapeForSlack(senderName);
  const words = escapeForSlack(text).slice(0, SECTION_LIMIT - 300);
  return `*${name}* ${when(externalObj?.created)}\n${words}`;
}

/** Slack shows a date in the reader's own time zone. */
function when(iso: string | undefined): string {
  const seconds = Math.floor(Date.parse(iso ?? '') / 1000);
  return Number.isNaN(seconds) ? '' : `<!date^${seconds}^{date_short_pretty} {time}|${iso}>`;
}

/** Joins texts to as few as fit a section each. */
function fill(lines: readonly string[]): string[] {
  const filled: string[] = [];
  for (const text of lines) {
    const last = filled.at(-1);
    if (last !== undefined && last.length + text.length + 1 < SECTION_LIMIT)
      filled[filled.length - 1] = `${last}\n${text}`;
    else filled.push(text);
  }
  return filled;
}

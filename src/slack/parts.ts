/** How messages of Webex look in a Slack post: alone under their author's name and picture, or several with name and time. */
import type { KnownBlock } from '@slack/types';
import type { Block, Document } from '../bridge/convert/document.ts';
import { paragraph } from '../bridge/convert/inlines.ts';
import type { Part } from '../bridge/model.ts';
import { escapeText } from './convert/escape.ts';
import { MAX_BLOCKS_LENGTH, toSlack } from './convert/to-blocks.ts';
import type { SlackUserOf } from './convert/rich-inlines.ts';

export interface PartsView {
  readonly text: string;
  readonly blocks: KnownBlock[];
  readonly username: string;
  readonly icon_url?: string;
}

/** Later than this, a message shows when it was written. */
const LATE_MS = 60_000;

/** Slack cuts longer names. */
const LONGEST_NAME = 80;

/** Slack advises no longer ones. */
const LONGEST_TEXT = 4000;

/** Slack takes fifty blocks in a message. */
const MOST_PARTS = 45;

/** The core has put Slack's users where people are to be pinged. */
const slackUserOf: SlackUserOf = ({ platform, kind, id }) =>
  platform === 'slack' && kind === 'person' ? id : undefined;

/**
 * @param parts at least one
 * @param isShared whether the post's name may be several people's, so that each part says whose it is
 */
export function partsView(parts: readonly Part[], { isShared = false } = {}): PartsView {
  const names = [...new Set(parts.map(({ ghost }) => ghost.name))];
  const [first] = parts;
  const isTimed = isShared || parts.length > 1 || parts.some(isLate);
  const isNamed = isShared || names.length > 1;
  return {
    text: parts
      .map((part) => readAloud(part, isNamed))
      .join('\n')
      .slice(0, LONGEST_TEXT),
    blocks: parts.flatMap((part) => toSlack(isTimed ? headed(part, isNamed) : part.content, slackUserOf).blocks),
    username: names.join(', ').slice(0, LONGEST_NAME),
    ...(names.length === 1 && first?.ghost.avatar !== undefined ? { icon_url: first.ghost.avatar } : {}),
  };
}

/** Whether Slack takes them in one message. */
export const fitsOnePost = (parts: readonly Part[]): boolean =>
  parts.length <= MOST_PARTS &&
  JSON.stringify(parts.flatMap((part) => toSlack(headed(part, true), slackUserOf).blocks)).length <= MAX_BLOCKS_LENGTH;

/** What is read where blocks are not: without times, which nobody wants to hear. */
const readAloud = ({ ghost, content }: Part, isNamed: boolean): string =>
  `${isNamed ? `${escapeText(ghost.name)}: ` : ''}${toSlack(content, slackUserOf).text}`;

const isLate = ({ at }: Part): boolean => Date.now() - Date.parse(at) > LATE_MS;

/** The content below a line with name and time. */
function headed({ ghost, content, at }: Part, isNamed: boolean): Document {
  const seconds = Math.floor(Date.parse(at) / 1000);
  const name = isNamed ? [{ type: 'text', text: `${ghost.name}  `, marks: { bold: true } } as const] : [];
  const moment = { type: 'moment', at: seconds, format: '{date_short_pretty} {time}', text: at } as const;
  const line: Block = paragraph(...name, ...(Number.isNaN(seconds) ? [] : [moment]));
  return [line, ...content];
}

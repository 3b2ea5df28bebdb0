import { drawEmoji } from '../slack/rich-text/emoji.ts';
import type { Block, Ephemeral } from '../slack/state/model.ts';
import type { ShownMessage } from '../slack/world/shown.ts';
import type { SlackMessage, SlackReaction } from './protocol.ts';
import { shownBlocks } from './slack-blocks.ts';
import { APP, type Reading } from './slack-reading.ts';
import type { SlackBlock } from './slack-shown.ts';
import { fromPlain } from './slack-text.ts';

const MARKS: Readonly<Record<string, SlackReaction['means']>> = { white_check_mark: 'sent', x: 'not sent' };

export const slackMessages = (reading: Reading): SlackMessage[] => [
  ...reading.world.channels.flatMap(({ id }) =>
    messagesIn(reading, id).map((message) => messageRow(reading, id, message)),
  ),
  ...reading.world.ephemerals.map((ephemeral) => ephemeralRow(reading, ephemeral)),
];

/** Each message once, those in threads too. */
const messagesIn = ({ world }: Reading, channel: string): ShownMessage[] =>
  world
    .timeline(channel)
    .filter((message) => !isReply(message))
    .flatMap((parent) => (parent.replyCount > 0 ? world.thread(channel, parent.ts) : [parent]));

const isReply = ({ ts, threadTs }: ShownMessage): boolean => threadTs !== undefined && threadTs !== ts;

function messageRow(reading: Reading, id: string, message: ShownMessage): SlackMessage {
  const { world, pictureOf, keyOf } = reading;
  const { ts, threadTs, author, text, blocks, files, reactions, isEdited, isDeleted } = message;
  const channel = keyOf(id);
  const isApp = author.userId === undefined || author.userId === world.bot.id;
  return {
    key: `${channel}/${ts}`,
    channel,
    ts,
    ...(isReply(message) && threadTs !== undefined ? { threadTs } : {}),
    name: author.name,
    picture: pictureOf(author.icon, isApp && author.icon === '' ? APP : author.name),
    isApp,
    body: bodyOf(text, blocks, reading),
    files: files.map(({ name }) => name),
    reactions: reactions.map(({ name, users }) => reactionOf(name, users, reading)),
    isEdited,
    isDeleted,
  };
}

function ephemeralRow(
  reading: Reading,
  { channel: id, viewer, ts, thread_ts: threadTs, text, blocks = [] }: Ephemeral,
): SlackMessage {
  const channel = reading.keyOf(id);
  return {
    key: `${channel}/${ts}/${viewer}`,
    channel,
    ts,
    ...(threadTs === undefined ? {} : { threadTs }),
    name: APP,
    picture: reading.pictureOf(undefined, APP),
    isApp: true,
    body: bodyOf(text, blocks, reading),
    files: [],
    reactions: [],
    isEdited: false,
    isDeleted: false,
    onlyFor: viewer,
  };
}

/** Where there are blocks, Slack keeps the text for notifications. */
const bodyOf = (text: string, blocks: readonly Block[], reading: Reading): SlackBlock[] =>
  blocks.length > 0 ? shownBlocks(blocks, reading) : [{ type: 'text', text: fromPlain(text, reading.names) }];

/** Pigdin marks replies by reacting to them. */
function reactionOf(name: string, users: readonly string[], { world, names }: Reading): SlackReaction {
  const means = users.includes(world.bot.id) ? MARKS[name] : undefined;
  return { name, emoji: drawEmoji(name), by: users.map(names.user), ...(means === undefined ? {} : { means }) };
}

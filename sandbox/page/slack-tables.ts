import { drawEmoji } from '../slack/rich-text/emoji.ts';
import type { Block, Ephemeral } from '../slack/state/model.ts';
import type { ShownMessage } from '../slack/world/shown.ts';
import type { ShownChannel, World } from '../slack/world/world.ts';
import type { PictureOf } from './avatars.ts';
import type { SlackBlock, SlackChannel, SlackMessage, SlackReaction, SlackUser } from './protocol.ts';
import { shownBlocks } from './slack-blocks.ts';
import { fromPlain, type Names } from './slack-text.ts';

/** How the app is called in Slack. */
const APP = 'Pigdin';

/** Before a user's id: the key of this user's direct message with the app, the same before and after it is opened. */
export const WITH_APP = 'with-app:';

const MARKS: Readonly<Record<string, SlackReaction['means']>> = { white_check_mark: 'sent', x: 'not sent' };

export interface SlackTables {
  readonly users: SlackUser[];
  readonly channels: SlackChannel[];
  readonly slackMessages: SlackMessage[];
}

export const NO_SLACK: SlackTables = { users: [], channels: [], slackMessages: [] };

interface Reading {
  readonly world: World;
  readonly names: Names;
  readonly pictureOf: PictureOf;
  /** From a channel's id. */
  readonly keyOf: (channel: string) => string;
}

export function slackTables(world: World, pictureOf: PictureOf): SlackTables {
  const reading = { world, pictureOf, names: namesIn(world), keyOf: keysIn(world) };
  return {
    users: world.people.map(({ id, name }) => ({ key: id, name, picture: pictureOf(undefined, name) })),
    channels: [...directMessages(world), ...otherChannels(world)],
    slackMessages: [
      ...world.channels.flatMap(({ id }) => messagesIn(world, id).map((message) => messageRow(reading, id, message))),
      ...world.ephemerals.map((ephemeral) => ephemeralRow(reading, ephemeral)),
    ],
  };
}

const isWithApp = ({ bot }: World, { kind, members }: ShownChannel): boolean =>
  kind === 'im' && members.includes(bot.id);

/** Everybody has one with the app, opened or not. */
const directMessages = ({ people }: World): SlackChannel[] =>
  people.map(({ id }) => ({ key: WITH_APP + id, name: APP, isDirect: true, members: [id] }));

function keysIn(world: World): Reading['keyOf'] {
  const withApp = world.channels.filter((channel) => isWithApp(world, channel));
  const keys = new Map(
    withApp.map(({ id, members }) => [id, WITH_APP + members.find((member) => member !== world.bot.id)]),
  );
  return (channel) => keys.get(channel) ?? channel;
}

const otherChannels = (world: World): SlackChannel[] =>
  world.channels
    .filter((channel) => !isWithApp(world, channel))
    .map(({ id, name, kind, members }) => ({
      key: id,
      name: kind === 'public' || kind === 'private' ? `#${name}` : name || 'Direct message',
      isDirect: false,
      members,
    }));

/** Each message once, those in threads too. */
const messagesIn = (world: World, channel: string): ShownMessage[] =>
  world
    .timeline(channel)
    .filter((message) => !isReply(message))
    .flatMap((parent) => (parent.replyCount > 0 ? world.thread(channel, parent.ts) : [parent]));

const isReply = ({ ts, threadTs }: ShownMessage): boolean => threadTs !== undefined && threadTs !== ts;

function messageRow({ world, names, ...reading }: Reading, id: string, message: ShownMessage): SlackMessage {
  const { pictureOf, keyOf } = reading;
  const channel = keyOf(id);
  const { ts, threadTs, author, text, blocks, files, reactions, isEdited, isDeleted } = message;
  const isApp = author.userId === undefined || author.userId === world.bot.id;
  return {
    key: `${channel}/${ts}`,
    channel,
    ts,
    ...(isReply(message) && threadTs !== undefined ? { threadTs } : {}),
    name: author.name,
    picture: pictureOf(author.icon, isApp && author.icon === '' ? APP : author.name),
    isApp,
    body: bodyOf(text, blocks, names),
    files: files.map(({ name }) => name),
    reactions: reactions.map(({ name, users }) => reactionOf(name, users, world, names)),
    isEdited,
    isDeleted,
  };
}

const ephemeralRow = (
  { names, pictureOf, keyOf }: Reading,
  { channel, viewer, ts, thread_ts: threadTs, text, blocks }: Ephemeral,
): SlackMessage => ({
  key: `${channel}/${ts}/${viewer}`,
  channel: keyOf(channel),
  ts,
  ...(threadTs === undefined ? {} : { threadTs }),
  name: APP,
  picture: pictureOf(undefined, APP),
  isApp: true,
  body: bodyOf(text, blocks ?? [], names),
  files: [],
  reactions: [],
  isEdited: false,
  isDeleted: false,
  onlyFor: viewer,
});

/** Where there are blocks, Slack keeps the text for notifications. */
const bodyOf = (text: string, blocks: readonly Block[], names: Names): SlackBlock[] =>
  blocks.length > 0 ? shownBlocks(blocks, names) : [{ type: 'text', text: fromPlain(text, names) }];

/** Pigdin marks replies by reacting to them. */
function reactionOf(name: string, users: readonly string[], { bot }: World, names: Names): SlackReaction {
  const means = users.includes(bot.id) ? MARKS[name] : undefined;
  return { name, emoji: drawEmoji(name), by: users.map(names.user), ...(means === undefined ? {} : { means }) };
}

function namesIn({ people, channels, bot }: World): Names {
  const users = new Map([[bot.id, APP], ...people.map(({ id, name }) => [id, name] as const)]);
  const titles = new Map(channels.map(({ id, name }) => [id, name]));
  return { user: (id) => users.get(id) ?? id, channel: (id) => titles.get(id) || id };
}

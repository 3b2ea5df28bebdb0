import * as z from 'zod';
import type { View } from '../slack/state/model.ts';
import type { Person } from '../slack/world/person.ts';
import type { World } from '../slack/world/world.ts';
import type { PictureOf } from './avatars.ts';
import type { SlackChannel, SlackHome, SlackMessage, SlackModal, SlackShortcut, SlackUser } from './protocol.ts';
import { shownBlocks } from './slack-blocks.ts';
import { slackMessages } from './slack-messages.ts';
import { APP, isNamed, isWithApp, readingOf, WITH_APP, type Reading } from './slack-reading.ts';

export interface SlackTables {
  readonly users: SlackUser[];
  readonly channels: SlackChannel[];
  readonly slackMessages: SlackMessage[];
  readonly modals: SlackModal[];
  readonly homes: SlackHome[];
  readonly shortcuts: SlackShortcut[];
}

export const NO_SLACK: SlackTables = {
  users: [],
  channels: [],
  slackMessages: [],
  modals: [],
  homes: [],
  shortcuts: [],
};

export function slackTables(world: World, pictureOf: PictureOf): SlackTables {
  const reading = readingOf(world, pictureOf);
  return {
    users: world.people.map(({ id, name }) => ({ key: id, name, picture: pictureOf(undefined, name) })),
    channels: [...directMessages(world), ...otherChannels(world)],
    slackMessages: slackMessages(reading),
    modals: world.people.flatMap((person) => person.modals.map((view) => modalRow(reading, person, view))),
    homes: world.people.flatMap(({ id, home }) => (home ? [{ key: id, body: shownBlocks(home.blocks, reading) }] : [])),
    shortcuts: world.messageShortcuts.map(({ callbackId, name }) => ({ key: callbackId, label: name })),
  };
}

/** Everybody has one with the app, opened or not. */
const directMessages = ({ people }: World): SlackChannel[] =>
  people.map(({ id }) => ({ key: WITH_APP + id, name: APP, isDirect: true, members: [id] }));

const otherChannels = (world: World): SlackChannel[] =>
  world.channels
    .filter((channel) => !isWithApp(world, channel))
    .map((channel) => ({
      key: channel.id,
      name: isNamed(channel) ? `#${channel.name}` : channel.name || 'Direct message',
      isDirect: false,
      members: channel.members,
    }));

const words = z.object({ text: z.string() }).transform(({ text }) => text);

function modalRow(reading: Reading, { id }: Person, { id: key, title, submit, close, blocks }: View): SlackModal {
  const sends = words.safeParse(submit).data;
  return {
    key,
    user: id,
    title: words.catch('').parse(title),
    ...(sends === undefined ? {} : { submit: sends }),
    close: words.catch('Close').parse(close),
    body: shownBlocks(blocks, reading),
  };
}

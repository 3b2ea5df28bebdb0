/** How Slack's ids, addresses and channels appear on the page. */
import type { ShownChannel, World } from '../slack/world/world.ts';
import type { PictureOf } from './avatars.ts';
import type { Surroundings } from './slack-blocks.ts';
import type { Directory } from './slack-elements.ts';
import type { Names } from './slack-text.ts';

/** How the app is called in Slack. */
export const APP = 'Pigdin';

/** Before a user's id: the key of this user's direct message with the app, the same before and after it is opened. */
export const WITH_APP = 'with-app:';

export interface Reading extends Surroundings {
  readonly world: World;
  /** From a channel's id. */
  readonly keyOf: (channel: string) => string;
}

export function readingOf(world: World, pictureOf: PictureOf): Reading {
  const keyOf = keysIn(world);
  return { world, pictureOf, keyOf, names: namesIn(world, keyOf), directory: directoryOf(world) };
}

const directoryOf = ({ people, channels }: World): Directory => ({
  users: people.map(({ id, name }) => ({ value: id, label: name })),
  channels: channels.filter(isNamed).map(({ id, name }) => ({ value: id, label: `#${name}` })),
});

export const isNamed = ({ kind }: ShownChannel): boolean => kind === 'public' || kind === 'private';

export const isWithApp = ({ bot }: World, { kind, members }: ShownChannel): boolean =>
  kind === 'im' && members.includes(bot.id);

function keysIn(world: World): Reading['keyOf'] {
  const withApp = world.channels.filter((channel) => isWithApp(world, channel));
  const keys = new Map(
    withApp.map(({ id, members }) => [id, WITH_APP + members.find((member) => member !== world.bot.id)]),
  );
  return (channel) => keys.get(channel) ?? channel;
}

/** As chat.getPermalink writes it: the channel, and the `ts` without its point. */
const PERMALINK = /^https:\/\/[\w-]+\.slack\.com\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?.*)?$/;

function namesIn({ people, channels, bot }: World, keyOf: Reading['keyOf']): Names {
  const users = new Map([[bot.id, APP], ...people.map(({ id, name }) => [id, name] as const)]);
  const titles = new Map(channels.map(({ id, name }) => [id, name]));
  return {
    user: (id) => users.get(id) ?? id,
    channel: (id) => titles.get(id) || id,
    message(url) {
      const [, channel = '', seconds, rest] = PERMALINK.exec(url) ?? [];
      return titles.has(channel) ? `${keyOf(channel)}/${seconds}.${rest}` : undefined;
    },
  };
}

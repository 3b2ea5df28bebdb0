/** How Slack's ids, addresses and channels appear on the page. */
import type { ShownChannel, World } from '../slack/world/world.ts';
import type { PictureOf } from './avatars.ts';
import type { Surroundings } from './slack-blocks.ts';
import type { SlackOption } from './slack-shown.ts';
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

export const readingOf = (world: World, pictureOf: PictureOf): Reading => ({
  world,
  pictureOf,
  names: namesIn(world),
  keyOf: keysIn(world),
  directory: {
    users: world.people.map(({ id, name }) => ({ value: id, label: name })),
    channels: world.channels.filter(isNamed).map(({ id, name }): SlackOption => ({ value: id, label: `#${name}` })),
  },
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

function namesIn({ people, channels, bot }: World): Names {
  const users = new Map([[bot.id, APP], ...people.map(({ id, name }) => [id, name] as const)]);
  const titles = new Map(channels.map(({ id, name }) => [id, name]));
  return { user: (id) => users.get(id) ?? id, channel: (id) => titles.get(id) || id };
}

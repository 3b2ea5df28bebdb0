import { Hono } from 'hono';
import * as z from 'zod';
import type { Person } from '../slack/world/person.ts';
import type { World } from '../slack/world/world.ts';
import { act, found, name, object, words } from './act.ts';
import { elementOf, inSlack, pressed, unanswered } from './in-slack.ts';
import { WITH_APP } from './slack-reading.ts';
import { slackViewActs } from './slack-view-acts.ts';

const where = { user: name('user'), channel: name('channel') };
const message = object({ ...where, text: words, threadTs: name('threadTs').optional() });
const command = object({
  ...where,
  command: z.string('command is missing').regex(/^\/\S+$/, 'command must begin with a slash'),
  text: z.string('text is missing'),
});
const click = object({ ...where, ...pressed, ts: name('ts') });
const shortcut = object({ ...where, ts: name('ts'), callbackId: name('callbackId') });

/** What one does in Slack's own clients. */
export function slackActs(world: World): Hono {
  const app = new Hono();
  const as = (id: string): Person =>
    found(
      world.people.find((person) => person.id === id),
      'Slack user',
    );

  app.post(
    '/messages',
    act(message, async ({ user, channel, text, threadTs }) => {
      await inSlack(async () =>
        as(user).posts(await placeOf(as(user), channel), text, threadTs === undefined ? {} : { threadTs }),
      );
    }),
  );
  app.post(
    '/commands',
    act(command, async (wish) => {
      const person = as(wish.user);
      const use = await inSlack(async () =>
        person.command(wish.command, wish.text, await placeOf(person, wish.channel)),
      );
      if (!use.acknowledged) throw unanswered(`${wish.command} failed with the error “${use.failure}”`);
    }),
  );
  app.post(
    '/clicks',
    act(click, async (wish) => {
      const person = as(wish.user);
      const { acknowledged, reason } = await inSlack(async () =>
        person.clicks(await placeOf(person, wish.channel), wish.ts, elementOf(wish), wish.choice),
      );
      if (!acknowledged) throw unanswered(`That failed with the error “${reason}”`);
    }),
  );
  app.post(
    '/shortcuts',
    act(shortcut, async ({ user, channel, ts, callbackId }) => {
      const person = as(user);
      const { acknowledged, reason } = await inSlack(async () =>
        person.usesMessageShortcut(await placeOf(person, channel), ts, callbackId),
      );
      if (!acknowledged) throw unanswered(`That failed with the error “${reason}”`);
    }),
  );
  app.route('/', slackViewActs(as));
  return app;
}

const placeOf = async (person: Person, channel: string): Promise<string> =>
  channel.startsWith(WITH_APP) ? person.opensDirectMessage() : channel;

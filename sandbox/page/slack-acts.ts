import { Hono } from 'hono';
import * as z from 'zod';
import type { Person } from '../slack/world/person.ts';
import type { World } from '../slack/world/world.ts';
import { act, found, name, object, Refused, words } from './act.ts';
import { WITH_APP } from './slack-tables.ts';

const where = { user: name('user'), channel: name('channel') };
const message = object({ ...where, text: words, threadTs: name('threadTs').optional() });
const command = object({
  ...where,
  command: z.string('command is missing').regex(/^\/\S+$/, 'command must begin with a slash'),
  text: z.string('text is missing'),
});
const click = object({ ...where, ts: name('ts'), actionId: name('actionId') });

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
    act(click, async ({ user, channel, ts, actionId }) => {
      const { acknowledged, reason } = await inSlack(async () =>
        as(user).clicks(await placeOf(as(user), channel), ts, actionId),
      );
      if (!acknowledged) throw unanswered(`The click failed with the error “${reason}”`);
    }),
  );
  return app;
}

const placeOf = async (person: Person, channel: string): Promise<string> =>
  channel.startsWith(WITH_APP) ? person.opensDirectMessage() : channel;

const unanswered = (what: string): Refused =>
  new Refused(502, `${what}: the app did not answer Slack. Is the bridge running?`);

/** The world says with a plain Error what Slack's clients would not let somebody do. */
async function inSlack<Result>(doing: () => Promise<Result>): Promise<Result> {
  try {
    return await doing();
  } catch (error) {
    if (error instanceof Error && error.name === 'Error') throw new Refused(409, `Slack refused: ${error.message}`);
    throw error;
  }
}

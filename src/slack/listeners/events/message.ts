import type { App } from '@slack/bolt';
import * as z from 'zod';
import { answerTo, inRoomOf } from '../../commands/answer-to.ts';
import type { Asked } from '../../commands/asked.ts';
import { parseCommand } from '../../commands/parse.ts';
import { spokenTo } from '../../commands/spoken.ts';
import { asAsked, type Desk } from '../../desk.ts';

/** What a person wrote. Edits, deletions and posts of apps have other forms. */
const written = z.object({
  subtype: z.undefined().optional(),
  bot_id: z.undefined().optional(),
  user: z.string(),
  text: z.string(),
  channel: z.string(),
  channel_type: z.string(),
  ts: z.string(),
  thread_ts: z.string().optional(),
});

type Written = z.output<typeof written>;

/**
 * `@Pigdin history` in the thread of a room; and anything that is written to Pigdin outside threads, in the direct messages.
 * Replies that go to Webex are none of its business: they are in the journal already.
 */
export function register(app: App, desk: Desk): void {
  app.event('message', async ({ event, client, context }) => {
    const message = written.safeParse(event);
    if (!message.success || context.teamId === undefined) return;
    const asked = asAsked(desk, { team: context.teamId, slackUser: message.data.user, client });
    const { thread_ts: threadTs, ts } = message.data;
    if (threadTs === undefined) await inDirectMessage(message.data, asked, desk);
    else if (threadTs !== ts) await inThread(message.data, threadTs, asked, desk);
  });
}

async function inDirectMessage(
  { text, channel, channel_type: kind }: Written,
  asked: Asked,
  desk: Desk,
): Promise<void> {
  if (kind !== 'im') return;
  const view = await answerTo(spokenTo(text, desk.bots) ?? parseCommand(text), asked);
  if (view) await asked.client.chat.postMessage({ channel, ...view });
}

async function inThread(message: Written, threadTs: string, asked: Asked, { bots, bridge }: Desk): Promise<void> {
  const { text, channel, channel_type: kind, user } = message;
  const spoken = spokenTo(text, bots);
  const portal = spoken && (await bridge.rooms.ofThread({ channel, ts: threadTs }));
  // Where there is no room, a mention in a channel is an event of its own.
  if (!spoken || (!portal && kind !== 'im')) return;
  const view = await answerTo(spoken, portal ? await inRoomOf(asked, portal) : asked);
  if (view) await asked.client.chat.postEphemeral({ channel, user, thread_ts: threadTs, ...view });
}

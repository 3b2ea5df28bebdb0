import type { App } from '@slack/bolt';
import { answerTo } from '../../commands/answer-to.ts';
import { spokenTo } from '../../commands/spoken.ts';
import { asAsked, type Desk } from '../../desk.ts';
import { greetingFor } from '../../greeting.ts';
import { helpList } from '../../views/help.ts';

/** Somebody mentions Pigdin in a channel, outside the threads of rooms: there the message itself is listened to. */
export function register(app: App, desk: Desk): void {
  app.event('app_mention', async ({ event, client, context }) => {
    const { user, text, channel, thread_ts: threadTs } = event;
    if (user === undefined || context.teamId === undefined) return;
    if (threadTs !== undefined && (await desk.bridge.rooms.ofThread({ channel, ts: threadTs }))) return;
    const spoken = spokenTo(text, desk.bots);
    const doer = { team: context.teamId, slackUser: user, client };
    const view = spoken ? await answerTo(spoken, asAsked(desk, doer)) : ((await greetingFor(desk, doer)) ?? helpList());
    if (!view) return;
    await client.chat.postEphemeral({
      channel,
      user,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      ...view,
    });
  });
}

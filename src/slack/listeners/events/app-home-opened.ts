import type { App } from '@slack/bolt';
import type { Desk } from '../../desk.ts';
import { greetingFor } from '../../greeting.ts';

/** Somebody opens the app: their Home is shown as it is now, and who is new here is welcomed, once. */
export function register(app: App, desk: Desk): void {
  app.event('app_home_opened', async ({ event, client, context }) => {
    if (context.teamId === undefined) return;
    const doer = { team: context.teamId, slackUser: event.user, client };
    if (event.tab === 'home') desk.homes.look(doer);
    const view = await greetingFor(desk, doer);
    if (view) await client.chat.postMessage({ channel: event.channel, ...view });
  });
}

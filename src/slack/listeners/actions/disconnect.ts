import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { run } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';

/** Disconnect in the Home. Slack has asked for confirmation; the Home shows that it is done. */
export function register(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTIONS.disconnect, async ({ ack, body, client }) => {
    await ack();
    const doer = doerOf(body, client);
    await run('disconnect', asAsked(desk, doer));
    desk.homes.look(doer);
  });
}

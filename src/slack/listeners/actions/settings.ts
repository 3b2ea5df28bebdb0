import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { answer } from '../../answering.ts';
import { run } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';

/** The button that opens the settings. */
export function register(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTIONS.settings, async ({ ack, body, client, respond }) => {
    await ack();
    const doer = doerOf(body, client);
    const work = run('settings', asAsked(desk, doer, { triggerId: body.trigger_id }));
    if (body.response_url === undefined) await work;
    else await answer({ ...doer, respond, log: desk.log }, work);
  });
}

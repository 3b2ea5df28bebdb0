import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { answer } from '../../answering.ts';
import { run } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';

/** Opens the form for a new conversation, to the person beside whom the button stands. */
export function register(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTIONS.writeTo, async ({ ack, action, body, client, respond }) => {
    await ack();
    const doer = doerOf(body, client);
    const args = action.value ? { email: action.value } : {};
    const asked = asAsked(desk, doer, { args, responseUrl: body.response_url, triggerId: body.trigger_id });
    const work = run('new', asked);
    if (body.response_url === undefined) await work;
    else await answer({ ...doer, respond, log: desk.log }, work);
  });
}

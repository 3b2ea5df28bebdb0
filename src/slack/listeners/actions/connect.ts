import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { answer } from '../../answering.ts';
import { run } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';

/** The button that begins a sign-in, under whatever message it stands. */
export function register(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTIONS.connect, async ({ ack, body, client, respond }) => {
    await ack();
    const doer = doerOf(body, client);
    const asked = asAsked(desk, doer, { responseUrl: body.response_url });
    await answer({ ...doer, respond, log: desk.log, inPlace: body.message === undefined }, run('connect', asked));
  });
}

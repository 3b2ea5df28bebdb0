import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import { answer } from '../../answering.ts';
import { run } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk } from '../../desk.ts';
import { inModal } from '../../in-modal.ts';
import { ACTIONS } from '../../views/ids.ts';
import { modalOf } from '../../views/modal.ts';

/** The button that begins a sign-in: under a message the answer takes its place, in the Home a modal opens. */
export function register(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTIONS.connect, async ({ ack, body, client, respond }) => {
    await ack();
    const doer = doerOf(body, client);
    const asked = asAsked(desk, doer, { responseUrl: body.response_url });
    if (body.response_url !== undefined) {
      return answer({ ...doer, respond, log: desk.log, inPlace: true }, run('connect', asked));
    }
    const title = texts.connectTitle;
    await inModal(desk, doer, { triggerId: body.trigger_id, title }, async () =>
      modalOf(title, await run('connect', asked)),
    );
  });
}

import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import { answer } from '../../answering.ts';
import { attempt } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';
import { say } from '../../views/message.ts';
import { refreshFailed } from './failed.ts';

/** Gives up on a reply that could not be sent. */
export function register(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTIONS.drop, async ({ ack, action, body, client, respond }) => {
    await ack();
    const doer = doerOf(body, client);
    const dropped = attempt(asAsked(desk, doer), ACTIONS.drop, async () =>
      say((await desk.bridge.drop(action.value ?? '', doer.slackUser)) ? texts.gaveUp : texts.nothingToRetry),
    );
    if (!body.view) return answer({ ...doer, respond, log: desk.log }, dropped);
    await dropped;
    await refreshFailed(desk, doer, body.view.id);
  });
}

import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import { doerOf, type Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';
import { say } from '../../views/message.ts';
import { refreshFailed } from './failed.ts';

/** The button beside a reply that did not reach Webex. */
export function register(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTIONS.retry, async ({ ack, action, body, client, respond }) => {
    await ack();
    const begun = await desk.bridge.retry(action.value ?? '', body.user.id);
    if (body.view) await refreshFailed(desk, doerOf(body, client), body.view.id);
    else if (!begun)
      await respond({ ...say(texts.nothingToRetry), response_type: 'ephemeral', replace_original: false });
  });
}

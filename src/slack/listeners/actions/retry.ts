import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { Bridge } from '../../../bridge/bridge.ts';
import { texts } from '../../../bridge/texts.ts';
import { ACTIONS } from '../../views/ids.ts';

/** The button beside a reply that did not reach Webex. */
export function registerRetryAction(app: App, bridge: Bridge): void {
  app.action<BlockAction<ButtonAction>>(ACTIONS.retry, async ({ ack, action, body, respond }) => {
    await ack();
    const begun = await bridge.retry(action.value ?? '', body.user.id);
    if (!begun) await respond({ text: texts.nothingToRetry, response_type: 'ephemeral', replace_original: false });
  });
}

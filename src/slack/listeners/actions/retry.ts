import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import type { Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';

/** The button beside a reply that did not reach Webex. */
export function register(app: App, { bridge }: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTIONS.retry, async ({ ack, action, body, respond }) => {
    await ack();
    const begun = await bridge.retry(action.value ?? '', body.user.id);
    if (!begun) await respond({ text: texts.nothingToRetry, response_type: 'ephemeral', replace_original: false });
  });
}

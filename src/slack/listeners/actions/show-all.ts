import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import type { Desk } from '../../desk.ts';
import { SHOW_ALL_ACTION } from '../../notes.ts';

/** The button beside a catch-up that was too long to show all of it. */
export function register(app: App, { bridge }: Desk): void {
  app.action<BlockAction<ButtonAction>>(SHOW_ALL_ACTION, async ({ ack, action, body, respond }) => {
    await ack();
    const begun = await bridge.showAll(action.value ?? '', body.user.id);
    if (!begun) await respond({ text: texts.nothingMore, response_type: 'ephemeral', replace_original: false });
  });
}

import type { App, BlockAction, PlainTextInputAction } from '@slack/bolt';
import { doerOf, type Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';

/** Enter in the search field of the Home. */
export function register(app: App, { homes }: Desk): void {
  app.action<BlockAction<PlainTextInputAction>>(ACTIONS.search, async ({ ack, action, body, client }) => {
    await ack();
    await homes.search(doerOf(body, client), (action.value ?? '').trim());
  });
}

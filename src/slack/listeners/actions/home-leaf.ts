import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { doerOf, type Desk } from '../../desk.ts';
import { readShown } from '../../views/home.ts';
import { ACTIONS } from '../../views/ids.ts';

/** Next and Previous under the rooms in the Home. */
export function register(app: App, { homes }: Desk): void {
  for (const id of [ACTIONS.homeNext, ACTIONS.homePrevious]) {
    app.action<BlockAction<ButtonAction>>(id, async ({ ack, action, body, client }) => {
      await ack();
      homes.look(doerOf(body, client), { ...readShown(body.view?.private_metadata), page: Number(action.value) || 0 });
    });
  }
}

import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import { run } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk, type Doer } from '../../desk.ts';
import { fill, inModal } from '../../in-modal.ts';
import { ACTIONS } from '../../views/ids.ts';
import { modalOf } from '../../views/modal.ts';

/** Shows what could not be sent, from the Home. */
export function register(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTIONS.failed, async ({ ack, body, client }) => {
    await ack();
    const doer = doerOf(body, client);
    const opening = { triggerId: body.trigger_id, title: texts.failedTitle };
    await inModal(desk, doer, opening, () => failedModal(desk, doer));
  });
}

/** The same as it is now, in the modal that is open. */
export const refreshFailed = async (desk: Desk, doer: Doer, viewId: string): Promise<void> =>
  fill(desk, doer, viewId, await failedModal(desk, doer));

const failedModal = async (desk: Desk, doer: Doer) =>
  modalOf(texts.failedTitle, await run('status', asAsked(desk, doer)));

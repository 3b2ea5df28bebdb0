import type { App, BlockAction, StaticSelectAction } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import { answer } from '../../answering.ts';
import { forOwners } from '../../commands/asked.ts';
import { attempt, run } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';
import { say } from '../../views/message.ts';
import { menuPurpose } from '../../views/room-menu.ts';

/** The menu that stands in place of an answer where several rooms fit. */
export function register(app: App, desk: Desk): void {
  app.action<BlockAction<StaticSelectAction>>(ACTIONS.chooseRoom, async ({ ack, action, body, client, respond }) => {
    await ack();
    const purpose = menuPurpose(action.block_id);
    const { value, text } = action.selected_option;
    if (!purpose) return;
    const doer = doerOf(body, client);
    const asked = asAsked(desk, doer, { args: purpose.args, responseUrl: body.response_url });
    const chosen = forOwners(async (owners) => {
      const room = await desk.bridge.rooms.chosen(owners.account, value, text.text);
      return room ? run(purpose.name, { ...owners, room }) : say(texts.roomGone);
    });
    const work = attempt(asked, ACTIONS.chooseRoom, () => chosen(asked));
    await answer({ ...doer, respond, log: desk.log, inPlace: true }, work);
  });
}

import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import { answer } from '../../answering.ts';
import { forOwners } from '../../commands/asked.ts';
import { openRoom } from '../../commands/open.ts';
import { attempt } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';
import { say } from '../../views/message.ts';
import { readOpenValue } from '../../views/room-list.ts';

/** The button beside a room that has no thread yet. */
export function register(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTIONS.open, async ({ ack, action, body, client, respond }) => {
    await ack();
    const { roomId, title } = readOpenValue(action.value);
    const doer = doerOf(body, client);
    const asked = asAsked(desk, doer, { responseUrl: body.response_url });
    const open = forOwners(async (owners) => {
      const room = await desk.bridge.rooms.chosen(owners.account, roomId, title);
      return room ? openRoom(owners, room) : say(texts.roomGone);
    });
    const work = attempt(asked, ACTIONS.open, () => open(asked));
    if (body.response_url === undefined) await work;
    else await answer({ ...doer, respond, log: desk.log }, work);
  });
}

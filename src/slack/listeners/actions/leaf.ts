import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { answer } from '../../answering.ts';
import { forOwners } from '../../commands/asked.ts';
import { roomsPage } from '../../commands/rooms.ts';
import { attempt } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';
import { readPage } from '../../views/room-list.ts';

/** Next and Previous under a list of rooms. */
export function register(app: App, desk: Desk): void {
  for (const id of [ACTIONS.nextRooms, ACTIONS.previousRooms]) {
    app.action<BlockAction<ButtonAction>>(id, async ({ ack, action, body, client, respond }) => {
      await ack();
      const wanted = readPage(action.value);
      if (!wanted) return;
      const doer = doerOf(body, client);
      const asked = asAsked(desk, doer, { responseUrl: body.response_url });
      const page = forOwners((owners) => roomsPage(owners, wanted.words, wanted.page));
      const work = attempt(asked, id, () => page(asked));
      await answer({ ...doer, respond, log: desk.log, inPlace: true }, work);
    });
  }
}

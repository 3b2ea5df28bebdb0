import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { isUuid, type RoomKey } from '../../../bridge/ids.ts';
import { texts } from '../../../bridge/texts.ts';
import { answer } from '../../answering.ts';
import { forOwners, type Verb } from '../../commands/asked.ts';
import { attempt, run } from '../../commands/run.ts';
import type { CommandName } from '../../commands/table.ts';
import { asAsked, doerOf, type Desk } from '../../desk.ts';
import { ACTIONS } from '../../views/ids.ts';
import { say } from '../../views/message.ts';

/**
 * A button whose value is the key of a room that has a thread, as on its card. Everybody in a channel sees the card: what
 * is done and told is about the presser's own room, if they have it.
 */
export function register(app: App, desk: Desk): void {
  for (const [id, name] of Object.entries(COMMAND_OF)) {
    app.action<BlockAction<ButtonAction>>(id, async ({ ack, action, body, client, respond }) => {
      await ack();
      const doer = doerOf(body, client);
      const asked = asAsked(desk, doer, { responseUrl: body.response_url });
      const work = attempt(asked, id, () => inRoom(action.value, name)(asked));
      // In the Home there is nowhere to answer: it shows the change itself.
      if (body.response_url === undefined) await work;
      else await answer({ ...doer, respond, log: desk.log, threadTs: body.message?.ts }, work);
    });
  }
}

const COMMAND_OF: Readonly<Record<string, CommandName>> = {
  [ACTIONS.history]: 'history',
  [ACTIONS.people]: 'who',
  [ACTIONS.mute]: 'mute',
  [ACTIONS.unmute]: 'unmute',
};

const inRoom = (value: string | undefined, name: CommandName): Verb =>
  forOwners(async (asked) => {
    const room = toRoomKey(value);
    const portal = room && (await asked.bridge.rooms.portalOf(asked.account, { room }));
    return portal ? run(name, { ...asked, room: portal }) : say(texts.notYourRoom);
  });

const toRoomKey = (value = ''): RoomKey | undefined => (isRoomKey(value) ? value : undefined);
const isRoomKey = (value: string): value is RoomKey => isUuid(value);

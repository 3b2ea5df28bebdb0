import type { KnownRoom } from '../../bridge/rooms.ts';
import { texts } from '../../bridge/texts.ts';
import { quoted, say, type View } from '../views/message.ts';
import { forOwners, type OwnersAsked } from './asked.ts';
import { roomOf } from './room-of.ts';

/** Gives a quiet room its thread. */
export const open = forOwners(async (asked) => {
  const found = await roomOf(asked, 'open');
  return 'answer' in found ? found.answer : openRoom(asked, found.room);
});

export async function openRoom(
  { account, bridge, addressOf }: Pick<OwnersAsked, 'account' | 'bridge' | 'addressOf'>,
  room: KnownRoom,
): Promise<View> {
  const { portal, isNew } = await bridge.rooms.open(account, room);
  const link = await addressOf(portal.thread);
  return say((isNew ? texts.opened : texts.openAlready)(quoted(room.title), link));
}

import type { KnownRoom } from '../../bridge/rooms.ts';
import type { View } from '../views/message.ts';
import { peopleList } from '../views/people.ts';
import { forOwners, type OwnersAsked } from './asked.ts';
import { roomOf } from './room-of.ts';

/** Who is in a room. */
export const who = forOwners(async (asked) => {
  const found = await roomOf(asked, 'who');
  return 'answer' in found ? found.answer : peopleIn(asked, found.room);
});

async function peopleIn({ account, bridge }: Pick<OwnersAsked, 'account' | 'bridge'>, room: KnownRoom): Promise<View> {
  const { found, isAll } = await bridge.rooms.people(account, room);
  return peopleList({ title: room.title, people: found, isAll, me: account.personId });
}

import type { Room } from '../model.ts';
import type { State } from '../state.ts';
import { announceRoom } from './announce.ts';

/** Gives the room a new id in another region. The old one finds nothing any more; messages keep theirs. */
export function migrateRoom(state: State, room: Room, cluster: string): void {
  state.rooms.delete(room);
  room.id = state.newId('ROOM', cluster);
  state.rooms.add(room);
  announceRoom(state, room.creator, 'migrated', room);
}

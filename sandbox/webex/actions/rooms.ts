import { badRequest, forbidden, noSuchRoom } from '../errors.ts';
import type { Membership, Person, Room } from '../model.ts';
import type { State } from '../state.ts';
import { roomJson } from '../views.ts';
import { announceMembership, announceRoom } from './announce.ts';

/** What may be told of a room when it is made, and changed later. */
export interface RoomSettings {
  readonly title?: string | undefined;
  readonly isLocked?: boolean | undefined;
  readonly isAnnouncementOnly?: boolean | undefined;
  readonly isPublic?: boolean | undefined;
  readonly description?: string | undefined;
}

/** The room as its members may see it; to everyone else it does not exist. */
export function roomOf(state: State, person: Person, id: string): { room: Room; membership: Membership } {
  const room = state.rooms.find(id);
  const membership = room?.members.get(person);
  if (!room || !membership) throw noSuchRoom();
  return { room, membership };
}

/** The creator is in it, and moderates it when it is locked. */
export function createRoom(state: State, creator: Person, settings: RoomSettings & { title: string }): Room {
  const room = newRoom(state, creator, 'group');
  apply(state, room, settings);
  state.rooms.add(room);
  join(state, creator, { room, person: creator, isModerator: room.isLocked }, () =>
    announceRoom(state, creator, 'created', room),
  );
  return room;
}

/** Finds the room of two people, or opens it. */
export function directRoom(state: State, from: Person, to: Person): Room {
  if (from === to) throw badRequest('A direct room needs another person.');
  const room = findDirectRoom(state, from, to);
  if (room) return room;
  const opened = state.rooms.add(newRoom(state, from, 'direct'));
  join(state, from, { room: opened, person: from }, () => announceRoom(state, from, 'created', opened));
  join(state, from, { room: opened, person: to });
  return opened;
}

export const findDirectRoom = (state: State, one: Person, other: Person): Room | undefined =>
  state.rooms.all().find(({ type, members }) => type === 'direct' && members.has(one) && members.has(other));

export function updateRoom(state: State, actor: Person, room: Room, settings: RoomSettings): void {
  const membership = room.members.get(actor);
  if (room.type === 'direct') throw badRequest('A direct room cannot be updated.');
  if (room.isLocked && !membership?.isModerator) throw forbidden('Only a moderator may update a moderated room.');
  const wasLocked = room.isLocked;
  apply(state, room, settings);
  if (room.isLocked && !wasLocked && membership) membership.isModerator = true;
  announceRoom(state, actor, 'updated', room);
}

/** As documented: one who may not delete the room leaves it instead. */
export function deleteRoom(state: State, actor: Person, room: Room): void {
  const membership = room.members.get(actor);
  if (!membership) throw noSuchRoom();
  const mayDelete = room.type === 'group' && (membership.isModerator || (!room.isLocked && room.creator === actor));
  const leaving = mayDelete ? [...room.members.values()] : [membership];
  for (const one of leaving) leave(state, actor, room, one);
  if (!mayDelete) return;
  state.rooms.delete(room);
  state.journal.add({ type: 'room', change: 'deleted', room: roomJson(room, actor) });
}

interface Joining {
  readonly room: Room;
  readonly person: Person;
  readonly isModerator?: boolean | undefined;
}

/** @param before runs once the person is in, ahead of the news of it */
export function join(
  state: State,
  actor: Person,
  { room, person, isModerator = false }: Joining,
  before?: () => void,
): Membership {
  const membership: Membership = { person, created: state.timestamp(), isModerator, isRoomHidden: false };
  room.members.set(person, membership);
  before?.();
  announceMembership(state, actor, 'created', { room, membership });
  return membership;
}

/** The one who leaves hears of it; nothing after that. */
export function leave(state: State, actor: Person, room: Room, membership: Membership): void {
  room.members.delete(membership.person);
  announceMembership(state, actor, 'deleted', { room, membership });
}

function newRoom(state: State, creator: Person, type: Room['type']): Room {
  const created = state.timestamp();
  return {
    id: state.newId('ROOM'),
    type,
    creator,
    created,
    title: '',
    lastActivity: created,
    isLocked: false,
    isAnnouncementOnly: false,
    isReadOnly: false,
    isPublic: false,
    keyLost: false,
    members: new Map(),
    messages: [],
  };
}

/** All or nothing. */
function apply(state: State, room: Room, settings: RoomSettings): void {
  const { isLocked = room.isLocked, description = room.description } = settings;
  if (settings.isAnnouncementOnly && !isLocked) throw badRequest('Announcement mode needs a moderated room.');
  if (settings.isPublic && !description) throw badRequest('A public room needs a description.');
  const { title = room.title, isAnnouncementOnly = room.isAnnouncementOnly, isPublic = room.isPublic } = settings;
  const madePublic = room.madePublic ?? (isPublic ? state.timestamp() : undefined);
  Object.assign(room, {
    title,
    description,
    isLocked,
    isAnnouncementOnly,
    isPublic,
    madePublic,
  } satisfies Partial<Room>);
}

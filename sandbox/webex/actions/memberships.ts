import { badRequest, forbidden, notFound, WebexError } from '../errors.ts';
import type { Membership, Person, Room } from '../model.ts';
import type { State } from '../state.ts';
import { announceMembership } from './announce.ts';
import { join, leave } from './rooms.ts';

/** Adds someone to a group room. */
export function addMember(
  state: State,
  actor: Person,
  { room, person, isModerator = false }: { room: Room; person: Person; isModerator?: boolean | undefined },
): Membership {
  if (room.type === 'direct') throw new WebexError(502, 'Add participant failed.');
  if (room.members.has(person)) throw new WebexError(409, 'Person is already in the room.');
  mustModerate(room, actor);
  return join(state, actor, { room, person, isModerator });
}

export interface MembershipSettings {
  readonly isModerator?: boolean | undefined;
  /** Only of direct rooms, and only one's own. */
  readonly isRoomHidden?: boolean | undefined;
}

export function updateMember(
  state: State,
  actor: Person,
  { room, membership }: { room: Room; membership: Membership },
  settings: MembershipSettings,
): void {
  const { isModerator = membership.isModerator, isRoomHidden = membership.isRoomHidden } = settings;
  const changesModerator = isModerator !== membership.isModerator;
  if (changesModerator) mustModerate(room, actor);
  if (isRoomHidden !== membership.isRoomHidden) mustHide(room, actor, membership);
  Object.assign(membership, { isModerator, isRoomHidden } satisfies Partial<Membership>);
  if (changesModerator) announceMembership(state, actor, 'updated', { room, membership });
}

/** One may always leave a group room; others are removed by a moderator where there is one. */
export function removeMember(state: State, actor: Person, room: Room, membership: Membership): void {
  if (!room.members.has(membership.person)) throw notFound('Failed to get membership');
  if (room.type === 'direct') throw forbidden('Nobody leaves a direct room.');
  if (membership.person !== actor) mustModerate(room, actor);
  leave(state, actor, room, membership);
}

function mustHide(room: Room, actor: Person, membership: Membership): void {
  if (room.type === 'group') throw badRequest('Only a direct room can be hidden.');
  if (membership.person !== actor) throw forbidden('A room can only be hidden for oneself.');
}

function mustModerate(room: Room, actor: Person): void {
  if (room.isLocked && !room.members.get(actor)?.isModerator) {
    throw forbidden('Only a moderator may change who is in a moderated room.');
  }
}

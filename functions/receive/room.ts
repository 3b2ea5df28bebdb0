import type { MembershipEnvelope, RoomEnvelope } from '../../src/bridge/envelope.ts';
import { learnRoom } from '../directory/rooms.ts';
import { inRoom } from '../envelopes/message.ts';
import type { RoomNotification } from '../platform/platform.ts';
import type { Services } from '../shared/services.ts';
import type { Session } from '../users/session.ts';
import { aboutMembership } from './membership.ts';

/**
 * The notification does not carry the title: it is asked for, and App Context stays current. For its user, a room that is
 * deleted is a room they are no longer in.
 */
export async function aboutRoom(
  services: Services,
  session: Session,
  { event, room: ref }: RoomNotification,
  digest: string,
): Promise<RoomEnvelope | MembershipEnvelope> {
  if (event === 'deleted') {
    const { personId: id, key } = session.user();
    const left = { about: 'membership', event, room: ref, person: { id, key }, isDirect: false } as const;
    return aboutMembership(services, session, left, digest);
  }
  const room = await learnRoom(services, session, ref);
  return { v: 1, id: `rooms:${event}:${ref.key}:${digest}`, kind: 'room', ...inRoom(room) };
}

import type { MembershipEnvelope } from '../../src/bridge/envelope.ts';
import { findPerson } from '../directory/people.ts';
import { findRoom, forgetRoom } from '../directory/rooms.ts';
import { fromPerson, inRoom } from '../envelopes/message.ts';
import type { MembershipNotification } from '../platform/platform.ts';
import type { Services } from '../shared/services.ts';
import type { Session } from '../users/session.ts';

const CHANGES = { created: 'joined', updated: 'updated', deleted: 'left' } as const;

/** Names the member in the sender's fields. Who leaves is the end of what App Context knows of the room, if it is the user. */
export async function aboutMembership(
  services: Services,
  session: Session,
  { event, room: ref, person, isDirect }: MembershipNotification,
  digest: string,
): Promise<MembershipEnvelope> {
  const member = await findPerson(services, session, person, { anew: event !== 'deleted' });
  const room = await findRoom(services, session, ref, isDirect);
  const user = session.user();
  if (event === 'deleted' && person.key === user.key) await forgetRoom(services, user, ref.key);
  return {
    v: 1,
    id: `memberships:${event}:${ref.key}:${person.key}:${digest}`,
    kind: 'membership',
    ...inRoom(room),
    ...fromPerson(member),
    change: CHANGES[event],
  };
}

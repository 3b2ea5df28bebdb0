import type { RoomEnvelope } from '../../src/bridge/envelope.ts';
import { learnRoom } from '../directory/rooms.ts';
import { inRoom } from '../envelopes/message.ts';
import type { RoomNotification } from '../platform/platform.ts';
import type { Services } from '../shared/services.ts';
import type { Session } from '../users/session.ts';

/** The notification does not carry the title: it is asked for, and App Context stays current. */
export async function aboutRoom(
  services: Services,
  session: Session,
  { event, room: ref }: RoomNotification,
  digest: string,
): Promise<RoomEnvelope> {
  const room = await learnRoom(services, session, ref);
  return { v: 1, id: `rooms:${event}:${ref.key}:${digest}`, kind: 'room', ...inRoom(room) };
}

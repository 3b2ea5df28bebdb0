import type { Envelope } from '../../src/bridge/envelope.ts';
import { findPerson } from '../directory/people.ts';
import { findRoom } from '../directory/rooms.ts';
import { fromPerson, inRoom, messageEnvelope } from '../envelopes/message.ts';
import { isPlatformError } from '../platform/errors.ts';
import type { Message, MessageNotification, Person, Room } from '../platform/platform.ts';
import type { Services } from '../shared/services.ts';
import type { Session } from '../users/session.ts';

export async function aboutMessage(
  services: Services,
  session: Session,
  notification: MessageNotification,
): Promise<Envelope> {
  if (notification.event === 'deleted') return deletion(services, session, notification);
  const message = await fetchMessage(services, session, notification.message.id);
  const sender = await findPerson(services, session, message.person, message.personEmail);
  const room = await findRoom(services, session, message.room, message.isDirect);
  return messageEnvelope(message, titled(room, sender, session), sender);
}

/** The platform may announce a message a moment before it gives it out. */
async function fetchMessage({ platform }: Services, session: Session, messageId: string): Promise<Message> {
  const fetch = () => session.run((token) => platform.message(token, messageId));
  return fetch().catch((error: unknown) => {
    if (isPlatformError(error, 'not-found')) return fetch();
    throw error;
  });
}

/** A direct room without a title is called after the other person. */
const titled = (room: Room, sender: Person, session: Session): Room =>
  room.title === '' && room.isDirect && sender.key !== session.user().key ? { ...room, title: sender.name } : room;

async function deletion(
  services: Services,
  session: Session,
  { message, author, actor, room: ref, isDirect, created }: MessageNotification,
): Promise<Envelope> {
  const sender = await findPerson(services, session, actor);
  const room = await findRoom(services, session, ref, isDirect);
  return {
    v: 1,
    id: `messages:deleted:${message.key}`,
    kind: 'delete',
    ...inRoom(room),
    ...fromPerson(sender),
    externalObj: { id: message.id, roomId: ref.id, personId: author.id, created },
  };
}

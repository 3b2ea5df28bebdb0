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
  const [message, previous] = await fetchMessage(services, session, notification);
  const sender = await findPerson(services, session, message.person, { email: message.personEmail });
  const room = await findRoom(services, session, message.room, message.isDirect);
  const envelope = messageEnvelope(message, titled(room, sender, session), sender);
  if (envelope.kind !== 'message' || !previous) return envelope;
  return { ...envelope, previous: { id: previous.id, created: previous.created } };
}

/** Among these is one that was written a moment ago, and the one before it. */
const NEWEST = 50;

/**
 * The message and the one that stands before it in the room, so that whoever reads the envelopes notices one that is missing
 * or comes out of order. In one call, unless the message is old, or the platform announces it a moment before it lists it.
 */
async function fetchMessage(
  services: Services,
  session: Session,
  { event, message: { id, key }, room }: MessageNotification,
): Promise<readonly [Message, Message | undefined]> {
  if (event === 'created') {
    const newest = await session
      .run((token) => services.platform.messages(token, room.id, { limit: NEWEST }))
      .catch(noneYet);
    const place = newest.findIndex((message) => message.key === key);
    const found = newest[place];
    if (found && (place + 1 < newest.length || newest.length < NEWEST)) return [found, newest[place + 1]];
  }
  const message = await session.run((token) => services.platform.message(token, id));
  return [message, event === 'created' ? await messageBefore(services, session, message) : undefined];
}

/** One call more, for a message behind which many have been written since. It is published whether or not this succeeds. */
async function messageBefore(
  services: Services,
  session: Session,
  { id, room }: Message,
): Promise<Message | undefined> {
  const range = { limit: 1, beforeMessage: id };
  const [before] = await session.run((token) => services.platform.messages(token, room.id, range)).catch(() => []);
  return before;
}

/** Of a room that the platform does not give out yet. */
function noneYet(error: unknown): readonly Message[] {
  if (isPlatformError(error, 'not-found')) return [];
  throw error;
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

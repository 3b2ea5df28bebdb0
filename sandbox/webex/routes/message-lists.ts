import { mayRead, messageOf } from '../actions/messages.ts';
import { findDirectRoom, roomOf } from '../actions/rooms.ts';
import { badRequest, forbidden, noSuchRoom, notFound } from '../errors.ts';
import type { WebexContext } from '../http/context.ts';
import { page } from '../http/pages.ts';
import { readReference } from '../ids.ts';
import type { Message, Person, Room } from '../model.ts';
import type { State } from '../state.ts';
import { messageJson } from '../views.ts';
import { findPerson } from './memberships.ts';

/** When asking for mentions, no more fit into one page. */
const MAX_MENTIONS = 100;

/** Of one room, newest first. There is no way to ask for what came after: clients page back. */
export function listMessages(context: WebexContext, state: State): Response {
  const { person } = context.get('grant');
  const { roomId, mentionedPeople } = context.req.query();
  if (roomId === undefined) throw badRequest("Required String parameter 'roomId' is not present");
  const { room } = roomOf(state, person, roomId);
  if (person.type === 'bot' && room.type === 'group' && mentionedPeople === undefined) {
    throw forbidden('Failed to get messages: a bot must list with mentionedPeople=me.');
  }
  const wanted = mentionedPeople === undefined ? () => true : mentions(person, mentionedPeople);
  const cap = mentionedPeople === undefined ? undefined : MAX_MENTIONS;
  return answer(context, state, older(context, state, room).filter(wanted), cap);
}

/** Of the room that the caller shares with one other person. */
export function listDirect(context: WebexContext, state: State): Response {
  const { person } = context.get('grant');
  const { personId, personEmail } = context.req.query();
  if ((personId === undefined) === (personEmail === undefined)) {
    throw badRequest('Must specify either personId or personEmail.');
  }
  const other = findPerson(state, { personId, personEmail });
  const room = other && findDirectRoom(state, person, other);
  if (!room) throw noSuchRoom();
  return answer(context, state, older(context, state, room));
}

function answer(context: WebexContext, state: State, messages: readonly Message[], cap?: number): Response {
  const { person } = context.get('grant');
  return page(context, state, {
    items: messages.filter((message) => !message.isDeleted && message.unseenReads === 0 && mayRead(person, message)),
    view: (message) => messageJson(state.apiUrl, message),
    defaultMax: 50,
    next: (last) => (last ? { beforeMessage: last.id } : {}),
    cap,
  });
}

/** Newest first, and only what `before`, `beforeMessage` and `parentId` leave. */
function older(context: WebexContext, state: State, room: Room): Message[] {
  const { before, beforeMessage, parentId } = context.req.query();
  const { person } = context.get('grant');
  const time = before === undefined ? Infinity : Date.parse(before);
  if (Number.isNaN(time)) throw badRequest(`Invalid value for before: ${before}`);
  const end = beforeMessage === undefined ? undefined : placeOf(state, room, beforeMessage);
  const parent = parentId === undefined ? undefined : messageOf(state, person, parentId);
  return room.messages
    .slice(0, end)
    .filter((message) => Date.parse(message.created) < time && (!parent || message.parent === parent))
    .toReversed();
}

/** A message that was deleted in the meantime still marks its place. */
function placeOf(state: State, room: Room, id: string): number {
  const message = state.messages.find(id);
  if (message?.room !== room) throw notFound('Unable to get message.');
  return room.messages.indexOf(message);
}

/** Only one's own mentions may be asked for. */
function mentions(person: Person, asked: string): (message: Message) => boolean {
  if (asked !== 'me' && readReference(asked)?.id !== person.id) {
    throw badRequest('Only the mentions of the current user can be listed.');
  }
  return (message) => message.body.mentionedPeople.includes(person);
}

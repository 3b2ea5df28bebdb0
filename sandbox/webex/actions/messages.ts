import { badRequest, forbidden, notFound } from '../errors.ts';
import { keyIn, makeId } from '../ids.ts';
import type { Card, Content, Message, Person, Room, Upload } from '../model.ts';
import type { State } from '../state.ts';
import { announceMessage } from './announce.ts';
import { compose, isEmpty, mustFit, type Writing } from './compose.ts';

const MAX_EDITS = 10;

export interface Draft {
  readonly writing: Writing;
  readonly parentId?: string | undefined;
  readonly files?: readonly Upload[] | undefined;
  readonly attachments?: readonly Card[] | undefined;
}

export function postMessage(state: State, author: Person, room: Room, draft: Draft): Message {
  const { writing, files = [], attachments = [] } = draft;
  mustSaySomething(draft);
  mustBeOpen(room, author);
  const parent = draft.parentId === undefined ? undefined : rootOf(state, room, draft.parentId);
  const body = compose(state, room, writing);
  const created = state.timestamp();
  const id = state.newId('MESSAGE');
  const message: Message = {
    id,
    room,
    author,
    parent,
    files: files.map((file, index) => keep(state, room, file, `${keyIn(id)}/${index}`)),
    attachments,
    created,
    body,
    edits: 0,
    isDeleted: false,
    unseenReads: state.switches.unseenReads,
    keyLost: false,
  };
  room.messages.push(state.messages.add(message));
  room.lastActivity = created;
  author.lastActivity = created;
  for (const membership of room.members.values()) membership.isRoomHidden = false;
  announceMessage(state, author, 'created', message);
  return message;
}

/** Refuses what says nothing, or too much. */
export function mustSaySomething({ writing, files = [], attachments = [] }: Draft): void {
  if (isEmpty(writing) && files.length === 0 && attachments.length === 0) {
    throw badRequest('Both text and file cannot be empty.');
  }
  mustFit(writing);
}

export function editMessage(state: State, editor: Person, message: Message, writing: Writing): void {
  if (message.author !== editor) throw forbidden('Only its author may edit a message.');
  if (message.files.length > 0 || message.attachments.length > 0) {
    throw badRequest('Editing a message with files or attachments is currently unsupported.');
  }
  mustSaySomething({ writing });
  if (message.edits >= MAX_EDITS) throw badRequest('The edit limit of this message has been reached.');
  mustBeOpen(message.room, editor);
  message.body = compose(state, message.room, writing);
  message.edits += 1;
  message.updated = state.timestamp();
  announceMessage(state, editor, 'updated', message);
}

/** One's own; a moderator may remove the messages of others. */
export function deleteMessage(state: State, remover: Person, message: Message): void {
  const { room, author } = message;
  if (author !== remover && !room.members.get(remover)?.isModerator) {
    throw forbidden('Only its author or a moderator may delete a message.');
  }
  message.isDeleted = true;
  for (const file of message.files) state.contents.delete(file);
  announceMessage(state, remover, 'deleted', message);
}

/** The message as this person may read it now. */
export function messageOf(state: State, reader: Person, id: string): Message {
  const message = state.messages.find(id);
  // The real API says so for an unknown id, even on GET.
  if (!message || message.isDeleted) throw notFound('Unable to delete message.');
  if (!message.room.members.has(reader) || !mayRead(reader, message)) throw notFound('Unable to get message.');
  return message;
}

/** A bot reads only what mentions it, except in direct rooms. */
export const mayRead = (reader: Person, message: Message): boolean =>
  reader.type === 'person' ||
  message.room.type === 'direct' ||
  message.author === reader ||
  message.body.mentionedPeople.includes(reader);

/** Threads have one level: a reply is answered by naming its root. */
function rootOf(state: State, room: Room, parentId: string): Message {
  const parent = state.messages.find(parentId);
  if (parent?.room !== room || parent.isDeleted) throw notFound('Unable to find the parent message.');
  if (parent.parent) throw badRequest('The parent of a reply must not be a reply.');
  return parent;
}

function keep(state: State, room: Room, file: Upload, key: string): Content {
  const { scanReads } = state.switches;
  const id = makeId(state.cluster, 'CONTENT', key);
  return state.contents.add({ ...file, id, room, scan: 'clean', scanReads });
}

function mustBeOpen(room: Room, author: Person): void {
  const moderates = room.members.get(author)?.isModerator ?? false;
  if (room.isReadOnly) throw forbidden('The room is read-only.');
  if (room.isAnnouncementOnly && !moderates) throw forbidden('Only moderators may post in an announcement room.');
}

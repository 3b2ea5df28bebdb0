import { z } from 'zod';
import type { Draft } from '../actions/messages.ts';
import { directRoom, roomOf } from '../actions/rooms.ts';
import { badRequest, notFound } from '../errors.ts';
import { readJson } from '../http/body.ts';
import type { WebexContext } from '../http/context.ts';
import type { Person, Room } from '../model.ts';
import type { State } from '../state.ts';
import { findPerson } from './memberships.ts';

const Posting = z.object({
  roomId: z.string().optional(),
  toPersonId: z.string().optional(),
  toPersonEmail: z.string().optional(),
  parentId: z.string().optional(),
  text: z.string().optional(),
  markdown: z.string().optional(),
});

export type Destination = Pick<z.infer<typeof Posting>, 'roomId' | 'toPersonId' | 'toPersonEmail'>;

/** Where to, and what. The draft needs the room, in which its files will be. */
export interface ReadPosting extends Destination {
  draft(room: Room): Promise<Draft>;
}

export async function readPosting(context: WebexContext, _state: State): Promise<ReadPosting> {
  const { parentId, text, markdown, ...to } = await readJson(context, Posting);
  return { ...to, draft: () => Promise.resolve({ writing: { text, markdown }, parentId }) };
}

/** The room that a posting names; a direct one is opened when it does not exist yet, and its answer says to whom. */
export function destination(state: State, author: Person, to: Destination): { room: Room; echo: Destination } {
  const { roomId, toPersonId, toPersonEmail } = to;
  if ([roomId, toPersonId, toPersonEmail].filter(Boolean).length !== 1) {
    throw badRequest('Exactly one of the destination fields must not be empty (roomId, toPersonEmail, toPersonId)');
  }
  if (roomId) return { room: roomOf(state, author, roomId).room, echo: {} };
  const person = findPerson(state, { personId: toPersonId || undefined, personEmail: toPersonEmail });
  if (!person) throw notFound('Could not find the person to write to.');
  return { room: directRoom(state, author, person), echo: { toPersonId, toPersonEmail } };
}

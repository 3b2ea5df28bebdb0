import { z } from 'zod';
import { mustSaySomething, type Draft } from '../actions/messages.ts';
import { directRoom, roomOf } from '../actions/rooms.ts';
import { badRequest, notFound } from '../errors.ts';
import { check, mediaType, readJson } from '../http/body.ts';
import type { WebexContext } from '../http/context.ts';
import type { Person, Room, Upload } from '../model.ts';
import type { State } from '../state.ts';
import { findPerson } from './memberships.ts';
import { fetchUpload, uploadOf } from './uploads.ts';

const Card = z.object({
  contentType: z.literal('application/vnd.microsoft.card.adaptive', 'Only adaptive cards are supported.'),
  content: z.looseObject({ type: z.literal('AdaptiveCard', 'The card is not valid.'), version: z.string() }),
});
const Posting = z.object({
  roomId: z.string().optional(),
  toPersonId: z.string().optional(),
  toPersonEmail: z.string().optional(),
  parentId: z.string().optional(),
  text: z.string().optional(),
  markdown: z.string().optional(),
  files: z
    .array(z.union([z.string(), z.instanceof(File)]))
    .max(1, 'Only one file is allowed per message.')
    .optional(),
  attachments: z.array(Card).max(1, 'Only one attachment is allowed per message.').optional(),
});

type Destination = Pick<z.infer<typeof Posting>, 'roomId' | 'toPersonId' | 'toPersonEmail'>;

/** Where to, and what. */
export interface ReadPosting {
  readonly to: Destination;
  readonly draft: Draft;
}

/** As JSON; or as a form, which can carry the file itself. */
export async function readPosting(context: WebexContext, state: State): Promise<ReadPosting> {
  const { parentId, text, markdown, files = [], attachments, ...to } = await read(context);
  const { roomId, toPersonId, toPersonEmail } = to;
  if ([roomId, toPersonId, toPersonEmail].filter(Boolean).length !== 1) {
    throw badRequest('Exactly one of the destination fields must not be empty (roomId, toPersonEmail, toPersonId)');
  }
  const uploads = await Promise.all(files.map((file) => upload(state, file)));
  const draft = { writing: { text, markdown }, parentId, files: uploads, attachments };
  mustSaySomething(draft);
  return { to, draft };
}

async function read(context: WebexContext): Promise<z.infer<typeof Posting>> {
  const type = mediaType(context);
  if (type !== 'multipart/form-data' && type !== 'application/x-www-form-urlencoded') return readJson(context, Posting);
  const { files, ...fields } = await context.req.parseBody({ all: true });
  return check(files === undefined ? fields : { ...fields, files: [files].flat() }, Posting);
}

async function upload(state: State, file: string | File): Promise<Upload> {
  const { maxFileBytes } = state.switches;
  const uploaded = typeof file === 'string' ? await fetchUpload(file) : await uploadOf(file);
  if (uploaded.bytes.length > maxFileBytes) throw badRequest('The file is too large.');
  return uploaded;
}

/** The room that a posting names; a direct one is opened when it does not exist yet, and its answer says to whom. */
export function destination(state: State, author: Person, to: Destination): { room: Room; echo: Destination } {
  const { roomId, toPersonId, toPersonEmail } = to;
  if (roomId) return { room: roomOf(state, author, roomId).room, echo: {} };
  const person = findPerson(state, { personId: toPersonId || undefined, personEmail: toPersonEmail });
  if (!person) throw notFound('Could not find the person to write to.');
  return { room: directRoom(state, author, person), echo: { toPersonId, toPersonEmail } };
}

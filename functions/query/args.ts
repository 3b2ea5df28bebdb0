import * as v from 'valibot';
import { messageRef, personRef, roomRef } from '../platform/refs.ts';

/** A page of Webex's. */
const MAX_MESSAGES = 50;

const text = v.pipe(v.string(), v.maxLength(500));
const envelopeId = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const limit = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_MESSAGES)), 25);
const messageId = v.optional(
  v.pipe(
    messageRef,
    v.transform(({ id }) => id),
  ),
);

/** A cursor we gave out; never an address elsewhere. */
const pageOf = (resource: string) =>
  v.optional(v.pipe(v.string(), v.maxLength(2000), v.regex(new RegExp(`^/${resource}\\?[\\x21-\\x7e]*$`))));

export const RoomsArgs = v.object({ search: v.optional(text, ''), page: pageOf('rooms') });
export const MessagesArgs = v.object({
  roomId: roomRef,
  before: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  beforeMessage: messageId,
  parentId: messageId,
  limit,
});
export const MembersArgs = v.object({ roomId: roomRef, page: pageOf('memberships') });
export const PersonArgs = v.object({ personId: personRef });
export const PeopleArgs = v.object({ search: v.pipe(text, v.trim(), v.minLength(1)) });
export const ResultArgs = v.object({ envelopeId });
export const StartDirectArgs = v.object({
  envelopeId,
  email: v.pipe(text, v.email()),
  text: v.string(),
  markdown: v.optional(v.string()),
});

export const ArgsSchema = v.variant('query', [
  v.object({ query: v.literal('rooms'), args: RoomsArgs }),
  v.object({ query: v.literal('messages'), args: MessagesArgs }),
  v.object({ query: v.literal('members'), args: MembersArgs }),
  v.object({ query: v.literal('person'), args: PersonArgs }),
  v.object({ query: v.literal('people'), args: PeopleArgs }),
  v.object({ query: v.literal('result'), args: ResultArgs }),
  v.object({ query: v.literal('startDirect'), args: StartDirectArgs }),
  v.object({ query: v.literal('token') }),
  v.object({ query: v.literal('health') }),
  v.object({ query: v.literal('webhook') }),
]);

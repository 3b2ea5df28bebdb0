/** What the app asks `webex-publish` to do, checked. */
import * as v from 'valibot';
import { parseChannel } from '../../src/bridge/channels.ts';
import type { MessageKey, UserKey } from '../../src/bridge/ids.ts';
import type { Draft, MessageRef, RoomRef } from '../platform/platform.ts';
import { messageRef, personRef, roomRef } from '../platform/refs.ts';
import { faultyFields } from '../shared/json.ts';
import type { JsonObject } from '../shared/json.ts';
import { Refused } from '../shared/refusal.ts';

interface RequestBase {
  readonly id: string;
  readonly user: UserKey;
  readonly room: RoomRef;
  readonly earlier: Earlier | undefined;
}

/** An attempt before this one may have done it already. */
export interface Earlier {
  /** Milliseconds since 1970, by another clock: not before. */
  readonly since: number;
  /** Messages that are known to be others. */
  readonly not: readonly MessageKey[];
}

export interface SendRequest extends RequestBase {
  readonly kind: 'message';
  readonly draft: Draft;
}

interface EditRequest extends RequestBase {
  readonly kind: 'edit';
  readonly target: Target;
  readonly draft: Draft;
}

interface DeleteRequest extends RequestBase {
  readonly kind: 'delete';
  readonly target: Target;
}

/** A message of the user's own, as the app knows it. */
interface Target extends MessageRef {
  readonly created: string;
  readonly parentId?: string | undefined;
}

export type ForwardRequest = SendRequest | EditRequest | DeleteRequest;

const parentId = v.optional(
  v.pipe(
    messageRef,
    v.transform(({ id }) => id),
  ),
);
const messageKey = v.pipe(
  messageRef,
  v.transform(({ key }) => key),
);
const since = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => Date.parse(text)),
);
const base = {
  v: v.literal(1),
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  platformChannelId: roomRef,
  senderId: personRef,
  earlier: v.optional(v.object({ since, not: v.array(messageKey) })),
};
const content = { text: v.string(), markdown: v.optional(v.string()) };
const externalObj = v.object({
  id: messageRef,
  roomId: roomRef,
  personId: personRef,
  parentId,
  created: v.string(),
});

const RequestSchema = v.variant('kind', [
  v.object({ ...base, ...content, kind: v.literal('message'), externalObj: v.optional(v.object({ parentId })) }),
  v.object({ ...base, ...content, kind: v.literal('edit'), externalObj }),
  v.object({ ...base, kind: v.literal('delete'), externalObj }),
]);

type Parsed = v.InferOutput<typeof RequestSchema>;

/** Refuses what is incomplete, and what names one account or room in the channel and another in the envelope. */
export function readRequest(channel: string, message: JsonObject): ForwardRequest {
  const parsed = v.safeParse(RequestSchema, message);
  if (!parsed.success) throw badRequest(`Missing or wrong in the envelope: ${faultyFields(parsed.issues)}.`);
  const envelope = parsed.output;
  const place = parseChannel(channel);
  if (place?.user !== envelope.senderId.key || place.room !== envelope.platformChannelId.key) {
    throw badRequest('The envelope belongs to another account or room than its channel.');
  }
  return requestOf(envelope);
}

function requestOf(envelope: Parsed): ForwardRequest {
  const { id, senderId, platformChannelId: room, earlier } = envelope;
  const common = { id, user: senderId.key, room, earlier };
  switch (envelope.kind) {
    case 'message':
      return { ...common, kind: 'message', draft: draftOf(envelope, envelope.externalObj?.parentId) };
    case 'edit':
      return { ...common, kind: 'edit', target: targetOf(envelope), draft: draftOf(envelope) };
    case 'delete':
      return { ...common, kind: 'delete', target: targetOf(envelope) };
  }
}

function draftOf({ text, markdown }: { text: string; markdown?: string | undefined }, parent?: string): Draft {
  if (text.trim() === '' && (markdown ?? '').trim() === '')
    throw badRequest('There is nothing to send: the text is empty.');
  return {
    text,
    ...(markdown === undefined ? {} : { markdown }),
    ...(parent === undefined ? {} : { parentId: parent }),
  };
}

function targetOf({
  externalObj: external,
  senderId,
  platformChannelId,
}: Exclude<Parsed, { kind: 'message' }>): Target {
  if (external.roomId.key !== platformChannelId.key)
    throw badRequest('The message is in another room than its channel.');
  if (external.personId.key !== senderId.key) {
    throw new Refused('refused', 'Only what you wrote yourself can be changed or deleted.');
  }
  return { ...external.id, created: external.created, parentId: external.parentId };
}

const badRequest = (reason: string): Refused => new Refused('bad-request', reason);

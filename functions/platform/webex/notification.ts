/** What Webex posts to a webhook: ids and times only; the text has to be fetched. */
import * as v from 'valibot';
import { keyOf, type UserKey } from '../../../src/bridge/ids.ts';
import { sameDigest } from '../../runtime/digest.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { jsonText } from '../../shared/json.ts';
import type {
  Headers,
  MembershipNotification,
  MessageNotification,
  Notification,
  Notifications,
  RoomNotification,
} from '../platform.ts';
import { messageRef, personRef, roomRef } from '../refs.ts';

export const webexNotifications = (runtime: Runtime): Notifications => ({
  accountOf,
  verify: (headers, rawBody, secret) => verify(runtime, headers, rawBody, secret),
  notification,
});

const OwnerSchema = jsonText(v.object({ createdBy: v.string() }));

function accountOf(rawBody: string): UserKey | undefined {
  const parsed = v.safeParse(OwnerSchema, rawBody);
  return parsed.success ? keyOf(parsed.output.createdBy, 'PEOPLE') : undefined;
}

/**
 * `X-Webex-Signature: SHA-256=<hex>, SHA-512=<hex>` where Webex sends it, else `X-Spark-Signature: <hex HMAC-SHA1>`; over
 * the raw body.
 */
async function verify(runtime: Runtime, headers: Headers, rawBody: string, secret: string): Promise<boolean> {
  const [, sha256] = /(?:^|,)\s*SHA-?256\s*=\s*([0-9a-f]+)/i.exec(headers['x-webex-signature'] ?? '') ?? [];
  if (sha256 !== undefined) return sameDigest(sha256, await runtime.hmac('SHA256', secret, rawBody));
  const sha1 = headers['x-spark-signature'];
  return sha1 !== undefined && sameDigest(sha1.trim(), await runtime.hmac('SHA1', secret, rawBody));
}

const MessageChange = v.pipe(
  v.object({
    resource: v.literal('messages'),
    event: v.picklist(['created', 'updated', 'deleted']),
    actorId: v.optional(personRef),
    data: v.object({
      id: messageRef,
      roomId: roomRef,
      roomType: v.optional(v.string()),
      personId: personRef,
      created: v.optional(v.string(), ''),
    }),
  }),
  v.transform(({ event, actorId, data }): MessageNotification => ({
    about: 'message',
    event,
    room: data.roomId,
    message: data.id,
    author: data.personId,
    actor: actorId ?? data.personId,
    isDirect: data.roomType === 'direct',
    created: data.created,
  })),
);

const RoomChange = v.pipe(
  v.object({
    resource: v.literal('rooms'),
    event: v.picklist(['created', 'updated', 'deleted']),
    data: v.object({ id: roomRef }),
  }),
  v.transform(({ event, data }): RoomNotification => ({ about: 'room', event, room: data.id })),
);

const MembershipChange = v.pipe(
  v.object({
    resource: v.literal('memberships'),
    event: v.picklist(['created', 'updated', 'deleted']),
    data: v.object({ roomId: roomRef, roomType: v.optional(v.string()), personId: personRef }),
  }),
  v.transform(({ event, data }): MembershipNotification => ({
    about: 'membership',
    event,
    room: data.roomId,
    person: data.personId,
    isDirect: data.roomType === 'direct',
  })),
);

const ChangeSchema = jsonText(v.union([MessageChange, RoomChange, MembershipChange]));

function notification(rawBody: string): Notification | undefined {
  const parsed = v.safeParse(ChangeSchema, rawBody);
  return parsed.success ? parsed.output : undefined;
}

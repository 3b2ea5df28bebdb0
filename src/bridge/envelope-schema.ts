/** Parses what arrives on a PubNub channel, once, at the border. */
import * as z from 'zod';
import type { Envelope } from './envelope.ts';
import type { SignInNews } from './sign-in.ts';

const external = z.object({
  id: z.string(),
  roomId: z.string(),
  personId: z.string(),
  parentId: z.string().optional(),
  created: z.string(),
  updated: z.string().optional(),
});

const proof = z.object({ at: z.number(), mac: z.string() });
const base = { v: z.literal(1), id: z.string().min(1), fromPlatform: z.literal('webex'), proof: proof.optional() };
const inRoom = { ...base, platformChannelId: z.string(), channelName: z.string(), isDirect: z.boolean() };
const person = {
  senderId: z.string(),
  senderName: z.string(),
  senderEmail: z.string(),
  senderAvatar: z.string().optional(),
};
const content = {
  text: z.string(),
  html: z.string().optional(),
  markdown: z.string().optional(),
  files: z.array(z.string()).optional(),
  mentions: z.array(z.string()).optional(),
  truncated: z.boolean().optional(),
};
const forwardable = { forwardToPlatform: z.boolean().optional() };

const schema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    ...inRoom,
    ...person,
    ...content,
    ...forwardable,
    externalObj: external.optional(),
    previous: external.pick({ id: true, created: true }).optional(),
  }),
  z.object({ kind: z.literal('edit'), ...inRoom, ...person, ...content, ...forwardable, externalObj: external }),
  z.object({ kind: z.literal('delete'), ...inRoom, ...person, ...forwardable, externalObj: external }),
  z.object({ kind: z.literal('room'), ...inRoom }),
  z.object({ kind: z.literal('membership'), ...inRoom, ...person, change: z.enum(['joined', 'left', 'updated']) }),
  z.object({
    kind: z.literal('account'),
    ...base,
    ...person,
    status: z.enum(['connected', 'signed-out', 'deleted', 'revived']),
    since: z.iso.datetime().optional(),
  }),
]);

const signIn = z.object({
  v: z.literal(1),
  kind: z.literal('sign-in'),
  id: z.string(),
  outcome: z.enum(['connected', 'denied', 'expired', 'replayed', 'refused', 'taken', 'unavailable']),
  reason: z.string(),
  senderId: z.string().optional(),
  senderName: z.string().optional(),
  senderEmail: z.string().optional(),
  senderAvatar: z.string().optional(),
  proof,
});

export type Decoded<T> = { readonly ok: true; readonly content: T } | { readonly ok: false; readonly why: string };

/** Never throws. `why` names the fields at fault, never their content. */
export const decodeEnvelope = (message: unknown): Decoded<Envelope> => decode(schema, message);

/** The same for the outcome of a sign-in. */
export const decodeSignIn = (message: unknown): Decoded<SignInNews> => decode(signIn, message);

function decode<T>(expected: z.ZodType<T>, message: unknown): Decoded<T> {
  const parsed = expected.safeParse(message);
  if (parsed.success) return { ok: true, content: parsed.data };
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  return { ok: false, why: `does not fit version 1: ${fields}` };
}

/** Parses what arrives on a PubNub channel, once, at the border. */
import * as z from 'zod';
import type { Envelope } from './envelope.ts';

const external = z.object({
  id: z.string(),
  roomId: z.string(),
  personId: z.string(),
  parentId: z.string().optional(),
  created: z.string(),
  updated: z.string().optional(),
});

const base = { v: z.literal(1), id: z.string().min(1), fromPlatform: z.literal('webex') };
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
const forwardable = {
  forwardToPlatform: z.boolean().optional(),
  proof: z.object({ at: z.number(), mac: z.string() }).optional(),
};

const schema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    ...inRoom,
    ...person,
    ...content,
    ...forwardable,
    externalObj: external.optional(),
  }),
  z.object({ kind: z.literal('edit'), ...inRoom, ...person, ...content, ...forwardable, externalObj: external }),
  z.object({ kind: z.literal('delete'), ...inRoom, ...person, ...forwardable, externalObj: external }),
  z.object({ kind: z.literal('room'), ...inRoom }),
  z.object({ kind: z.literal('membership'), ...inRoom, ...person, change: z.enum(['joined', 'left', 'updated']) }),
  z.object({ kind: z.literal('account'), ...base, ...person, status: z.enum(['connected', 'signed-out', 'deleted']) }),
]);

export type Decoded = { readonly ok: true; readonly envelope: Envelope } | { readonly ok: false; readonly why: string };

/** Never throws. `why` names the fields at fault, never their content. */
export function decodeEnvelope(message: unknown): Decoded {
  const parsed = schema.safeParse(message);
  if (parsed.success) return { ok: true, envelope: parsed.data };
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  return { ok: false, why: `does not fit version 1: ${fields}` };
}

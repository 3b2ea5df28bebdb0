import * as z from 'zod';
import type { Reply } from '../bridge/model.ts';

/** Messages that a person wrote. Edits and deletions come as subtypes of their own, and are no new messages. */
const WRITTEN = new Set([undefined, 'thread_broadcast', 'file_share', 'me_message']);

const schema = z.object({
  type: z.literal('event_callback'),
  team_id: z.string(),
  event: z.object({
    type: z.literal('message'),
    subtype: z.string().optional(),
    channel: z.string(),
    user: z.string(),
    text: z.string().default(''),
    ts: z.string(),
    thread_ts: z.string(),
    bot_id: z.string().optional(),
    files: z.array(z.unknown()).default([]),
  }),
});

/** The reply inside an event of Slack's; undefined for every other event, and for what an app wrote. */
export function toReply(body: unknown): Reply | undefined {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return undefined;
  const { team_id: team, event } = parsed.data;
  if (event.bot_id !== undefined || !WRITTEN.has(event.subtype) || event.thread_ts === event.ts) return undefined;
  return {
    team,
    channel: event.channel,
    ts: event.ts,
    threadTs: event.thread_ts,
    author: event.user,
    text: event.text,
    fileCount: event.files.length,
  };
}

/** What people write, change and delete in threads, read from what Slack tells of it. */
import * as z from 'zod';
import type { Reply, ReplyDeletion, ReplyEdit, ReplyEvent } from '../bridge/model.ts';
import { fromSlack } from './convert/from-message.ts';

/** Messages that a person wrote. */
const WRITTEN = new Set([undefined, 'thread_broadcast', 'file_share', 'me_message']);

/** A message in a thread, as Slack shows it in events and in histories alike. */
const message = z.object({
  subtype: z.string().optional(),
  user: z.string(),
  text: z.string().default(''),
  ts: z.string(),
  thread_ts: z.string(),
  bot_id: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
  files: z.array(z.unknown()).default([]),
  edited: z.object({ ts: z.string() }).optional().catch(undefined),
});

type Message = z.output<typeof message>;

const base = { type: z.literal('message'), channel: z.string() };
const posted = message.extend(base);
const changed = z.object({
  ...base,
  subtype: z.literal('message_changed'),
  event_ts: z.string(),
  message,
  previous_message: z.object({ text: z.string().default('') }).optional(),
});
const deleted = z.object({
  ...base,
  subtype: z.literal('message_deleted'),
  event_ts: z.string(),
  previous_message: message,
});

const schema = z.object({
  type: z.literal('event_callback'),
  team_id: z.string(),
  event: z.union([changed, deleted, posted]),
});

/** What an event tells of a reply; undefined for every other event, for what an app wrote, and for what is said to Pigdin. */
export function toReplyEvent(body: unknown, isForPigdin?: IsForPigdin): ReplyEvent | undefined {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return undefined;
  const { team_id: team, event } = parsed.data;
  const place = { team, channel: event.channel, isForPigdin };
  if ('message' in event) return toEdit(place, event);
  if ('event_ts' in event) return toDeletion(place, event);
  return replyOf(place, event);
}

/** Whether a text is said to Pigdin itself, and is not to go to Webex. */
export type IsForPigdin = (text: string) => boolean;

type Place = Pick<Reply, 'team' | 'channel'> & { readonly isForPigdin?: IsForPigdin | undefined };

/** Slack tells of a change also when it has unfurled a link: only another text is an edit. */
function toEdit(place: Place, { message: now, previous_message: before, event_ts }: z.output<typeof changed>) {
  const reply = replyOf(place, now);
  const isEdit = before === undefined ? now.edited !== undefined : before.text !== now.text;
  if (!reply || !isEdit) return undefined;
  const { edited: _edited, ...rest } = reply;
  return { ...rest, kind: 'edit', at: event_ts } satisfies ReplyEdit;
}

function toDeletion(place: Place, { previous_message: gone, event_ts }: z.output<typeof deleted>) {
  const reply = replyOf(place, gone);
  if (!reply) return undefined;
  const { team, channel, ts, threadTs, author } = reply;
  return { team, channel, kind: 'delete', ts, threadTs, author, at: event_ts } satisfies ReplyDeletion;
}

/** What stands in a thread's history; undefined where it is no reply of a person. */
export function toReply(place: Place, shown: unknown): Reply | undefined {
  const parsed = message.safeParse(shown);
  return parsed.success ? replyOf(place, parsed.data) : undefined;
}

/** Own posts, and what apps do, are no replies; nor is the first message of a thread. */
function replyOf(place: Place, written: Message) {
  const { subtype, user, text, ts, thread_ts, bot_id, files, edited } = written;
  if (bot_id !== undefined || !WRITTEN.has(subtype) || thread_ts === ts || place.isForPigdin?.(text)) return undefined;
  return {
    team: place.team,
    channel: place.channel,
    kind: 'message',
    ts,
    at: ts,
    threadTs: thread_ts,
    author: user,
    content: fromSlack(written),
    text,
    fileCount: files.length,
    ...(edited === undefined ? {} : { edited: edited.ts }),
  } satisfies Reply;
}

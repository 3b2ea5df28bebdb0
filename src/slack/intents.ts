/** What tells a post of ours from every other: an id in its metadata, by which it is found again after a crash. */
import type { webApi } from '@slack/bolt';
import * as z from 'zod';
import type { Intent, MessageRef } from '../bridge/model.ts';
import { slackReason } from './calls.ts';

const EVENT_TYPE = 'pigdin_post';

export const metadataOf = (intent: string): webApi.MessageMetadata => ({
  event_type: EVENT_TYPE,
  event_payload: { intent },
});

const metadata = z.object({ event_type: z.literal(EVENT_TYPE), event_payload: z.object({ intent: z.string() }) });

/** The id in a post of ours; undefined where the message is none. */
export const intentOf = (message: { readonly metadata?: unknown }): string | undefined =>
  metadata.safeParse(message.metadata).data?.event_payload.intent;

/** The largest page that Slack gives to every app. */
const PAGE = 200;

/** A thread's first message is among the newest of its channel: it was posted right before the end. */
const PAGES_OF_A_CHANNEL = 2;

/** The post of ours with that id; undefined where there is none, or its thread is gone. */
export async function findPost(
  client: webApi.WebClient,
  { id, channel, threadTs, after }: Omit<Intent, 'parts'>,
): Promise<MessageRef | undefined> {
  const pages = threadTs === undefined ? PAGES_OF_A_CHANNEL : Number.POSITIVE_INFINITY;
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const range = { channel, limit: PAGE, include_all_metadata: true, ...(cursor === undefined ? {} : { cursor }) };
    const oldest = after === undefined ? {} : { oldest: after };
    const answer =
      threadTs === undefined
        ? await client.conversations.history(range)
        : await client.conversations.replies({ ...range, ts: threadTs, ...oldest }).catch(goneIsEmpty);
    const found = (answer.messages ?? []).find((message) => intentOf(message) === id);
    if (found?.ts !== undefined) return { channel, ts: found.ts };
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return undefined;
  }
  return undefined;
}

function goneIsEmpty(error: unknown): Pick<webApi.ConversationsRepliesResponse, 'messages' | 'response_metadata'> {
  if (slackReason(error) === 'thread_not_found') return {};
  throw error;
}

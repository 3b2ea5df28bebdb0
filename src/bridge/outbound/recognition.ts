/** Which Webex message is one that was sent from here, where nobody said so. */
import type { EditEnvelope, MessageEnvelope } from '../envelope.ts';
import type { Account, OutboxEntry, OutboxMessage } from '../model.ts';

/** How far the clocks of Slack and Webex may differ. */
const SKEW_MS = 60_000;

/** Whether a message in Webex reads as what was published for this entry, and was written by its author, not before it. */
export function isThatOf(
  entry: OutboxEntry,
  account: Account,
  { senderId, text, externalObj }: MessageEnvelope | EditEnvelope,
): entry is OutboxMessage {
  if (entry.kind !== 'message' || !entry.intent || senderId !== account.personId || !externalObj) return false;
  const isTooOld = Date.parse(externalObj.created) < Number(entry.ts) * 1000 - SKEW_MS;
  return !isTooOld && squeezed(text) === squeezed(entry.intent.content.text);
}

/** Webex rewrites white space. */
const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Which Webex message is one that was sent from here, where nobody said so. */
import { plainText } from '../convert/plain-text.ts';
import { fromWebexMessage } from '../convert/webex-message.ts';
import type { EditEnvelope, MessageEnvelope } from '../envelope.ts';
import type { Account, OutboxEntry } from '../model.ts';
import { contentsIn } from './steps.ts';

/** How far the clocks of Slack and Webex may differ. */
const SKEW_MS = 60_000;

/**
 * The numbers of those messages of an entry as which a message in Webex reads; none where somebody else wrote it, or it is
 * older. Several where they read alike.
 */
export function piecesLike(
  { kind, intent, ts }: OutboxEntry,
  account: Account,
  { senderId, text, html, externalObj }: MessageEnvelope | EditEnvelope,
): number[] {
  if (kind === 'delete' || !intent || senderId !== account.personId || !externalObj) return [];
  if (Date.parse(externalObj.created) < Number(ts) * 1000 - SKEW_MS) return [];
  // Webex may make its own text of the markdown.
  const seen = new Set([squeezed(text), squeezed(plainText(fromWebexMessage({ text, html })))]);
  return contentsIn(intent).flatMap((content, index) => (seen.has(squeezed(content.text)) ? index + 1 : []));
}

/** Webex rewrites white space, may show no strike, and some characters that take no room are ours. */
const squeezed = (text: string): string =>
  text
    .replaceAll(/[\p{Cf}~]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** What is published for Webex. */
import { fromSlack, mentionedUsers } from '../convert/from-slack.ts';
import type { EarlierAttempt, ExternalMessage } from '../envelope.ts';
import { BridgeError } from '../errors.ts';
import type { Account, Content, Link, OutboxEntry, Portal } from '../model.ts';
import type { ThreadClient } from '../ports.ts';
import type { OwnEnvelope } from './ids.ts';

/** As it reads in Webex. A deletion has none. */
export async function contentOf(entry: OutboxEntry, threads: ThreadClient): Promise<Content> {
  if (entry.kind === 'delete') return { text: '' };
  const names = new Map<string, string>();
  for (const user of mentionedUsers(entry.text)) {
    const name = await threads.nameOf(user).catch(unknown);
    if (name !== undefined) names.set(user, name);
  }
  return { text: fromSlack(entry.text, names) };
}

/** Somebody whom Slack does not name is no reason not to send. */
function unknown(error: unknown): undefined {
  if (!(error instanceof BridgeError) || error.retryable) throw error;
}

interface Sending {
  readonly entry: OutboxEntry;
  readonly content: Content;
  readonly account: Account;
  readonly portal: Portal;
  /** What is to be changed or deleted. */
  readonly link: Link | undefined;
  readonly earlier: EarlierAttempt | undefined;
}

export function envelopeOf({ entry, content, account, portal, link, earlier }: Sending): OwnEnvelope {
  const base = {
    v: 1,
    id: entry.id,
    fromPlatform: 'webex',
    platformChannelId: portal.roomId,
    channelName: portal.title,
    isDirect: portal.isDirect,
    senderId: account.personId,
    senderName: account.name,
    senderEmail: account.email,
    forwardToPlatform: true,
    ...(earlier === undefined ? {} : { earlier }),
  } as const;
  switch (entry.kind) {
    case 'message':
      return { ...base, ...content, kind: 'message' };
    case 'edit':
      return { ...base, ...content, kind: 'edit', externalObj: target(link, account, portal) };
    case 'delete':
      return { ...base, kind: 'delete', externalObj: target(link, account, portal) };
  }
}

/** When Webex got it is not known here; Slack got it a moment before. */
function target(link: Link | undefined, { personId }: Account, { roomId }: Portal): ExternalMessage {
  if (!link) throw new BridgeError('unconfirmed', 'There is no Webex message to change');
  return { id: link.webexId, roomId, personId, created: isoOf(link.slack.ts) };
}

/** A `ts` of Slack's as ISO 8601. */
export const isoOf = (ts: string): string => new Date(Number(ts) * 1000).toISOString();

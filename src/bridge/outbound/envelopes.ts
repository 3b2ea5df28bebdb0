/** What is published for Webex. */
import type { EarlierAttempt, ExternalMessage } from '../envelope.ts';
import { BridgeError } from '../errors.ts';
import type { Account, Link, Portal } from '../model.ts';
import type { OwnEnvelope } from './ids.ts';
import type { Step } from './steps.ts';

interface Sending {
  readonly step: Step;
  readonly account: Account;
  readonly portal: Portal;
  /** What is to be changed or deleted. */
  readonly link: Link | undefined;
  readonly earlier: EarlierAttempt | undefined;
}

export function envelopeOf({ step: { id, kind, content }, account, portal, link, earlier }: Sending): OwnEnvelope {
  const base = {
    v: 1,
    id,
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
  switch (kind) {
    case 'message':
      return { ...base, ...content, kind };
    case 'edit':
      return { ...base, ...content, kind, externalObj: target(link, account, portal) };
    case 'delete':
      return { ...base, kind, externalObj: target(link, account, portal) };
  }
}

/** When Webex got it is not known here; Slack got it a moment before. */
function target(link: Link | undefined, { personId }: Account, { roomId }: Portal): ExternalMessage {
  if (!link) throw new BridgeError('unconfirmed', 'There is no Webex message to change');
  return { id: link.webexId, roomId, personId, created: isoOf(link.slack.ts) };
}

/** A `ts` of Slack's as ISO 8601. */
export const isoOf = (ts: string): string => new Date(Number(ts) * 1000).toISOString();

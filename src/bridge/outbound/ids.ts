/** The ids of what is on its way to Webex. Made of what Slack says of it, so that whatever is told twice has one id. */
import type { DeleteEnvelope, EditEnvelope, MessageEnvelope } from '../envelope.ts';
import type { MessageRef, ReplyEvent } from '../model.ts';

const OWN = 'slack';

/** An envelope that this side has published. */
export type OwnEnvelope = MessageEnvelope | EditEnvelope | DeleteEnvelope;

/** Whether an envelope is one that this side has published. */
export function isOwn(envelope: { readonly kind: string; readonly id: string } | undefined): envelope is OwnEnvelope {
  const isKind = envelope?.kind === 'message' || envelope?.kind === 'edit' || envelope?.kind === 'delete';
  return isKind && envelope.id.startsWith(`${OWN}:`);
}

export const messageIdOf = ({ team, channel, ts }: Pick<ReplyEvent, 'team' | 'channel' | 'ts'>): string =>
  `${OWN}:${team}:${channel}:${ts}`;

/** A message is edited often, and deleted once. */
export function entryIdOf(event: ReplyEvent): string {
  const id = messageIdOf(event);
  return event.kind === 'message' ? id : event.kind === 'edit' ? `${id}:edit:${event.at}` : `${id}:delete`;
}

/** What takes several messages in Webex takes as many envelopes. The first has the id of the entry. */
export const stepIdOf = (entryId: string, piece: number): string => (piece === 1 ? entryId : `${entryId}#${piece}`);

interface EntryId {
  readonly entryId: string;
  /** The Slack message that it is about. */
  readonly slack: MessageRef;
  /** Of an edit: when it was made. */
  readonly at: string;
  readonly piece: number;
}

/** Reads the id of an entry, or of an envelope of it. */
export function readId(id: string): EntryId {
  const [entryId = '', piece = '1'] = id.split('#');
  const [, , channel = '', ts = '', , at = ''] = entryId.split(':');
  return { entryId, slack: { channel, ts }, at, piece: Number(piece) };
}

/** A `ts` of Slack's, to the microsecond. */
export const isLater = (one: string, other: string): boolean => Number(one) > Number(other);

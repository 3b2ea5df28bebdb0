/**
 * The envelope: what travels on a PubNub channel. Version 1 keeps the field names of the original project, so that its
 * clients still read it. Pure types and constructors: also bundled into the PubNub Functions. The app parses what arrives
 * with `envelope-schema.ts`.
 */
import type { Proof } from './proof.ts';

/** Ids and times of the message in Webex itself. */
export interface ExternalMessage {
  readonly id: string;
  readonly roomId: string;
  readonly personId: string;
  /** The root of the Webex thread this message answers. */
  readonly parentId?: string | undefined;
  /** ISO 8601. */
  readonly created: string;
  /** ISO 8601; only after an edit. */
  readonly updated?: string | undefined;
}

interface EnvelopeBase {
  readonly v: 1;
  /** Dedupe key: the same event always gets the same id. */
  readonly id: string;
  readonly fromPlatform: 'webex';
  /** Of the app towards the Function, of the Function towards everybody else. Without one an envelope counts for nothing. */
  readonly proof?: Proof | undefined;
}

interface InRoom extends EnvelopeBase {
  /** The full id of the Webex room; its key is in the channel's name. */
  readonly platformChannelId: string;
  /** The room's title; in a direct room the other person's name. */
  readonly channelName: string;
  readonly isDirect: boolean;
}

interface FromPerson extends InRoom {
  /** The full Webex id of who caused it. */
  readonly senderId: string;
  readonly senderName: string;
  readonly senderEmail: string;
  readonly senderAvatar?: string | undefined;
}

interface Content {
  /** Plain text; always there, may be empty when there are only files. */
  readonly text: string;
  /** Webex's HTML, when the message has formatting. */
  readonly html?: string | undefined;
  /** Outbound only: Webex markdown. Webex shows it in place of `text`. */
  readonly markdown?: string | undefined;
  /** Webex content URLs; they need the user's token. */
  readonly files?: readonly string[] | undefined;
  /** Full Webex ids of the people mentioned. */
  readonly mentions?: readonly string[] | undefined;
  /** The text was cut to keep the envelope under PubNub's limit. */
  readonly truncated?: boolean | undefined;
}

/** Only on what the app publishes for Webex. `webex-publish` removes it before anyone sees the envelope. */
interface Forwardable {
  readonly forwardToPlatform?: boolean | undefined;
  readonly earlier?: EarlierAttempt | undefined;
}

/** Says that it may be in Webex already: to be looked for there before it is sent. */
export interface EarlierAttempt {
  /** ISO 8601: it is not older than this. */
  readonly since: string;
  /** Full Webex ids of messages that are known to be others. */
  readonly not: readonly string[];
}

export interface MessageEnvelope extends FromPerson, Content, Forwardable {
  readonly kind: 'message';
  /** Missing only on the way to Webex, where the Function fills it in. */
  readonly externalObj?: ExternalMessage | undefined;
  /** What stood before it in the room when Webex announced it: whoever does not know that one has missed something. */
  readonly previous?: Pick<ExternalMessage, 'id' | 'created'> | undefined;
}

export interface EditEnvelope extends FromPerson, Content, Forwardable {
  readonly kind: 'edit';
  readonly externalObj: ExternalMessage;
}

export interface DeleteEnvelope extends FromPerson, Forwardable {
  readonly kind: 'delete';
  readonly externalObj: ExternalMessage;
}

/** The room's title or state changed. */
export interface RoomEnvelope extends InRoom {
  readonly kind: 'room';
}

export interface MembershipEnvelope extends FromPerson {
  readonly kind: 'membership';
  readonly change: 'joined' | 'left' | 'updated';
}

/** News of the account itself, on the user's account channel. */
export interface AccountEnvelope extends EnvelopeBase {
  readonly kind: 'account';
  readonly status: 'connected' | 'signed-out' | 'deleted' | 'revived';
  /**
   * ISO 8601. Of what happened in Webex from then on, nothing may have been reported; it can be asked for. `revived` always
   * means such a gap, of unknown begin where this is missing; `connected` only where this is there.
   */
  readonly since?: string | undefined;
  readonly senderId: string;
  readonly senderName: string;
  readonly senderEmail: string;
  readonly senderAvatar?: string | undefined;
}

export type Envelope =
  | MessageEnvelope
  | EditEnvelope
  | DeleteEnvelope
  | RoomEnvelope
  | MembershipEnvelope
  | AccountEnvelope;

/** What the app publishes for Webex. */
export type ForwardEnvelope = MessageEnvelope | EditEnvelope | DeleteEnvelope;

/** PubNub takes 32 KiB of URL, payload and headers together; this leaves room for all but the payload. */
export const MAX_ENVELOPE_BYTES = 24 * 1024;

/** Why `webex-publish` did not send: the JSON text it gives to `request.abort`, which the publisher reads back. */
export interface Refusal {
  readonly code: RefusalCode;
  /** A sentence for the author. */
  readonly reason: string;
  /** Whether the same envelope may be published again. */
  readonly retryable: boolean;
  readonly retryAfterSeconds?: number | undefined;
}

export type RefusalCode =
  | 'bad-request'
  | 'bad-proof'
  | 'not-connected'
  | 'signed-out'
  | 'not-in-room'
  | 'read-only'
  | 'too-long'
  | 'rate-limited'
  | 'refused'
  | 'unavailable';

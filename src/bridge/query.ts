/**
 * What the app asks of `webex-query` and what it is answered. Pure: also bundled into the PubNub Functions.
 *
 * A query is posted as JSON to `QUERY_PATH` behind the address of the Functions, with a `proof` over `proofText(QUERY_PATH,
 * proof.at, query)`. It expires after `QUERY_LIFETIME_MS` and works once: a retry is signed anew.
 */
import type { ChannelLayout } from './channels.ts';
import type { Envelope, ExternalMessage, Refusal } from './envelope.ts';
import type { UserKey } from './ids.ts';
import type { Proof } from './proof.ts';

export const QUERY_PATH = 'webex/query';
export const QUERY_LIFETIME_MS = 60_000;

/** Ids are Webex's whole ids. `page` is the `next` of the answer before. */
export interface QueryArgs {
  readonly rooms: { readonly search?: string; readonly page?: string };
  readonly messages: MessagesArgs;
  readonly members: { readonly roomId: string; readonly page?: string };
  readonly person: { readonly personId: string };
  /** An e-mail address, or how a name begins. */
  readonly people: { readonly search: string };
  readonly result: { readonly envelopeId: string };
  readonly startDirect: StartDirectArgs;
  readonly token: Readonly<Record<string, never>>;
  /** For `npm run doctor`, as `webhook` is. Any account will do: nobody's token is used. */
  readonly health: Readonly<Record<string, never>>;
  readonly webhook: Readonly<Record<string, never>>;
}

export type QueryName = keyof QueryArgs;

export interface Query<Name extends QueryName> {
  /** Random: two queries are never the same text. */
  readonly id: string;
  /** Whose token is used. */
  readonly account: UserKey;
  readonly query: Name;
  readonly args: QueryArgs[Name];
  readonly proof: Proof;
}

interface MessagesArgs {
  readonly roomId: string;
  /** ISO 8601. */
  readonly before?: string;
  readonly beforeMessage?: string;
  /** Only the replies to this message. */
  readonly parentId?: string;
  /** 1 to 50; 25 unless told. */
  readonly limit?: number;
}

interface StartDirectArgs {
  /** Dedupe key: the same one never posts twice. */
  readonly envelopeId: string;
  readonly email: string;
  readonly text: string;
  readonly markdown?: string;
}

export interface RoomInfo {
  readonly id: string;
  readonly title: string;
  readonly isDirect: boolean;
  /** ISO 8601: when somebody last wrote there. Only in the answer of `rooms`. */
  readonly lastActivity?: string | undefined;
}

export interface PersonInfo {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly avatar?: string | undefined;
}

/** The body of an answer with status 200. */
export interface Answers {
  /** The most recently used first. A page may be empty and still name a next. */
  readonly rooms: { readonly rooms: readonly RoomInfo[]; readonly next?: string | undefined };
  /** Newest first, as `message` and `edit` envelopes. `more`: go on with `beforeMessage` of the last one. */
  readonly messages: { readonly envelopes: readonly Envelope[]; readonly more: boolean };
  readonly members: { readonly members: readonly PersonInfo[]; readonly next?: string | undefined };
  readonly person: { readonly person: PersonInfo };
  /** Those whom Webex lets the user find: by address only in their own organisation. */
  readonly people: { readonly people: readonly PersonInfo[] };
  /** Without `externalObj` nothing is known to be sent under this id. */
  readonly result: { readonly externalObj?: ExternalMessage | undefined };
  readonly startDirect: { readonly room: RoomInfo; readonly externalObj: ExternalMessage };
  /** The user's own access token. Keep it in memory only. */
  readonly token: { readonly accessToken: string; readonly expiresAt?: number | undefined };
  readonly health: Health;
  readonly webhook: WebhookHealth;
}

/** How the Functions are set up. Never a secret's value. */
export interface Health {
  readonly layout: ChannelLayout;
  readonly webexApiUrl: string;
  /** Missing where the Functions know it neither from their settings nor from PubNub. */
  readonly functionsUrl?: string | undefined;
  /** Of the Webex integration; no secret, it stands in every link to Webex's sign-in page. Missing where the vault has none. */
  readonly clientId?: string | undefined;
  /** Whether the vault has the integration's secret. */
  readonly clientSecret: boolean;
  /** A sentence of what Webex has against this client; missing where it was reached and knows id and secret. */
  readonly webexTrouble?: string | undefined;
  /** By PubNub's clock, in milliseconds since 1970. */
  readonly now: number;
  /** When `webex-interval` last ran, by the same clock. Missing where it never did. */
  readonly intervalAt?: number | undefined;
}

/** How an account's webhook stands at Webex, and a notification to try it with. */
interface WebhookHealth {
  /** `missing`: Webex has none of ours that reports everything to the address of the Functions. */
  readonly state: 'active' | 'disabled' | 'missing';
  /** Where it must report to. */
  readonly targetUrl: string;
  /** Missing where the user is in no room. */
  readonly rehearsal?: Rehearsal | undefined;
}

/**
 * A notification as Webex would post it, signed with the webhook's secret: that a room was changed. It is true enough: whoever
 * gets it looks the room up, and says what it is called now.
 */
interface Rehearsal {
  readonly room: RoomInfo;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The body of every other answer. */
export interface QueryRefusal {
  readonly refusal: Refusal;
}

/**
 * What Pigdin asks of a chat platform. Webex is the first implementation; nothing outside it knows Webex's JSON.
 * Every method that talks to the platform rejects with a PlatformError.
 */
import type { MessageKey, RoomKey, UserKey } from '../../src/bridge/ids.ts';
import type { Page } from '../runtime/runtime.ts';

export interface Platform {
  /** For sentences. */
  readonly name: string;

  me(token: string): Promise<Person>;
  person(token: string, personId: string): Promise<Person>;
  /** At most 85; those that are not found are left out. */
  people(token: string, personIds: readonly string[]): Promise<readonly Person[]>;
  /** Those whose name begins so, or with that address, as far as the platform lets this user find them. */
  findPeople(token: string, by: { readonly email: string } | { readonly name: string }): Promise<readonly Person[]>;
  room(token: string, roomId: string): Promise<Room>;
  /** The user's rooms, the most recently used first. A page may be empty and still name a next. */
  rooms(token: string, page?: string): Promise<Page<Room>>;
  members(token: string, roomId: string, page?: string): Promise<Page<Person>>;
  message(token: string, messageId: string): Promise<Message>;
  /** Newest first. */
  messages(token: string, roomId: string, range: MessageRange): Promise<readonly Message[]>;
  /** The newest messages of the user's direct room with somebody, newest first. */
  directMessages(token: string, email: string): Promise<readonly Message[]>;

  send(token: string, roomId: string, draft: Draft): Promise<Message>;
  /** Makes the direct room where there is none yet. */
  sendDirect(token: string, email: string, draft: Draft): Promise<Message>;
  edit(token: string, roomId: string, messageId: string, draft: Draft): Promise<Message>;
  delete(token: string, messageId: string): Promise<void>;

  /** Rejects with `unauthorized` where the platform does not take the code. */
  redeem(client: ClientCredentials, grant: CodeGrant): Promise<Tokens>;
  /** Rejects with `unauthorized` where the sign-in has ended for good. */
  refresh(client: ClientCredentials, refreshToken: string): Promise<Tokens>;

  webhooks(token: string): Promise<readonly Webhook[]>;
  /** Makes the platform report everything that its user sees. */
  createWebhook(token: string, webhook: WebhookDraft): Promise<Webhook>;
  /** Also revives one that the platform has disabled. */
  updateWebhook(token: string, webhookId: string, webhook: WebhookDraft): Promise<Webhook>;
  deleteWebhook(token: string, webhookId: string): Promise<void>;
}

/** What the platform posts to a webhook. Apart from Platform: only one Function needs it, and each has its limit of 64 KB. */
export interface Notifications {
  /** Whose webhook this is; undefined for what is no notification. To be trusted only after `verify`. */
  accountOf(rawBody: string): UserKey | undefined;
  /** Whether the notification was signed with the webhook's secret. */
  verify(headers: Headers, rawBody: string, secret: string): Promise<boolean>;
  /** Undefined for a notification that means nothing to us. */
  notification(rawBody: string): Notification | undefined;
}

/** Makes a notification as the platform would post it to the creator's webhook with this secret: that the room was changed. */
export type Rehearse = (creator: PersonRef, room: RoomRef, secret: string) => Promise<SignedNotification>;

/** Lowercase names. */
export type Headers = Readonly<Record<string, string>>;

export interface PersonRef {
  /** The platform's whole id. */
  readonly id: string;
  readonly key: UserKey;
}

export interface RoomRef {
  readonly id: string;
  readonly key: RoomKey;
}

export interface MessageRef {
  readonly id: string;
  readonly key: MessageKey;
}

export interface Person extends PersonRef {
  readonly name: string;
  readonly email: string;
  readonly avatar?: string | undefined;
}

export interface Room extends RoomRef {
  /** May be empty. */
  readonly title: string;
  readonly isDirect: boolean;
  /** ISO 8601: when somebody last wrote there; undefined where the platform did not say. */
  readonly lastActivity?: string | undefined;
}

export interface Message extends MessageRef {
  readonly room: RoomRef;
  readonly isDirect: boolean;
  readonly person: PersonRef;
  readonly personEmail: string;
  readonly parentId?: string | undefined;
  readonly text: string;
  readonly html?: string | undefined;
  readonly markdown?: string | undefined;
  readonly files?: readonly string[] | undefined;
  readonly mentions?: readonly string[] | undefined;
  /** ISO 8601. */
  readonly created: string;
  readonly updated?: string | undefined;
}

interface MessageRange {
  readonly limit: number;
  /** ISO 8601. */
  readonly before?: string | undefined;
  readonly beforeMessage?: string | undefined;
  /** Only the replies to this message. */
  readonly parentId?: string | undefined;
}

export interface Draft {
  readonly text: string;
  /** Shown in place of the text, where the platform can. */
  readonly markdown?: string | undefined;
  readonly parentId?: string | undefined;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds since 1970; undefined where the platform did not say. */
  readonly accessExpiresAt?: number | undefined;
  readonly refreshExpiresAt?: number | undefined;
}

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** What an OAuth redirect brought, and what it was asked for with. */
interface CodeGrant {
  readonly code: string;
  readonly redirectUri: string;
  /** PKCE's. */
  readonly verifier: string;
}

export interface WebhookDraft {
  readonly name: string;
  readonly targetUrl: string;
  readonly secret: string;
}

export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly targetUrl: string;
  /** False when it reports only a part of what its user sees. */
  readonly reportsAll: boolean;
  readonly active: boolean;
}

interface SignedNotification {
  readonly headers: Headers;
  readonly body: string;
}

export type Notification = MessageNotification | RoomNotification | MembershipNotification;

interface NotificationBase {
  readonly room: RoomRef;
}

export interface MessageNotification extends NotificationBase {
  readonly about: 'message';
  readonly event: 'created' | 'updated' | 'deleted';
  readonly message: MessageRef;
  readonly author: PersonRef;
  /** Who did it: an administrator may delete what somebody else wrote. */
  readonly actor: PersonRef;
  readonly isDirect: boolean;
  readonly created: string;
}

export interface RoomNotification extends NotificationBase {
  readonly about: 'room';
  readonly event: 'created' | 'updated' | 'deleted';
}

export interface MembershipNotification extends NotificationBase {
  readonly about: 'membership';
  readonly event: 'created' | 'updated' | 'deleted';
  readonly person: PersonRef;
  readonly isDirect: boolean;
}

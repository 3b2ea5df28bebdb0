/** What the server of the page and its client tell each other. Types only: both sides import them. */
import type { SlackBlock } from './slack-shown.ts';

/** A row of what the page shows, found again by its key. */
interface Row {
  readonly key: string;
}

export interface WebexPerson extends Row {
  readonly name: string;
  readonly picture: string;
  /** Somebody in Slack has the same address, so it is the same human being. */
  readonly isInSlack: boolean;
}

export interface WebexRoom extends Row {
  /** A direct room is called as its two people. */
  readonly title: string;
  readonly isDirect: boolean;
  /** Keys of people, in the order in which they joined. */
  readonly members: readonly string[];
}

export interface WebexMessage extends Row {
  readonly room: string;
  readonly person: string;
  readonly name: string;
  readonly picture: string;
  readonly text: string;
  readonly files: number;
  /** Whom it answers, in a thread of Webex. */
  readonly answers?: string;
  /** ISO 8601. */
  readonly created: string;
  readonly isEdited: boolean;
  /** Written in Slack and sent as this person by Pigdin. */
  readonly isFromSlack: boolean;
}

/** One line of PubNub's traffic, in the order in which it happened. */
export type TrafficLine = TrafficEnvelope | FunctionRun | Loss;

export interface TrafficEnvelope extends Row {
  readonly type: 'envelope';
  /** ISO 8601. */
  readonly at: string;
  readonly direction: 'from-webex' | 'to-webex' | 'account';
  /**
   * `message`, `edit` and so on; `echo` for a message of ours that Webex reports back; what happens to an account;
   * `unknown` for what is no envelope.
   */
  readonly kind: string;
  readonly channel: string;
  readonly room?: string;
  readonly sender?: string;
  readonly text?: string;
}

export interface FunctionRun extends Row {
  readonly type: 'function';
  readonly name: string;
  readonly outcome: 'ok' | 'refused' | 'failed';
  /** Why it refused or failed, or what. */
  readonly detail?: string;
  readonly ms: number;
}

interface Loss extends Row {
  readonly type: 'loss';
  readonly detail: string;
}

export interface SlackUser extends Row {
  readonly name: string;
  readonly picture: string;
}

export interface SlackChannel extends Row {
  /** With `#` for a channel; the other person's name for a direct message. */
  readonly name: string;
  readonly isDirect: boolean;
  /** Keys of users. */
  readonly members: readonly string[];
}

export interface SlackMessage extends Row {
  readonly channel: string;
  readonly ts: string;
  /** The parent's `ts`, of a reply. */
  readonly threadTs?: string;
  readonly name: string;
  readonly picture: string;
  /** Posted by the app, under whatever name. */
  readonly isApp: boolean;
  readonly body: readonly SlackBlock[];
  readonly files: readonly string[];
  readonly reactions: readonly SlackReaction[];
  readonly isEdited: boolean;
  readonly isDeleted: boolean;
  /** Key of the one user who sees it. */
  readonly onlyFor?: string;
}

export interface SlackReaction {
  /** Without colons. */
  readonly name: string;
  readonly emoji: string;
  /** Names of those who reacted. */
  readonly by: readonly string[];
  /** Pigdin's mark on a reply. */
  readonly means?: 'sent' | 'not sent';
}

/** A form before a user, drawn over everything else. */
export interface SlackModal extends Row {
  readonly user: string;
  readonly title: string;
  /** Undefined: there is nothing to send. */
  readonly submit?: string;
  readonly close: string;
  readonly body: readonly SlackBlock[];
}

/** What the app published for a user. Its key is the user's. */
export interface SlackHome extends Row {
  readonly body: readonly SlackBlock[];
}

/** In the menu of every message. */
export interface SlackShortcut extends Row {
  readonly label: string;
}

/** One of the services that run here, and have a column each. */
export interface Service extends Row {
  readonly key: 'webex' | 'pubnub' | 'slack';
}

/** Everything the page shows. */
export interface Tables {
  readonly services: readonly Service[];
  readonly people: readonly WebexPerson[];
  readonly rooms: readonly WebexRoom[];
  readonly webexMessages: readonly WebexMessage[];
  readonly traffic: readonly TrafficLine[];
  readonly users: readonly SlackUser[];
  readonly channels: readonly SlackChannel[];
  readonly slackMessages: readonly SlackMessage[];
  /** The one opened last comes last. */
  readonly modals: readonly SlackModal[];
  readonly homes: readonly SlackHome[];
  readonly shortcuts: readonly SlackShortcut[];
}

/** A row that is new or different, or the key of one that is gone. */
export type Change = {
  [Name in keyof Tables]:
    | { readonly table: Name; readonly row: Tables[Name][number] }
    | { readonly table: Name; readonly gone: string };
}[keyof Tables];

/** The events of `GET /events`, with their data: first everything, then what changes. */
export interface PageEvents {
  readonly snapshot: Tables;
  readonly changes: readonly Change[];
}

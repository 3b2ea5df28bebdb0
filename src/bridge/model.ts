/** The nouns of the bridge, as the store holds them. */
import type { Document } from './convert/document.ts';
import type { RoomKey, UserKey } from './ids.ts';
import type { SignInOutcome } from './sign-in.ts';

/** One Webex user connected by one Slack user. The OAuth tokens live in PubNub's KV store, never here. */
export interface Account {
  readonly user: UserKey;
  /** The full Webex id of the person. */
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  /** URL of the picture in Webex. */
  readonly avatar?: string | undefined;
  /** The Slack workspace and user that this account belongs to. */
  readonly team: string;
  readonly slackUser: string;
  /** The Slack channel in which threads are opened: the user's direct message with Pigdin unless they chose another. */
  readonly home: string;
  /** Webex no longer takes the tokens: messages wait until the user signs in again. */
  readonly signedOut?: boolean | undefined;
  /** ISO 8601: what was written before is not mirrored. Missing for accounts of earlier versions. */
  readonly connectedAt?: string | undefined;
}

/** A Webex person or space as named in one place; enough to open a thread for it. */
export interface Room {
  readonly room: RoomKey;
  readonly roomId: string;
  readonly title: string;
  readonly isDirect: boolean;
}

/** A message in Slack. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** A room of an account, and the Slack thread that mirrors it. */
export interface Portal extends Room {
  readonly user: UserKey;
  /** The thread's first message. */
  readonly thread: MessageRef;
  /** Where the room was mirrored before. Replies there still reach it. */
  readonly formerThreads?: readonly MessageRef[] | undefined;
  /** ISO 8601: when something last crossed here. */
  readonly lastActivity: string;
  /** Messages of others since the owner last wrote here. */
  readonly unread?: number | undefined;
  /** ISO 8601: what was written before is not mirrored here. */
  readonly since?: string | undefined;
  /** The newest post in the thread, by Slack's clock: whatever is posted later has a larger one. */
  readonly lastTs?: string | undefined;
  /** The newest replies of the owner that went to Webex from here. */
  readonly sent?: readonly SentReply[] | undefined;
}

/** A reply, and the thread it stands in. */
interface SentReply extends MessageRef {
  readonly threadTs: string;
}

/** One Webex message and the Slack message that mirrors it; either may be the original. */
export interface Link {
  readonly user: UserKey;
  readonly room: RoomKey;
  /** The full Webex id of the message. */
  readonly webexId: string;
  /** The full Webex id of who wrote it; missing where the account's owner did, from Slack. */
  readonly personId?: string | undefined;
  readonly slack: MessageRef;
  readonly origin: 'webex' | 'slack';
  /** Of what was written in Slack: the newest edit there that was dealt with, by Slack's clock. */
  readonly edited?: string | undefined;
  /** What was written in Slack, and deleted there, is deleted in Webex too. */
  readonly deleted?: boolean | undefined;
  /** Of what was written in Slack and takes several messages in Webex: the number of this one, where it is not the first. */
  readonly piece?: number | undefined;
  /** ISO 8601: the newest edit that is shown. */
  readonly updated?: string | undefined;
  /** Who wrote it and how it begins, for whoever answers it. */
  readonly name?: string | undefined;
  readonly excerpt?: string | undefined;
}

/** What was about to be posted in Slack: after a crash Slack is asked for it before anything is posted again. */
export interface Intent {
  /** Stands in the metadata of the post. */
  readonly id: string;
  readonly channel: string;
  /** Missing for the first message of a thread. */
  readonly threadTs?: string | undefined;
  /** By Slack's clock: it cannot be older. */
  readonly after?: string | undefined;
  /** The Webex messages in it; none in the first message of a thread. */
  readonly parts: readonly Part[];
}

/** One Webex message in a Slack post, or a piece of one that is too long for one post. */
export interface Part {
  /** The full Webex id of the message; of further pieces with their number behind it. */
  readonly webexId: string;
  /** The full Webex id of who wrote it. */
  readonly personId: string;
  readonly ghost: Ghost;
  readonly content: Document;
  /** ISO 8601: when it was written. */
  readonly at: string;
}

/** What stands in a Slack post of several parts, so that one of them can be changed. */
export interface MergedPost {
  readonly parts: readonly Part[];
}

/** Files of a Webex message that are on their way into a Slack thread. */
export interface FileIntent {
  /** They follow this message, or the last piece of it. */
  readonly webexId: string;
  /** Of Webex; those that are left. */
  readonly urls: readonly string[];
  readonly thread: MessageRef;
  /** The upload of the first that is left, once Slack gave it an id: it may stand in the thread already. */
  readonly upload?: string | undefined;
}

/** Older messages that a long catch-up did not show; a button shows them. */
export interface Gap {
  readonly id: string;
  readonly user: UserKey;
  readonly room: RoomKey;
  /** ISO 8601: they were written after this, */
  readonly after: string;
  /** and before this Webex message. */
  readonly before: string;
}

/** How a Webex person appears on Slack. */
interface Ghost {
  readonly name: string;
  readonly avatar?: string | undefined;
}

/** What happened to what a Slack user wrote in a thread. */
interface ReplyBase extends MessageRef {
  readonly team: string;
  readonly threadTs: string;
  readonly author: string;
  /** When it happened, by Slack's clock, in the form of a `ts`. */
  readonly at: string;
}

interface Written {
  /** Missing only in rows of earlier versions. */
  readonly content?: Document | undefined;
  /** Slack's mrkdwn, as the event carried it. */
  readonly text: string;
  readonly fileCount: number;
}

/** What a Slack user wrote in a thread. */
export interface Reply extends ReplyBase, Written {
  readonly kind: 'message';
  /** When it was changed last, where it was before anybody told of it. */
  readonly edited?: string | undefined;
}

/** Its author changed it. */
export interface ReplyEdit extends ReplyBase, Written {
  readonly kind: 'edit';
}

/** It was deleted. */
export interface ReplyDeletion extends ReplyBase {
  readonly kind: 'delete';
}

export type ReplyEvent = Reply | ReplyEdit | ReplyDeletion;

interface Queued {
  /** Also the envelope's id, so that the Function can tell a repetition. */
  readonly id: string;
  readonly user: UserKey;
  readonly room: RoomKey;
  /** Written before it is published: from then on it may be in Webex, though nobody here knows. */
  readonly intent?: SendIntent | undefined;
  /** The message that told its author of a failure, while it is tried again. */
  readonly notice?: MessageRef | undefined;
}

export interface SendIntent {
  /** ISO 8601: the first attempt. */
  readonly at: string;
  /**
   * What is published, one Webex message each; also a later attempt publishes this, so that it is found in Webex. None for a
   * deletion.
   */
  readonly contents?: readonly Content[] | undefined;
  /** The same in rows of earlier versions. */
  readonly content?: Content | undefined;
}

/** What is sent to Webex. */
export interface Content {
  readonly text: string;
  /** Webex markdown. Webex shows it in place of `text`. */
  readonly markdown?: string | undefined;
}

export type OutboxMessage = Reply & Queued;
export type OutboxEdit = ReplyEdit & Queued;
export type OutboxDeletion = ReplyDeletion & Queued;

/** A reply, or what happened to it, on its way to Webex; written down before Slack's event is acknowledged. */
export type OutboxEntry = OutboxMessage | OutboxEdit | OutboxDeletion;

/** An entry that could not be delivered; its author was told and may retry it. */
export type ParkedEntry = OutboxEntry & {
  readonly reason: string;
  /** ISO 8601. */
  readonly parkedAt: string;
  /** It was changed since, when it may have been sent already: that follows once it is known. */
  readonly next?: OutboxEdit | undefined;
};

/** What whoever runs Pigdin wants done with a parked entry. */
export interface Wish {
  readonly id: string;
  readonly verb: 'retry' | 'drop';
}

/** A sign-in that was begun: who asked, and where they are to be told. */
export interface PendingSignIn {
  readonly id: string;
  readonly team: string;
  readonly slackUser: string;
  /** Where threads shall be opened, when the user said so. */
  readonly home?: string | undefined;
  /** Where the answer with the button can be replaced; good for half an hour. */
  readonly responseUrl?: string | undefined;
  /** The outcomes that the user has been told of. */
  readonly told?: readonly SignInOutcome[] | undefined;
}

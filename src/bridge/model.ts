/** The nouns of the bridge, as the store holds them. */
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
}

/** How a Webex person appears on Slack. */
export interface Ghost {
  readonly name: string;
  readonly avatar?: string | undefined;
}

/** What a Slack user wrote in a thread. */
export interface Reply extends MessageRef {
  readonly team: string;
  readonly threadTs: string;
  readonly author: string;
  /** Slack's mrkdwn, as the event carried it. */
  readonly text: string;
  readonly fileCount: number;
}

/** A reply on its way to Webex, written down before Slack's event is acknowledged. */
export interface OutboxEntry extends Reply {
  /** Also the envelope's id, so that the Function can tell a repetition. */
  readonly id: string;
  readonly user: UserKey;
  readonly room: RoomKey;
}

/** A reply that could not be delivered; its author was told and may retry it. */
export interface ParkedEntry extends OutboxEntry {
  readonly reason: string;
  /** The message that told the author, once it is posted. */
  readonly notice?: MessageRef | undefined;
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

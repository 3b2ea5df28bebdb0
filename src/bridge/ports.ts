/** What the core needs of the two sides. Implemented in `pubnub.ts` and in `src/slack/`, and by fakes in tests. */
import type { PubNubChannel } from './channels.ts';
import type { Document } from './convert/document.ts';
import type { Envelope, ForwardEnvelope } from './envelope.ts';
import type { Answers, QueryArgs, QueryName } from './query.ts';
import type { SignInNews } from './sign-in.ts';
import type { UserKey } from './ids.ts';
import type { Account, Intent, MessageRef, OutboxEntry, Part, Reply, Room } from './model.ts';

/** What PubNub delivered. */
export interface Delivery {
  readonly channel: string;
  /** 17 digits; a string, because it does not fit a number. */
  readonly timetoken: string;
  /** Undefined when it has no proof or did not parse: it is skipped, but it moves the cursor. */
  readonly envelope: Envelope | SignInNews | undefined;
}

/** A Webex user who was set up in PubNub, but need not be connected to a Slack user. */
export interface RegisteredUser {
  readonly user: UserKey;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly avatar?: string | undefined;
}

/** The Webex side, through PubNub. */
export interface RoomClient {
  /** Hear of these users' rooms from now on, or from the timetoken on when nothing was followed yet. */
  follow(users: readonly UserKey[], from?: string): void;
  /** Resolves once the Function has sent it to Webex. Throws a BridgeError that says whether to try again. */
  forward(channel: PubNubChannel, envelope: ForwardEnvelope): Promise<void>;
  /** The newest envelopes of a channel, oldest first. */
  history(channel: PubNubChannel, count: number): Promise<Envelope[]>;
  /** PubNub's clock. */
  time(): Promise<string>;
  /** How many messages PubNub has kept on these channels after a timetoken, by channel; those without any are left out. */
  missed(channels: readonly PubNubChannel[], after: string): Promise<ReadonlyMap<string, number>>;
  /** All envelopes that PubNub has kept on a channel after a timetoken, oldest first. */
  since(channel: PubNubChannel, after: string): Promise<Envelope[]>;
  /**
   * Publishes a message of our own and waits until it comes back. Resolves with the milliseconds that took; rejects where
   * it cannot be published, or does not come back.
   */
  roundTrip(): Promise<number>;
  /** For a connection that is heard no more, though nobody said so. */
  reconnect(): void;
  findUser(email: string): Promise<RegisteredUser | undefined>;
  /** Has a user's tokens, webhook and names removed. What the app itself knows goes when the news of it comes back. */
  removeUser(personId: string): Promise<void>;
}

/** Questions about what a user sees at Webex, answered by `webex-query`. Throws a BridgeError. */
export interface Queries {
  ask<Name extends QueryName>(account: UserKey, query: Name, args: QueryArgs[Name]): Promise<Answers[Name]>;
}

/** A sentence with one button that opens an address. */
export interface Invitation {
  readonly text: string;
  readonly button: string;
  readonly url: string;
}

/** Who is in a room. */
export interface People {
  readonly names: readonly string[];
  /** False where there are more. */
  readonly isAll: boolean;
}

/** What the first message of a thread shows. */
export interface Card extends Room {
  /** Missing where Webex has not told yet. */
  readonly people?: People | undefined;
  readonly isMuted: boolean;
  /** The room goes on in another thread: a link to it, or nothing where there is none. */
  readonly movedTo?: string | undefined;
}

/** A sentence with a button behind which there is more. */
export interface Note {
  readonly text: string;
  readonly button: string;
  /** What the button's listener gets. */
  readonly value: string;
}

/** What goes into one Slack post. */
export interface Post {
  /** Stands in the post's metadata, by which it is found again. */
  readonly intent: string;
  /** At least one; several in the order in which they were written. */
  readonly parts: readonly Part[];
}

export interface Posted {
  readonly slack: MessageRef;
  readonly parts: readonly Part[];
}

/** Where replies may have been missed. */
export interface Unheard {
  readonly team: string;
  readonly channel: string;
  /** The first messages of the threads that count. */
  readonly threads: readonly string[];
  /** Those of them that are read whatever Slack says of their latest reply: something may have been deleted there. */
  readonly suspects: readonly string[];
  /** By Slack's clock: only what is newer. */
  readonly since: string;
}

/** Between two replies in a thread. */
export interface Between {
  readonly team: string;
  readonly channel: string;
  readonly threadTs: string;
  readonly after: string;
  readonly upTo: string;
}

/** What was read in one thread: everything that people wrote there since, oldest first. */
export interface ThreadReplies {
  readonly threadTs: string;
  readonly replies: readonly Reply[];
}

/** A file on its way: its bytes come as they are asked for, and are never all in memory. */
export interface OpenFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The files of Webex. */
export interface WebexFiles {
  /**
   * Waits while Webex scans it.
   * @param token the user's own
   * @throws BridgeError whose `userMessage` says why it cannot be had
   */
  open(token: string, url: string): Promise<OpenFile>;
}

/** The Slack side. Every method queues per channel, waits out rate limits and throws a BridgeError. */
export interface ThreadClient {
  /** The channel of the user's direct message with Pigdin. */
  directChannel(slackUser: string): Promise<string>;
  /** Changes the first message of a thread. */
  showCard(thread: MessageRef, card: Card): Promise<void>;
  /** The address of a message; undefined where it is gone. */
  linkTo(message: MessageRef): Promise<string | undefined>;
  /** Posts the first message of a room's thread. @param intent stands in its metadata */
  open(account: Account, room: Room, intent: string): Promise<MessageRef>;
  /**
   * Posts in a thread when the turn of its channel has come. Only then it asks what, and asks anew where Slack told it to
   * wait: more may have come. Where it is not known whether a post arrived, it looks before it posts again.
   * @param next undefined when nothing is left to post
   */
  post(thread: MessageRef, next: () => Promise<Post | undefined>): Promise<Posted | undefined>;
  /** Whether one post holds these. */
  fits(parts: readonly Part[]): boolean;
  /** The post that an intent led to; undefined where it led to none. */
  find(intent: Omit<Intent, 'parts'>): Promise<MessageRef | undefined>;
  /**
   * Shows these parts in place of what the post holds.
   * @param isShared whether it held several: then its author's name is several people's, and each part says whose it is
   */
  edit(message: MessageRef, parts: readonly Part[], isShared: boolean): Promise<void>;
  /** What a message in a thread says; undefined where it is gone. */
  read(thread: MessageRef, message: MessageRef): Promise<Document | undefined>;
  remove(message: MessageRef): Promise<void>;
  /** Shows on the author's own message that it reached Webex. */
  markSent(message: MessageRef): Promise<void>;
  /** Marks the author's message as not sent, and says why beside it, with a button to retry. */
  tellFailed(entry: OutboxEntry, reason: string): Promise<MessageRef>;
  /**
   * Shows a file in a thread, below what stands there. Resolves when it is to be seen.
   * @param told is told the id of the upload before it can be seen: see `isShared`
   */
  upload(thread: MessageRef, file: OpenFile, told: (upload: string) => Promise<void>): Promise<void>;
  /** Whether an upload is to be seen in a thread. */
  isShared(thread: MessageRef, upload: string): Promise<boolean>;
  /** Takes the failure back after a successful retry. */
  clearFailed(entry: OutboxEntry, notice: MessageRef | undefined): Promise<void>;
  /** Pigdin itself says something in a thread, in place of what it said there where it has. */
  note(thread: MessageRef, words: string | Note, inPlaceOf?: MessageRef): Promise<MessageRef>;
  /** Tells one person something that only they can see, in a thread. */
  whisper(to: string, thread: MessageRef, text: string): Promise<void>;
  /** Says something to a user, in their direct message with Pigdin, or in place of an earlier answer. */
  tell(slackUser: string, words: string | Invitation, inPlaceOf?: string): Promise<void>;
  /** The address for which Slack vouches; undefined where it does not tell it. */
  emailOf(slackUser: string): Promise<string | undefined>;
  /** Reads the threads in which something was written since. */
  repliesSince(where: Unheard): Promise<ThreadReplies[]>;
  /** What people wrote between two replies, oldest first. Undefined where Slack cannot be asked at once: nobody waits for it. */
  repliesBetween(where: Between): Promise<Reply[] | undefined>;
  /** The name by which people know a Slack user. */
  nameOf(slackUser: string): Promise<string>;
}

/**
 * What a workspace is made of. Messages, files and views are kept in Slack's own JSON, because that is how they leave
 * again; people and channels are kept in our words and written out by `web-api/json.ts`.
 */

/** Block Kit as JSON. `block-kit/` checks it; nothing else looks inside by field. */
export interface Block {
  readonly type: string;
  readonly block_id?: string;
  readonly [field: string]: unknown;
}

export interface User {
  readonly id: string;
  readonly teamId: string;
  /** The handle, e.g. `uma`. */
  readonly name: string;
  readonly realName: string;
  readonly displayName: string;
  readonly email?: string;
  readonly image: string;
  readonly tz: string;
  readonly tzOffset: number;
  /** Only bot users. */
  readonly botId?: string;
  readonly isGuest: boolean;
  isDeleted: boolean;
}

export type ChannelKind = 'public' | 'private' | 'im' | 'mpim';

export interface Channel {
  readonly id: string;
  readonly kind: ChannelKind;
  name: string;
  readonly members: Set<string>;
  readonly created: number;
  readonly creator: string;
  /** Shared with another organisation by Slack Connect. */
  readonly isExtShared: boolean;
  isArchived: boolean;
  topic: string;
  purpose: string;
  /** Oldest first, replies and tombstones too. */
  readonly messages: Message[];
}

interface Reaction {
  readonly name: string;
  readonly users: string[];
}

interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

/** A message as Slack stores it. Fields follow the wire. */
export interface Message {
  readonly type: 'message';
  subtype?: string;
  user?: string;
  readonly bot_id?: string;
  readonly app_id?: string;
  readonly bot_profile?: object;
  readonly username?: string;
  readonly icons?: { readonly emoji?: string; readonly image_48?: string };
  text: string;
  readonly ts: string;
  thread_ts?: string;
  readonly team?: string;
  readonly client_msg_id?: string;
  blocks?: readonly Block[];
  attachments?: readonly object[];
  files?: readonly (SlackFile | DeletedFile)[];
  readonly upload?: boolean;
  metadata?: Metadata;
  edited?: { readonly user: string; readonly ts: string };
  reactions?: Reaction[];
  /** A reply that was also sent to the channel. Not on the wire. */
  readonly isBroadcast?: boolean;
  /** The app itself gave `rich_text` blocks. Not on the wire. */
  hasRichText?: boolean;
  hidden?: boolean;
  readonly inviter?: string;
  readonly topic?: string;
}

/** Seen by one person only; not part of the channel's history. */
export interface Ephemeral {
  readonly channel: string;
  /** Who sees it. */
  readonly viewer: string;
  readonly ts: string;
  readonly thread_ts?: string;
  text: string;
  blocks?: readonly Block[];
  isDeleted: boolean;
}

/** The part of a file that Slack's API shows. */
export interface SlackFile {
  readonly id: string;
  readonly created: number;
  readonly timestamp: number;
  name: string;
  title: string;
  readonly mimetype: string;
  readonly filetype: string;
  readonly pretty_type: string;
  readonly user: string;
  readonly size: number;
  readonly mode: 'hosted';
  readonly is_external: false;
  is_public: boolean;
  readonly url_private: string;
  readonly url_private_download: string;
  readonly permalink: string;
  readonly channels: string[];
  readonly groups: string[];
  readonly ims: string[];
  shares?: { public?: Record<string, object[]>; private?: Record<string, object[]> };
  [field: string]: unknown;
}

/** What a message keeps of a deleted file. */
interface DeletedFile {
  readonly id: string;
  readonly mode: 'tombstone';
}

export interface View {
  readonly id: string;
  readonly team_id: string;
  readonly type: 'modal' | 'home';
  readonly blocks: readonly Block[];
  readonly private_metadata: string;
  readonly callback_id: string;
  readonly external_id: string;
  readonly hash: string;
  readonly state: { readonly values: Record<string, Record<string, unknown>> };
  readonly title?: object;
  readonly submit?: object | null;
  readonly close?: object | null;
  readonly clear_on_close: boolean;
  readonly notify_on_close: boolean;
  readonly root_view_id: string;
  readonly previous_view_id: string | null;
  readonly app_id: string;
  readonly app_installed_team_id: string;
  readonly bot_id: string;
}

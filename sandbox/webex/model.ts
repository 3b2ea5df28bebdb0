/** What the stand-in remembers. The JSON that clients see is made of it in `views.ts`. Times are ISO 8601. */

export type RoomType = 'direct' | 'group';
export type PresenceStatus = 'active' | 'call' | 'DoNotDisturb' | 'inactive' | 'meeting' | 'OutOfOffice' | 'unknown';

export interface Person {
  readonly id: string;
  readonly orgId: string;
  readonly type: 'person' | 'bot';
  readonly emails: readonly string[];
  readonly displayName: string;
  readonly avatar?: string | undefined;
  readonly created: string;
  readonly status: PresenceStatus;
  lastActivity?: string | undefined;
}

export interface Membership {
  readonly person: Person;
  readonly created: string;
  isModerator: boolean;
  isRoomHidden: boolean;
}

export interface Room {
  /** Changes when the room moves to another region. */
  id: string;
  readonly type: RoomType;
  readonly creator: Person;
  readonly created: string;
  /** Empty in a direct room: each of the two sees the other's name. */
  title: string;
  lastActivity: string;
  isLocked: boolean;
  isAnnouncementOnly: boolean;
  isReadOnly: boolean;
  isPublic: boolean;
  madePublic?: string | undefined;
  description?: string | undefined;
  /** The key service lost the room's key: its title cannot be read. */
  keyLost: boolean;
  readonly members: Map<Person, Membership>;
  /** Oldest first, with those deleted: a client may be paging from one of them. */
  readonly messages: Message[];
}

/** What a message says, in each of the forms in which Webex returns it. */
export interface MessageBody {
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  /** Only of messages posted as markdown through the API. */
  readonly markdown?: string | undefined;
  readonly mentionedPeople: readonly Person[];
  readonly mentionedGroups: readonly string[];
}

export interface Card {
  readonly contentType: string;
  readonly content: unknown;
}

export interface Message {
  readonly id: string;
  readonly room: Room;
  readonly author: Person;
  readonly parent?: Message | undefined;
  readonly files: readonly Content[];
  readonly attachments: readonly Card[];
  readonly created: string;
  body: MessageBody;
  updated?: string | undefined;
  edits: number;
  isDeleted: boolean;
  /** So many reads still answer 404: Webex's storage lags behind its webhooks. */
  unseenReads: number;
  /** The key service lost the message's key: what it says cannot be read. */
  keyLost: boolean;
}

export type ScanState = 'clean' | 'scanning' | 'infected' | 'unscannable';

/** A file as its author hands it over. */
export interface Upload {
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A file of a message. */
export interface Content extends Upload {
  readonly id: string;
  readonly room: Room;
  scan: ScanState;
  /** So many reads still answer 423 before the scan is through. */
  scanReads: number;
}

export type Resource = 'messages' | 'memberships' | 'rooms' | 'attachmentActions';
export type EventName = 'created' | 'updated' | 'deleted' | 'migrated';

export interface Webhook {
  readonly id: string;
  readonly resource: Resource | 'all';
  readonly event: EventName | 'all';
  readonly filter?: string | undefined;
  readonly creator: Person;
  readonly appId: string;
  readonly created: string;
  name: string;
  targetUrl: string;
  secret?: string | undefined;
  status: 'active' | 'inactive';
  /** When deliveries failed, in milliseconds; only what still counts. */
  failures: number[];
  /** In milliseconds. */
  disabledAt?: number | undefined;
  /** Activated again soon after it was disabled: the next failure disables it at once. */
  onProbation: boolean;
}

export interface AttachmentAction {
  readonly id: string;
  readonly message: Message;
  readonly person: Person;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly created: string;
}

/** An app registered at Webex, on whose behalf tokens are issued. */
export interface Integration {
  /** The `appId` of its webhooks. */
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
}

/** What happened to a resource, for the webhooks that want to hear of it. */
export interface ResourceEvent {
  readonly resource: Resource;
  readonly event: EventName;
  readonly actor: Person;
  /** Whose webhooks may hear of it. */
  readonly audience: readonly Person[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly message?: Message;
}

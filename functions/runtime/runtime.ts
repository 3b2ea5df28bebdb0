/** All that a Function may use of the world, so that the same logic runs in PubNub, in the sandbox and in unit tests. */
export interface Runtime {
  readonly kv: KeyValue;
  readonly http: Http;
  readonly objects: Objects;
  readonly log: Log;
  /** Undefined where the vault does not have it. */
  secret(name: SecretName): Promise<string | undefined>;
  publish(channel: string, message: object): Promise<void>;
  /** Lowercase hex. */
  hmac(algorithm: HmacAlgorithm, key: string, text: string): Promise<string>;
  /** Lowercase hex. */
  sha256(text: string): Promise<string>;
  uuid(): string;
  /** Milliseconds since 1970. */
  now(): number;
}

export type SecretName = 'PIGDIN_SECRET' | 'PIGDIN_SETTINGS' | 'WEBEX_CLIENT_ID' | 'WEBEX_CLIENT_SECRET';
type HmacAlgorithm = 'SHA1' | 'SHA256';

/** Eventually consistent: a read may be stale. Only `increment` is atomic. */
export interface KeyValue {
  /** Null or undefined where there is nothing. */
  get(key: string): Promise<unknown>;
  set(key: string, value: object, ttlMinutes: number): Promise<void>;
  remove(key: string): Promise<void>;
  /** Adds one and gives the new count; a counter starts at 0 and shares no keys with the values. */
  increment(key: string): Promise<number>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lowercase names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Rejects when there is no answer at all. */
export type Http = (url: string, request: HttpRequest) => Promise<HttpAnswer>;

/** PubNub's App Context. */
export interface Objects {
  /** Undefined where there is none, and where it cannot be read. */
  user(id: string): Promise<UserMetadata | undefined>;
  setUser(id: string, change: UserChange): Promise<void>;
  removeUser(id: string): Promise<void>;
  /** Undefined where there is none, and where it cannot be read. */
  channel(name: string): Promise<ChannelMetadata | undefined>;
  setChannel(name: string, change: ChannelChange): Promise<void>;
  removeChannel(name: string): Promise<void>;
  join(userId: string, channels: readonly string[]): Promise<void>;
  leave(userId: string, channels: readonly string[]): Promise<void>;
  /** The channels of a user; at most 100 a page. */
  memberships(userId: string, page?: string): Promise<Page<string>>;
  /** The users of a channel. */
  members(channel: string, limit: number, page?: string): Promise<Page<string>>;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined on the last. */
  readonly next: string | undefined;
}

/** What we put into an entry of App Context, to know it again as ours. */
export interface EntryProof {
  readonly proofAt?: number | undefined;
  readonly proofMac?: string | undefined;
}

export interface UserMetadata {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly profileUrl?: string | undefined;
  readonly type?: string | undefined;
  readonly status?: string | undefined;
  readonly custom?: EntryProof | undefined;
}

export interface ChannelMetadata {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly custom?: EntryProof | undefined;
}

/** Null erases what is there; what is left out stays. */
type Change<Metadata> = { readonly [Field in Exclude<keyof Metadata, 'custom'>]?: Metadata[Field] | null } & {
  readonly custom?: Readonly<Record<string, string | number>> | null;
};
export type UserChange = Change<UserMetadata>;
export type ChannelChange = Change<ChannelMetadata>;

/** Facts are codes, numbers and keys: never a token, a secret or what somebody wrote. */
type Log = (what: string, facts?: Readonly<Record<string, string | number | boolean>>) => void;

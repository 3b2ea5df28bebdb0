/** What happened inside the sandbox's PubNub. Tests wait for these entries; the page shows them live. */
export type PubNubEntry = PublishEntry | SubscribeEntry | FunctionEntry | FunctionLogEntry | DroppedEntry;

/** A message that PubNub accepted, as subscribers see it: after the Functions. */
export interface PublishEntry {
  readonly type: 'publish';
  readonly kind: 'message' | 'signal';
  readonly channel: string;
  readonly message: unknown;
  readonly meta: unknown;
  readonly timetoken: string;
  /** The uuid that the publisher gave itself. */
  readonly publisher: string;
  readonly stored: boolean;
  /** False for a fire: Functions see it, subscribers do not. */
  readonly delivered: boolean;
}

interface SubscribeEntry {
  readonly type: 'subscribe';
  readonly channels: readonly string[];
  readonly uuid: string;
  /** The cursor the client resumes from; undefined for a first request. */
  readonly timetoken: string | undefined;
}

export type Trigger = 'BEFORE_PUBLISH' | 'ON_REQUEST' | 'ON_INTERVAL';

/** How often one execution called each kind of module. */
export interface CallCounts {
  readonly xhr: number;
  readonly kv: number;
  readonly vault: number;
  readonly pubnub: number;
  readonly publish: number;
}

/** One execution of a Function. */
export interface FunctionEntry {
  readonly type: 'function';
  readonly name: string;
  readonly trigger: Trigger;
  /** The channel or the path that set it off; undefined for an interval. */
  readonly on: string | undefined;
  readonly outcome: 'ok' | 'abort' | 'error' | 'answered';
  readonly calls: CallCounts;
  /** The HTTP status it answered with, for an On Request. */
  readonly status: number | undefined;
  /** What it threw, which limit it broke, or why it refused. */
  readonly error: string | undefined;
  readonly ms: number;
}

/** A line a Function wrote to its console. */
interface FunctionLogEntry {
  readonly type: 'function-log';
  readonly name: string;
  readonly level: string;
  readonly line: string;
}

/** Something that PubNub loses without telling anyone. */
interface DroppedEntry {
  readonly type: 'dropped';
  readonly reason:
    /** More than the queue holds, or older, when a subscriber came back. */
    | 'queue'
    /** The chain of Functions was too long. */
    | 'hops'
    /** A Function went on working after its handler had ended. */
    | 'late-call'
    /** A test asked for it. */
    | 'fault';
  readonly what: string;
  readonly count: number;
}

/** A message on its way to subscribers, in the names of PubNub's wire protocol. */
export interface WireEnvelope {
  /** Shard. */
  readonly a: string;
  /** Flags. */
  readonly f: number;
  /** Absent for a message, 1 for a signal, 2 for an App Context event. */
  readonly e?: number;
  /** The publisher's uuid. */
  readonly i: string;
  readonly p: { readonly t: string; readonly r: number };
  readonly k: string;
  readonly c: string;
  readonly d: unknown;
  /** The publisher's meta. */
  readonly u?: unknown;
  readonly cmt?: string;
  /** The subscription that matched; the SDK discards what it did not subscribe to. */
  readonly b?: string;
}

/** Any number but 0, which the SDK's event engine takes for an invalid cursor. */
export const REGION = 12;

/**
 * The steps at which a crash would hurt most, each with a name. Nothing happens at them, until a test build puts a function
 * in place that ends the process there: see docs/reliability.md. Nothing here reads the environment.
 */
export type CrashPoint =
  /** An envelope was heard; nothing is written yet. */
  | 'inbound:received'
  /** It is written down what is about to be posted in Slack. */
  | 'inbound:intended'
  /** The post stands in Slack; nothing here knows it. */
  | 'inbound:posted'
  /** The Link is written; the cursor still stands before it. */
  | 'inbound:linked'
  /** The cursor has moved past it. */
  | 'inbound:advanced'
  /** It is written down that a thread is about to be opened. */
  | 'thread:intended'
  /** The thread stands in Slack; nothing here knows it. */
  | 'thread:opened'
  /** The Portal is written. */
  | 'thread:saved'
  /** A reply is in the journal; Slack has no acknowledgement yet. */
  | 'outbound:journaled'
  /** It is written down that a reply is about to be sent. */
  | 'outbound:intended'
  /** PubNub took the reply, so Webex may have it; its id is not known here. */
  | 'outbound:published'
  /** Webex's id is known; nothing is written. */
  | 'outbound:settled'
  /** The Link is written; the reply is still in the journal. */
  | 'outbound:linked'
  /** The room goes on; the author of the reply sees no mark yet. */
  | 'outbound:done'
  /** A reply was set aside; its author is not told yet. */
  | 'outbound:parked';

export const crashPoints: { reached(point: CrashPoint): void } = { reached: () => undefined };

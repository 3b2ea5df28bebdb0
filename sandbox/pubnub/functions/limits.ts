/** What PubNub allows one execution of a Function, per PubNub's API limits of September 2026. */
export interface Limits {
  readonly xhr: number;
  readonly kv: number;
  readonly vault: number;
  /** Calls of PubNub's API other than publish and fire. */
  readonly pubnub: number;
  /** Publish, fire and signal together. */
  readonly publish: number;
  /** How many Functions may run one after another, each set off by the one before. */
  readonly hops: number;
  readonly executionMs: number;
  readonly xhrTimeoutMs: number;
  readonly bundleBytes: number;
  /** Lines a Function may write until it is deployed anew. */
  readonly consoleLines: number;
  readonly consoleLineBytes: number;
}

export const LIMITS: Limits = {
  xhr: 5,
  kv: 10,
  vault: 10,
  pubnub: 10,
  publish: 10,
  hops: 3,
  executionMs: 10_000,
  xhrTimeoutMs: 10_000,
  bundleBytes: 64 * 1024,
  consoleLines: 250,
  consoleLineBytes: 1024,
};

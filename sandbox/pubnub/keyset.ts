/** The keys of one PubNub keyset. */
export interface Keyset {
  readonly publishKey: string;
  readonly subscribeKey: string;
  /** Signs requests with full rights. */
  readonly secretKey: string;
}

/** Readable, so that nobody takes them for real ones. */
export const DEMO_KEYSET: Keyset = {
  publishKey: 'pub-c-sandbox-0000-0000-0000-000000000000',
  subscribeKey: 'sub-c-sandbox-0000-0000-0000-000000000000',
  secretKey: 'sec-c-sandbox-only-no-secret-at-all',
};

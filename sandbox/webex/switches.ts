/** Ways of the real service that no document settles, and faults that are no matter of one request. May change at any time. */
export interface Switches {
  /** How an edit is announced: no document of Webex says. */
  editNotification: 'updated' | 'created' | 'none';
  /** `bare`: webhook data without `parentId`, `files`, mentions and `updated`, which no document promises. */
  webhookData: 'full' | 'bare';
  /** How often a failed delivery is tried again; no document says that it ever is. */
  webhookRetries: number;
  /** When a delivery without an answer counts as failed. */
  webhookTimeoutMs: number;
  /** Documented are 14 days less one second for one kind of tokens, and 64 799 s for another. */
  accessTokenLifetimeS: number;
  /** `rotated`: a refresh token is good once, as some believe; one live observation says that it stays. */
  refreshTokens: 'kept' | 'rotated';
  /** The next so many list answers are empty, yet have a next page. */
  emptyPages: number;
  /** No list answer is longer, whatever `max` says. */
  pageCap: number;
  /** So many reads of each message posted from now on answer 404 first. */
  unseenReads: number;
  /** So many reads of each file posted from now on answer 423 first. */
  scanReads: number;
  /** Of one file. */
  maxFileBytes: number;
  /** Requests per minute and person before 429; the real numbers are not published. */
  requestsPerMinute: number;
}

export const DEFAULT_SWITCHES: Switches = {
  editNotification: 'updated',
  webhookData: 'full',
  webhookRetries: 0,
  webhookTimeoutMs: 10_000,
  accessTokenLifetimeS: 1_209_599,
  refreshTokens: 'kept',
  emptyPages: 0,
  pageCap: 1000,
  unseenReads: 0,
  scanReads: 0,
  maxFileBytes: 100 * 1024 * 1024,
  requestsPerMinute: Infinity,
};

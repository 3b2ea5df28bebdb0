/** Slack's waits, in milliseconds. Tests shorten them; the defaults are the documented ones. */
export interface Timing {
  /** For an acknowledgement. */
  readonly ackMs: number;
  /** Before each retry of an event: at once, after a minute, after five. */
  readonly retryDelaysMs: readonly number[];
  /** Between WebSocket pings from Slack. A connection that leaves one unanswered until the next is cut. */
  readonly pingMs: number;
  /** A Socket Mode connection is asked to reconnect after this. */
  readonly connectionMs: number;
  /** The warning comes so long before. */
  readonly warningMs: number;
  /** Between an upload's completion and its message: Slack scans files first. */
  readonly fileShareMs: number;
}

export const DOCUMENTED_TIMING: Timing = {
  ackMs: 3_000,
  retryDelaysMs: [0, 60_000, 300_000],
  pingMs: 10_000,
  connectionMs: 18_060_000,
  warningMs: 10_000,
  fileShareMs: 50,
};

/** A trigger may be exchanged once within this time. */
export const TRIGGER_LIFETIME_MS = 3_000;
/** A response_url takes `RESPONSE_URL_USES` posts within this time. */
export const RESPONSE_URL_LIFETIME_MS = 30 * 60_000;
export const RESPONSE_URL_USES = 5;

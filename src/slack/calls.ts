/** How the app calls Slack: in order per channel, waiting out rate limits, and told in the bridge's own errors. */
import { setTimeout as wait } from 'node:timers/promises';
import { webApi } from '@slack/bolt';
import pRetry from 'p-retry';
import { BridgeError, describeError } from '../bridge/errors.ts';
import type { Log } from '../bridge/log.ts';
import { Sequence } from '../bridge/sequence.ts';

/** Slack lets about one message a second into a channel, counted over all its threads: one queue each. */
export class Calls {
  readonly #sequence = new Sequence();
  readonly #stopped = new AbortController();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * Runs a call after those before it in the same lane. A rate limit holds up its lane and no other; where Slack cannot
   * be reached it tries until `stop`.
   */
  run<T>(lane: string, call: () => Promise<T>): Promise<T> {
    return this.#sequence.run(lane, () =>
      pRetry(() => this.#attempt(lane, call), {
        retries: Infinity,
        minTimeout: 500,
        maxTimeout: 30_000,
        randomize: true,
        signal: this.#stopped.signal,
        shouldRetry: ({ error }) => error instanceof BridgeError && error.retryable,
        onFailedAttempt: ({ error }) => {
          const again = error instanceof BridgeError && error.retryable;
          this.#log.warn({ lane, error: describeError(error) }, `${error.message}${again ? '; trying again' : ''}`);
        },
      }),
    );
  }

  /** Ends waiting calls with an error. */
  stop(): void {
    this.#stopped.abort(new BridgeError('slack-unreachable', 'Pigdin is stopping', { retryable: true }));
  }

  async #attempt<T>(lane: string, call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof webApi.WebAPIRateLimitedError)) throw slackError(error);
        this.#log.info({ lane, seconds: error.retryAfter }, 'Slack asks to wait');
        await wait(error.retryAfter * 1000, undefined, { signal: this.#stopped.signal });
      }
    }
  }
}

/** Whether Slack has certainly not done what it was asked for. */
export const isRefusal = (error: unknown): boolean => {
  if (error instanceof webApi.WebAPIRateLimitedError) return true;
  const reason = slackReason(error);
  return reason !== undefined && !TEMPORARY.has(reason);
};

/** What Slack says of a channel that takes no messages of ours any more. */
const CHANNEL_CLOSED = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'no_permission',
]);
const THREAD_GONE = new Set(['thread_not_found', 'message_not_found', 'cannot_reply_to_message']);
const TEMPORARY = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

/** Slack's own words for an error, such as `channel_not_found`; undefined when Slack did not answer. */
export function slackReason(error: unknown): string | undefined {
  const cause = error instanceof BridgeError ? error.cause : error;
  return cause instanceof webApi.WebAPIPlatformError ? cause.data.error : undefined;
}

function slackError(error: unknown): BridgeError {
  const reason = slackReason(error);
  if (reason === undefined) {
    return new BridgeError('slack-unreachable', 'Slack could not be reached', { cause: error, retryable: true });
  }
  const code = THREAD_GONE.has(reason)
    ? 'thread-gone'
    : CHANNEL_CLOSED.has(reason)
      ? 'channel-closed'
      : 'slack-refused';
  return new BridgeError(code, `Slack refused: ${reason}`, { cause: error, retryable: TEMPORARY.has(reason) });
}

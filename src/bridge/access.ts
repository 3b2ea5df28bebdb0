/** A token for PubNub's Access Manager, renewed ahead of its end. */
import pRetry from 'p-retry';
import { describeError } from './errors.ts';
import type { Log } from './log.ts';

/** Minutes. */
export const TOKEN_TTL = 60;

const RENEW_MS = 0.75 * TOKEN_TTL * 60_000;

export interface AccessToken {
  /** Resolves when the first token is in use. */
  readonly ready: Promise<void>;
  stop(): void;
}

/** Gets a token and puts it to use, again and again. Where none can be had, it tries on: the one in use may still be good. */
export function keepToken(grant: () => Promise<string>, use: (token: string) => void, log: Log): AccessToken {
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  async function renew(): Promise<void> {
    const token = await pRetry(grant, {
      retries: Infinity,
      maxTimeout: 30_000,
      signal: stopped.signal,
      onFailedAttempt: ({ error }) =>
        log.warn({ error: describeError(error) }, 'PubNub gives no access token; trying again'),
    });
    use(token);
    timer = setTimeout(() => void renew().catch(ignoreStop), RENEW_MS);
  }

  return {
    ready: renew(),
    stop() {
      clearTimeout(timer);
      stopped.abort();
    },
  };
}

/** The only end that `renew` has besides success. */
const ignoreStop = (): undefined => undefined;

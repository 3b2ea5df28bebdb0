import pRetry from 'p-retry';
import { BridgeError, describeError } from './errors.ts';
import type { Log } from './log.ts';

/** Repeats what failed because of the store until the store answers again: nothing behind it may overtake it. */
export function persistently<T>(work: () => Promise<T>, signal: AbortSignal, log: Log): Promise<T> {
  return pRetry(work, {
    retries: Infinity,
    minTimeout: 100,
    maxTimeout: 5000,
    signal,
    shouldRetry: ({ error }) => error instanceof BridgeError && error.code === 'store-failed',
    onFailedAttempt: ({ error }) => log.error({ error: describeError(error) }, 'the store fails; trying again'),
  });
}

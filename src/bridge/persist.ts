import pRetry from 'p-retry';
import { BridgeError, describeError } from './errors.ts';
import type { Log } from './log.ts';

/**
 * Repeats what failed because of the store until the store answers again: nothing behind it may overtake it. Once the signal
 * is given it is not tried again. Rejects as `work` does.
 */
export function persistently<T>(work: () => Promise<T>, signal: AbortSignal, log: Log): Promise<T> {
  return pRetry(work, {
    retries: Infinity,
    minTimeout: 100,
    maxTimeout: 5000,
    // Not given to p-retry, which would also abandon an attempt that is about to succeed.
    shouldRetry: ({ error }) => isStores(error) && !signal.aborted,
    onFailedAttempt: ({ error }) => {
      if (isStores(error)) log.error({ error: describeError(error) }, 'the store fails; trying again');
    },
  });
}

const isStores = (error: unknown): boolean => error instanceof BridgeError && error.code === 'store-failed';

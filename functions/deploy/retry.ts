import { setTimeout as wait } from 'node:timers/promises';
import pRetry from 'p-retry';
import { AdminError } from './admin-error.ts';
import { isLive, type Deployment } from './mapper.ts';

/** Runs work again while PubNub's trouble may pass. The work must look for itself what of it is done already. */
export type Retried = <T>(work: () => Promise<T>) => Promise<T>;

interface Patience {
  readonly say: (line: string) => void;
  /** Before the second attempt; later pauses are longer. */
  readonly pauseMs: number;
}

const RETRIES = 4;

/** Waits at least as long as PubNub asks. */
export const createRetried =
  ({ say, pauseMs }: Patience): Retried =>
  (work) =>
    pRetry(work, {
      retries: RETRIES,
      minTimeout: pauseMs,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof AdminError && error.retryable,
      async onFailedAttempt({ error, retriesLeft }) {
        if (!(error instanceof AdminError) || !error.retryable || retriesLeft === 0) return;
        say(`  … ${error.message.split('\n', 1)[0]}; trying again`);
        await wait(error.retryAfterMs);
      },
    });

/** Its message is for the operator, should it stay so. */
class NotYetRunning extends Error {}

const LOOKS = 60;

/** Resolves once the deployment runs. PubNub starts some time after it said yes. */
export async function untilRunning(look: () => Promise<Deployment>, { say, pauseMs }: Patience): Promise<void> {
  await pRetry(
    async () => {
      const deployment = await look();
      if (deployment.state === 'RUNNING') return;
      throw new NotYetRunning(
        isLive(deployment)
          ? 'PubNub is still starting the Functions. Look at them in the Admin Portal, under Functions, and run this again in a few minutes.'
          : `PubNub took the Functions, but their state is ${deployment.state}. Their log in the Admin Portal, under Functions, says why.`,
      );
    },
    {
      retries: LOOKS,
      factor: 1,
      minTimeout: 2 * pauseMs,
      shouldRetry: ({ error }) => error instanceof NotYetRunning || (error instanceof AdminError && error.retryable),
      onFailedAttempt: ({ attemptNumber }) => {
        if (attemptNumber === 1) say('  … waiting until PubNub has started them');
      },
    },
  );
}

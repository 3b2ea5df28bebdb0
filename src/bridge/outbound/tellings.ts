import { BridgeError, describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { MessageRef } from '../model.ts';
import { Sequence } from '../sequence.ts';

/**
 * What people are told of their replies is no part of the delivery: no room waits for it, and where it fails nothing is undone
 * or repeated. What is told of one message is told in order.
 */
export class Tellings {
  readonly #sequence = new Sequence();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** @param then what follows once it is told, or never will be */
  begin({ channel, ts }: MessageRef, tell: () => Promise<unknown>, then: () => Promise<void> = nothing): void {
    void this.#sequence
      .run(`${channel}/${ts}`, async () => {
        await tell().catch((error: unknown) => {
          if (error instanceof BridgeError && error.retryable) throw error;
          this.#log.warn({ channel, ts, error: describeError(error) }, 'the author cannot be told');
        });
        await then();
      })
      .catch((error: unknown) =>
        this.#log.warn({ channel, ts, error: describeError(error) }, 'could not tell the author'),
      );
  }

  /** Resolves when all is told. */
  idle(): Promise<void> {
    return this.#sequence.idle();
  }
}

const nothing = (): Promise<void> => Promise.resolve();

import { describeError } from '../errors.ts';
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

  begin({ channel, ts }: MessageRef, tell: () => Promise<unknown>): void {
    void this.#sequence
      .run(`${channel}/${ts}`, tell)
      .catch((error: unknown) =>
        this.#log.warn({ channel, ts, error: describeError(error) }, 'could not tell the author'),
      );
  }

  /** Resolves when all is told. */
  idle(): Promise<void> {
    return this.#sequence.idle();
  }
}

import { BridgeError } from './errors.ts';
import { texts } from './texts.ts';

interface Settlement {
  readonly resolve: () => void;
  readonly reject: (error: BridgeError) => void;
  timer?: NodeJS.Timeout;
}

/** PubNub acknowledges a publish before its subscribers hear of it; rarely does this take more than a second. */
const LIMIT_MS = 5_000;

/** Sends whose envelope has not come back yet. It brings the id that Webex gave the message. */
export class Settlements {
  readonly #open = new Map<string, Settlement>();

  /** Expect before publishing. */
  expect(id: string): Promise<void> {
    this.forget(id);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#open.set(id, { resolve, reject });
    // Whoever expects also publishes first, and may fail before looking at this.
    promise.catch(() => undefined);
    return promise;
  }

  /** PubNub has taken it. From now on it rejects, retryable, when nothing comes back in time. */
  limit(id: string, limitMs = LIMIT_MS): void {
    const settlement = this.#open.get(id);
    if (settlement) settlement.timer = setTimeout(() => this.reject(id, unconfirmed()), limitMs);
  }

  resolve(id: string): void {
    this.#open.get(id)?.resolve();
    this.forget(id);
  }

  reject(id: string, error: BridgeError): void {
    this.#open.get(id)?.reject(error);
    this.forget(id);
  }

  forget(id: string): void {
    clearTimeout(this.#open.get(id)?.timer);
    this.#open.delete(id);
  }
}

const unconfirmed = (): BridgeError =>
  new BridgeError('unconfirmed', 'PubNub took a reply but did not deliver it back', {
    retryable: true,
    userMessage: texts.unconfirmed,
  });

/**
 * Timetokens: 17 digits, in units of 100 ns since 1970. Beyond what a JavaScript number holds, so they are bigint inside
 * and strings on the wire.
 */
export class Timetokens {
  readonly #now: () => number;
  #last = 0n;

  /** @param now Milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Greater than every one before, even while the clock stands still. */
  next(): bigint {
    const current = this.current();
    this.#last = current > this.#last ? current : this.#last + 1n;
    return this.#last;
  }

  current(): bigint {
    return toTimetoken(this.#now());
  }

  /** The latest one handed out, or the present. */
  latest(): bigint {
    const current = this.current();
    return current > this.#last ? current : this.#last;
  }
}

const toTimetoken = (ms: number): bigint => BigInt(Math.round(ms * 10)) * 1000n;

/** Undefined for anything but digits. */
export const parseTimetoken = (text: string | undefined): bigint | undefined =>
  text !== undefined && /^\d{1,19}$/.test(text) ? BigInt(text) : undefined;

/** The service's clock, and the maker of message timestamps. */
export class Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  #lastMicros = 0;

  constructor(now: () => number) {
    this.now = now;
  }

  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** A `ts`: seconds, a dot, six digits. Later ones are greater, and none comes twice. */
  ts(): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, Math.floor(this.now() * 1000));
    const digits = String(this.#lastMicros).padStart(16, '0');
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }
}

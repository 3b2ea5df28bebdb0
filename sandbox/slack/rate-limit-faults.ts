/** A 429 on request, where none is due. */
export interface RateLimitFault {
  /** E.g. `chat.postMessage`; every method unless told. */
  readonly method?: string;
  /** Every channel unless told. */
  readonly channel?: string;
  /** How many calls it hits; 1 unless told. */
  readonly times?: number;
  /** The `Retry-After` header; 1 unless told. */
  readonly retryAfterSeconds?: number;
}

/** The 429s that one service has been asked for. */
export class RateLimitFaults {
  #active: { fault: RateLimitFault; left: number }[] = [];

  add(fault: RateLimitFault): void {
    this.#active.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#active = [];
  }

  /** Seconds to wait, when this call is to be refused; else 0. */
  take(method: string, channel: unknown): number {
    const hit = this.#active.find(
      ({ fault, left }) => left > 0 && (fault.method ?? method) === method && (fault.channel ?? channel) === channel,
    );
    if (!hit) return 0;
    hit.left -= 1;
    return hit.fault.retryAfterSeconds ?? 1;
  }
}

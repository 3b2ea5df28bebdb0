import type { Timers } from '../state/timers.ts';

/** What happens to the next events on their way to the app. The world keeps what happened all the same. */
export interface Disturbance {
  /** `reorder`: held back until the next event has gone out. `drop`: never delivered. */
  readonly kind: 'duplicate' | 'drop' | 'delay' | 'reorder';
  /** Matched against the event's type, e.g. `message`; every event unless told. */
  readonly event?: RegExp;
  /** How many events it hits; 1 unless told. */
  readonly times?: number;
  /** For `delay`, and for the second copy of `duplicate`, which comes at once unless told. */
  readonly delayMs?: number;
}

/** Between the events of the world and their delivery. */
export class Disturbances {
  #active: { disturbance: Disturbance; left: number }[] = [];
  #held: (() => void)[] = [];
  readonly #timers: Timers;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  add(disturbance: Disturbance): void {
    this.#active.push({ disturbance, left: disturbance.times ?? 1 });
  }

  /** Back to good behaviour; events held back are delivered. */
  clear(): void {
    this.#active = [];
    this.#release();
  }

  pass(eventType: string, deliver: () => void): void {
    const hit = this.#active.find(({ disturbance, left }) => left > 0 && (disturbance.event ?? /^/).test(eventType));
    if (!hit) {
      deliver();
      this.#release();
      return;
    }
    hit.left -= 1;
    this.#disturb(hit.disturbance, deliver);
  }

  #disturb({ kind, delayMs = 0 }: Disturbance, deliver: () => void): void {
    if (kind === 'drop') return;
    if (kind === 'reorder') {
      this.#held.push(deliver);
    } else if (kind === 'delay') {
      this.#timers.later(delayMs, deliver);
    } else {
      deliver();
      if (delayMs > 0) this.#timers.later(delayMs, deliver);
      else deliver();
    }
  }

  #release(): void {
    for (const deliver of this.#held.splice(0)) deliver();
  }
}

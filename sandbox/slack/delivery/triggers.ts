import type { Clock } from '../state/clock.ts';
import { newSecret } from '../state/ids.ts';
import { TRIGGER_LIFETIME_MS } from '../timing.ts';

interface Trigger {
  readonly user: string;
  /** The modal in which the interaction happened. */
  readonly viewId?: string;
  readonly expiresAt: number;
  isUsed: boolean;
}

export type TriggerError = 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';

/** The `trigger_id`s of interactions: each lets the app open one modal, soon. */
export class Triggers {
  readonly #clock: Clock;
  readonly #triggers = new Map<string, Trigger>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(user: string, viewId?: string): string {
    const id = `${this.#clock.seconds()}.${this.#triggers.size + 1}.${newSecret()}`;
    const expiresAt = this.#clock.now() + TRIGGER_LIFETIME_MS;
    this.#triggers.set(id, { user, expiresAt, isUsed: false, ...(viewId !== undefined ? { viewId } : {}) });
    return id;
  }

  exchange(id: string): Readonly<Trigger> | TriggerError {
    const trigger = this.#triggers.get(id);
    if (!trigger) return 'invalid_trigger_id';
    if (trigger.isUsed) return 'exchanged_trigger_id';
    if (this.#clock.now() > trigger.expiresAt) return 'expired_trigger_id';
    trigger.isUsed = true;
    return trigger;
  }
}

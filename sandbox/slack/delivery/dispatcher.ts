import { setTimeout as sleep } from 'node:timers/promises';
import type { Happening } from '../entries.ts';
import type { Timing } from '../timing.ts';
import type { Disturbances } from './disturbances.ts';
import type { Outcome, ParcelKind, Transport } from './transport.ts';

/** The body of an Events API request: `event_callback`. */
export interface EventPayload {
  readonly event_id: string;
  readonly event: { readonly type: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

interface DispatcherOptions {
  readonly transport: Transport;
  readonly timing: Timing;
  readonly disturbances: Disturbances;
  readonly record: (happening: Happening) => void;
}

/** Tells the app what happens: events with retries, commands and interactions once. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Returns at once; the journal tells how the delivery went. The first attempt goes out in the order of the calls. */
  announce(payload: EventPayload): void {
    this.#options.disturbances.pass(payload.event.type, () => this.#run(this.#deliverEvent(payload)));
  }

  /** Resolves when every event has been acknowledged or given up. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** A command or an interaction: Slack waits for the answer and does not try again. */
  request(kind: Exclude<ParcelKind, 'events_api'>, payload: object): Promise<Outcome> {
    return this.#options.transport.deliver({ kind, payload, attempt: 0 });
  }

  /** Ends waiting retries. */
  close(): void {
    this.#closing.abort();
  }

  #run(delivery: Promise<void>): void {
    const running = delivery.finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
  }

  async #deliverEvent(payload: EventPayload): Promise<void> {
    const { transport, timing, record } = this.#options;
    let reason: string | undefined;
    for (const [attempt, delayMs] of [0, ...timing.retryDelaysMs].entries()) {
      if (attempt > 0 && !(await this.#wait(delayMs))) return;
      const outcome = await transport.deliver({
        kind: 'events_api',
        payload,
        attempt,
        ...(reason !== undefined ? { reason } : {}),
      });
      const { acknowledged } = outcome;
      const why = acknowledged ? {} : { reason: outcome.reason };
      record({ type: 'event', eventId: payload.event_id, event: payload.event, attempt, acknowledged, ...why });
      if (acknowledged || outcome.noRetry) return;
      reason = outcome.reason;
    }
  }

  /** False when the service closes meanwhile. */
  async #wait(delayMs: number): Promise<boolean> {
    const { signal } = this.#closing;
    return sleep(delayMs, true, { signal, ref: false }).catch(() => false);
  }
}

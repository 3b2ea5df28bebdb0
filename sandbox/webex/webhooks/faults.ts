import type { EventName, Resource } from '../model.ts';

/** One way in which the next deliveries go wrong. */
export interface WebhookFault {
  readonly kind: 'drop' | 'duplicate' | 'delay';
  /** How many deliveries it hits; 1 unless told. */
  readonly times?: number;
  readonly resource?: Resource;
  readonly event?: EventName;
  /** For `delay`. */
  readonly delayMs?: number;
}

/** What the deliveries of webhooks have been asked to suffer. */
export class WebhookFaults {
  #active: { fault: WebhookFault; left: number }[] = [];
  #held: (() => Promise<void>)[] | undefined;

  inject(fault: WebhookFault): void {
    this.#active.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#active = [];
  }

  /** Keeps deliveries back until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** One after the other, so that they arrive in this order. Resolves when all have been answered or given up. */
  async release(order: 'as sent' | 'reversed' = 'as sent'): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const deliver of order === 'reversed' ? held.toReversed() : held) await deliver();
  }

  /** For the one who delivers. */
  take(resource: Resource, event: EventName): WebhookFault | undefined {
    const hit = this.#active.find(
      ({ fault, left }) => left > 0 && (fault.resource ?? resource) === resource && (fault.event ?? event) === event,
    );
    if (hit) hit.left -= 1;
    return hit?.fault;
  }

  /** For the one who delivers: starts now, or when released. */
  start(deliver: () => Promise<void>): void {
    if (this.#held) this.#held.push(deliver);
    else void deliver();
  }
}

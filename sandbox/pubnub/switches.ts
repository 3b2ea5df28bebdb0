import type { MiddlewareHandler } from 'hono';
import type { Journal } from '../journal.ts';
import type { ServerBindings } from '../faults.ts';
import type { PubNubEntry } from './entry.ts';
import type { WireEnvelope } from './envelope.ts';
import type { Deliver } from './publication.ts';
import { answer } from './refusal.ts';

/** What happens to the next messages on their way to the subscribers; history keeps them all the same. */
export interface DeliveryFault {
  readonly kind: 'duplicate' | 'drop' | 'delay' | 'reorder';
  /** Every channel unless told. */
  readonly channel?: RegExp;
  /** How many messages it hits; 1 unless told. */
  readonly times?: number;
  /** For `delay`. */
  readonly delayMs?: number;
}

/** How the sandbox's PubNub misbehaves on request, beyond the faults that every service has. */
export class Switches {
  readonly #journal: Journal<PubNubEntry>;
  readonly #deliver: Deliver;
  #faults: { fault: DeliveryFault; left: number }[] = [];
  #held: WireEnvelope[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #cut = new AbortController();
  #down = false;
  #forbidden: RegExp | undefined;

  constructor(journal: Journal<PubNubEntry>, deliver: Deliver) {
    this.#journal = journal;
    this.#deliver = deliver;
  }

  disturb(fault: DeliveryFault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  /** Cuts every long poll, and every further connection until `reconnect`, or for so long. */
  disconnect(forMs?: number): void {
    this.#down = true;
    this.#cut.abort();
    this.#cut = new AbortController();
    if (forMs !== undefined) this.#later(forMs, () => this.reconnect());
  }

  reconnect(): void {
    this.#down = false;
  }

  /** Answers 403 to every path that fits, until `clear`. */
  forbid(path = /^/): void {
    this.#forbidden = path;
  }

  /** Back to good behaviour; messages held back are delivered. */
  clear(): void {
    this.#faults = [];
    this.#forbidden = undefined;
    this.reconnect();
    for (const envelope of this.#held.splice(0)) this.#deliver(envelope);
  }

  /** Stops its timers. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#cut.abort();
  }

  cutSignal(): AbortSignal {
    return this.#cut.signal;
  }

  /** Between the publisher and the subscribers. */
  pass(envelope: WireEnvelope): void {
    const hit = this.#faults.find(({ fault, left }) => left > 0 && (fault.channel ?? /^/).test(envelope.c));
    if (!hit) {
      this.#deliver(envelope);
      for (const held of this.#held.splice(0)) this.#deliver(held);
      return;
    }
    hit.left -= 1;
    this.#disturbed(envelope, hit.fault);
  }

  #disturbed(envelope: WireEnvelope, fault: DeliveryFault): void {
    switch (fault.kind) {
      case 'duplicate':
        this.#deliver(envelope);
        this.#deliver(envelope);
        return;
      case 'drop':
        this.#journal.add({ type: 'dropped', reason: 'fault', what: envelope.c, count: 1 });
        return;
      case 'reorder':
        this.#held.push(envelope);
        return;
      case 'delay':
        this.#later(fault.delayMs ?? 0, () => this.#deliver(envelope));
    }
  }

  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }

  middleware(): MiddlewareHandler<{ Bindings: ServerBindings }> {
    return async (context, next) => {
      if (this.#down) {
        context.env.incoming.socket.destroy();
        return context.body(null);
      }
      if (this.#forbidden?.test(context.req.path)) {
        return answer(context, { status: 403, error: true, service: 'Access Manager', message: 'Forbidden' }, 403);
      }
      return next();
    };
  }
}

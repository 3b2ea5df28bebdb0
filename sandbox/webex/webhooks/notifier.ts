import { setTimeout as sleep } from 'node:timers/promises';
import { mayRead } from '../actions/messages.ts';
import type { WebexEntry } from '../entries.ts';
import { isLoopback } from '../http/loopback.ts';
import type { ResourceEvent, Webhook } from '../model.ts';
import type { State } from '../state.ts';
import { disables } from './failures.ts';
import type { WebhookFaults } from './faults.ts';
import { wants } from './filter.ts';
import { signatureHeaders } from './signature.ts';
import { webhookJson } from './view.ts';

type DeliveryStatus = Extract<WebexEntry, { type: 'delivery' }>['status'];

const RETRY_DELAY_MS = 100;

/**
 * Delivers events to webhooks. Deliveries start in the order of the events and do not wait for each other. Whoever made
 * the webhook needs no valid token any more.
 */
export class Notifier {
  readonly #state: State;
  readonly #faults: WebhookFaults;
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(state: State, faults: WebhookFaults) {
    this.#state = state;
    this.#faults = faults;
    state.onEvent((event) => this.#notify(event));
  }

  /** Resolves when every delivery that is due has been answered or given up. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Cuts the deliveries that are under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
  }

  #notify(event: ResourceEvent): void {
    const listening = this.#state.webhooks.all().filter((webhook) => isFor(webhook, event));
    for (const webhook of listening) {
      const body = notification(webhook, event);
      const fault = this.#faults.take(event.resource, event.event);
      if (fault?.kind === 'drop') this.#note(webhook, body, 'dropped');
      else {
        const delivery = (): Promise<void> => this.#run(this.#deliver(webhook, body, fault?.delayMs ?? 0));
        for (let copy = fault?.kind === 'duplicate' ? 2 : 1; copy > 0; copy -= 1) this.#faults.start(delivery);
      }
    }
  }

  #run(delivery: Promise<void>): Promise<void> {
    const running = delivery.finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  async #deliver(webhook: Webhook, body: string, delayMs: number): Promise<void> {
    if (delayMs > 0) await this.#sleep(delayMs);
    for (let left = this.#state.switches.webhookRetries; left >= 0; left -= 1) {
      const status = await this.#post(webhook, body);
      if (this.#closing.signal.aborted) return;
      this.#note(webhook, body, status);
      const succeeded = typeof status === 'number' && status >= 200 && status < 300;
      if (disables(webhook, succeeded, this.#state.now())) this.#noteDisabled(webhook);
      if (succeeded || webhook.status === 'inactive') return;
      if (left > 0) await this.#sleep(RETRY_DELAY_MS);
    }
  }

  async #post(webhook: Webhook, body: string): Promise<DeliveryStatus> {
    if (!isLoopback(webhook.targetUrl)) return 'refused';
    const tooLate = AbortSignal.timeout(this.#state.switches.webhookTimeoutMs);
    try {
      const answer = await fetch(webhook.targetUrl, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json;charset=UTF-8', ...signatureHeaders(webhook.secret, body) },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([tooLate, this.#closing.signal]),
      });
      await answer.body?.cancel();
      return answer.status;
    } catch {
      return tooLate.aborted ? 'timed out' : 'unreachable';
    }
  }

  /** Cut short when the service closes. */
  async #sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  #note(webhook: Webhook, body: string, status: DeliveryStatus): void {
    this.#state.journal.add({ type: 'delivery', webhookId: webhook.id, url: webhook.targetUrl, body, status });
  }

  #noteDisabled({ id, creator }: Webhook): void {
    this.#state.journal.add({ type: 'webhook', change: 'disabled', webhookId: id, personId: creator.id });
  }
}

function isFor(webhook: Webhook, event: ResourceEvent): boolean {
  if (webhook.status === 'inactive' || !event.audience.includes(webhook.creator) || !wants(webhook, event))
    return false;
  return event.message === undefined || mayRead(webhook.creator, event.message);
}

/** Compact JSON in the documented order. Its `id` is the webhook's: an event has none. */
function notification(webhook: Webhook, event: ResourceEvent): string {
  const { id, name, filter, orgId, createdBy, appId, ownedBy, status } = webhookJson(webhook);
  const { resource, event: happened, actor, data } = event;
  const head = { id, name, resource, event: happened, filter, orgId, createdBy, appId, ownedBy, status };
  return JSON.stringify({ ...head, actorId: actor.id, data });
}

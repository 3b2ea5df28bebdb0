import type { Webhook } from '../model.ts';

const WINDOW_MS = 5 * 60_000;
const LIMIT = 100;

/** Notes how one attempt ended. True when this failure disables the webhook: the 100th within five minutes. */
export function disables(webhook: Webhook, succeeded: boolean, now: number): boolean {
  if (succeeded) {
    webhook.onProbation = false;
    return false;
  }
  webhook.failures = [...webhook.failures.filter((at) => now - at < WINDOW_MS), now];
  if (webhook.status === 'inactive' || !(webhook.onProbation || webhook.failures.length >= LIMIT)) return false;
  webhook.status = 'inactive';
  webhook.disabledAt = now;
  webhook.failures = [];
  webhook.onProbation = false;
  return true;
}

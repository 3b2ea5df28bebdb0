import { isPlatformError } from '../platform/errors.ts';
import type { Webhook } from '../platform/platform.ts';
import { ConfigurationError } from '../shared/refusal.ts';
import type { Services } from '../shared/services.ts';
import type { User } from './record.ts';

const WEBHOOK_NAME = 'Pigdin';

/** Beside the others a run makes, more deletions would not fit PubNub's five calls. */
const STALE_A_RUN = 1;

/** Where the platform reports to. */
export function webhookTarget({ settings }: Services): string {
  if (settings.functionsUrl === undefined) {
    throw new ConfigurationError(
      "Pigdin does not know its own address: put functionsUrl into PIGDIN_SETTINGS in PubNub's vault.",
    );
  }
  return `${settings.functionsUrl}/webex/webhook`;
}

/**
 * One webhook that reports everything: the one that is there, revived and with our secret, or a new one. Another of ours is
 * deleted, so that none pile up. One to three calls.
 * @param onSilence awaited before a webhook that did not report is mended: so that the gap is not forgotten whatever happens
 * @returns the ids of the webhooks that are ours now
 */
export async function ensureWebhook(services: Services, user: User, onSilence: () => Promise<void>): Promise<string[]> {
  const ours = await ourWebhooks(services, user);
  const kept = await keptOf(services, user, ours, onSilence);
  const others = ours.filter(({ id }) => id !== kept.id);
  for (const { id } of others.slice(0, STALE_A_RUN)) await deleteWebhook(services, user, id);
  return [kept.id, ...others.slice(STALE_A_RUN).map(({ id }) => id)];
}

async function keptOf(
  { platform }: Services,
  user: User,
  ours: readonly Webhook[],
  onSilence: () => Promise<void>,
): Promise<Webhook> {
  const draft = { name: WEBHOOK_NAME, targetUrl: user.webhookTarget, secret: user.webhookSecret };
  const fit = fitting(user, ours);
  const isNew = user.webhookIds.length === 0;
  if (!isNew && !fit?.active) await onSilence();
  if (!fit) return platform.createWebhook(user.accessToken, draft);
  // One of the record has the record's secret.
  if (fit.active && user.webhookIds.includes(fit.id)) return fit;
  return platform.updateWebhook(user.accessToken, fit.id, draft);
}

/** The one that reports everything to where this user's must report to. */
export const fitting = ({ webhookTarget: target }: User, ours: readonly Webhook[]): Webhook | undefined =>
  ours.find(({ targetUrl, reportsAll }) => reportsAll && targetUrl === target);

/** By name and target, and those we once made, wherever they point. */
export async function ourWebhooks({ platform }: Services, user: User): Promise<Webhook[]> {
  const all = await platform.webhooks(user.accessToken);
  return all.filter(
    ({ id, name, targetUrl }) =>
      user.webhookIds.includes(id) || (name === WEBHOOK_NAME && targetUrl === user.webhookTarget),
  );
}

export async function deleteWebhook({ platform }: Services, user: User, id: string): Promise<void> {
  await platform.deleteWebhook(user.accessToken, id).catch((error: unknown) => {
    if (!isPlatformError(error, 'not-found')) throw error;
  });
}

import type { UserKey } from '../../src/bridge/ids.ts';
import { publishAccount } from '../envelopes/account.ts';
import type { Services } from '../shared/services.ts';
import { forgetPerson, isRemoved } from '../users/disconnect.ts';
import { changeUser, loadUser, silent, type User } from '../users/record.ts';
import { openSession, refreshTokens, type Session } from '../users/session.ts';
import { ensureWebhook } from '../users/webhooks.ts';

/** How long Webex's access tokens live today; for those of which it was not told. */
const USUAL_LIFE_MS = 14 * 24 * 3_600_000;

/** Refreshes a token that soon expires, revives the webhook, extends the record's life; or goes on with a removal. */
export async function tend(services: Services, key: UserKey): Promise<void> {
  const { runtime } = services;
  const { kv } = runtime;
  const stored = await loadUser(kv, key);
  if (!stored) return leftBehind(services, key);
  if (stored.status === 'signed-out') return changeUser(kv, stored, {});
  const session = openSession(
    services,
    isRefreshDue(stored, runtime.now()) ? await refreshTokens(services, stored) : stored,
  );
  const { webhookIds, gap } = await tendWebhook(services, session);
  // Told before it is forgotten: twice is better than never.
  if (gap) await publishAccount(services, session.user(), { status: 'revived', cause: `${runtime.now()}`, ...gap });
  await changeUser(kv, session.user(), { webhookIds, webhookSeenAt: runtime.now(), silentSince: undefined });
}

/** @returns with a gap where reports may be missing, now or since an earlier run that could not tell it */
async function tendWebhook(
  services: Services,
  session: Session,
): Promise<{ webhookIds: string[]; gap?: { since: number } }> {
  let since = session.user().silentSince;
  const webhookIds = await session.run((accessToken) =>
    ensureWebhook(services, { ...session.user(), accessToken }, async () => {
      const note = silent(session.user());
      since = note.silentSince;
      await changeUser(services.runtime.kv, session.user(), note);
    }),
  );
  return since === undefined ? { webhookIds } : { webhookIds, gap: { since } };
}

/** In the last third of its life. */
function isRefreshDue({ tokensAt, accessExpiresAt = tokensAt + USUAL_LIFE_MS }: User, now: number): boolean {
  return accessExpiresAt - now < (accessExpiresAt - tokensAt) / 3;
}

/** A member without a record was removed while it had many rooms; or its record has been lost, which nothing here mends. */
async function leftBehind(services: Services, key: UserKey): Promise<void> {
  const { objects, log } = services.runtime;
  const known = await objects.user(key);
  if (known && !isRemoved(known)) return log('the record of an account is missing', { user: key });
  await forgetPerson(services, key);
}

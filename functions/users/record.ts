/** What is kept of a connected user in PubNub's KV store: the only place where tokens live. */
import * as v from 'valibot';
import { keyOf, type UserKey } from '../../src/bridge/ids.ts';
import type { KeyValue } from '../runtime/runtime.ts';

/** A year, the longest that PubNub keeps a value; webex-interval extends it. */
const USER_TTL_MINUTES = 365 * 24 * 60;

const UserRecordSchema = v.object({
  platform: v.literal('webex'),
  personId: v.string(),
  name: v.string(),
  email: v.string(),
  avatar: v.optional(v.string()),
  accessToken: v.string(),
  refreshToken: v.string(),
  accessExpiresAt: v.optional(v.number()),
  refreshExpiresAt: v.optional(v.number()),
  /** When the tokens came, in milliseconds since 1970: with the expiry, their life. */
  tokensAt: v.number(),
  status: v.picklist(['connected', 'signed-out']),
  /** Signs what Webex posts to us for this user. */
  webhookSecret: v.string(),
  webhookIds: v.array(v.string()),
  /** Where the webhook reports to. */
  webhookTarget: v.string(),
  /** When the webhook was last known to report, in milliseconds since 1970; 0 where that was never noted. */
  webhookSeenAt: v.optional(v.number(), 0),
  /** From when on reports may be missing, as long as the app has not been told; 0 where nobody knows. */
  silentSince: v.optional(v.number()),
  /** Who connected this user by signing in; missing where it was done on the control channel. */
  owner: v.optional(v.object({ team: v.string(), user: v.string() })),
});

/** A Slack user in a workspace. */
export type Owner = NonNullable<UserRecord['owner']>;

type UserRecord = Readonly<v.InferOutput<typeof UserRecordSchema>>;

export interface User extends UserRecord {
  readonly key: UserKey;
}

const nameOf = (key: UserKey): string => `user:${key}`;

/** Undefined where there is none, or what is there cannot be read. */
export async function loadUser(kv: KeyValue, key: UserKey): Promise<User | undefined> {
  const parsed = v.safeParse(UserRecordSchema, await kv.get(nameOf(key)));
  if (!parsed.success || keyOf(parsed.output.personId, 'PEOPLE') !== key) return undefined;
  return { ...parsed.output, key };
}

export async function saveUser(kv: KeyValue, { key, ...record }: User): Promise<void> {
  await kv.set(nameOf(key), record, USER_TTL_MINUTES);
}

/**
 * Changes the record as it is now, not as this run once read it: another run may have refreshed the tokens meanwhile, or
 * removed the user, who must not come back. As reads may be stale, the newer tokens stay.
 */
export async function changeUser(kv: KeyValue, known: User, change: Partial<UserRecord>): Promise<void> {
  const current = await loadUser(kv, known.key);
  if (!current) return;
  await saveUser(kv, { ...(current.tokensAt < known.tokensAt ? known : current), ...change });
}

/** A note that reports may be missing, from when the webhook was last known to report. */
export const silent = ({ silentSince, webhookSeenAt }: User): Pick<User, 'silentSince'> => ({
  silentSince: silentSince ?? webhookSeenAt,
});

export const forgetUser = (kv: KeyValue, key: UserKey): Promise<void> => kv.remove(nameOf(key));

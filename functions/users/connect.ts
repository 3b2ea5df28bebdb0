import { CONTROL_CHANNEL } from '../../src/bridge/channels.ts';
import { personChange } from '../directory/entries.ts';
import { publishAccount } from '../envelopes/account.ts';
import type { Person, Tokens } from '../platform/platform.ts';
import type { Services } from '../shared/services.ts';
import { sharedSecret } from '../shared/settings.ts';
import { loadUser, saveUser, silent, type Owner, type User } from './record.ts';
import { ensureWebhook, webhookTarget } from './webhooks.ts';

export interface Connection {
  /** Whose tokens were just proved. */
  readonly person: Person;
  readonly tokens: Tokens;
  /** The Slack user, when it was a sign-in. */
  readonly owner?: Owner | undefined;
  /** Names the event in the id of the account envelope. */
  readonly cause: string;
}

/** Takes a user in: record, webhook, App Context, and the news to the app. Safe to repeat. Up to three calls to the platform. */
export async function connectUser(services: Services, { person, tokens, owner, cause }: Connection): Promise<void> {
  const { runtime } = services;
  const before = await loadUser(runtime.kv, person.key);
  const user: User = {
    ...tokens,
    key: person.key,
    platform: 'webex',
    personId: person.id,
    name: person.name,
    email: person.email,
    avatar: person.avatar,
    tokensAt: runtime.now(),
    status: 'connected',
    webhookSecret: before?.webhookSecret ?? (await newSecret(services)),
    webhookIds: before?.webhookIds ?? [],
    webhookTarget: webhookTarget(services),
    webhookSeenAt: before?.webhookSeenAt ?? runtime.now(),
    silentSince: before?.silentSince,
    owner: owner ?? before?.owner,
  };
  // Before the webhook: from its first notification on, its secret must be found here.
  await saveUser(runtime.kv, user);
  let since = user.silentSince;
  const webhookIds = await ensureWebhook(services, user, async () => {
    since = silent(user).silentSince;
    await saveUser(runtime.kv, { ...user, silentSince: since });
  });
  const connected: User = { ...user, webhookIds, webhookSeenAt: runtime.now() };
  await saveUser(runtime.kv, { ...connected, silentSince: since });
  const change = await personChange(runtime, person, 'account');
  await runtime.objects.setUser(user.key, { ...change, status: 'connected' });
  // webex-interval finds the accounts as the members of this channel, which must be there where the keyset enforces it.
  await runtime.objects.setChannel(CONTROL_CHANNEL, { name: 'The accounts of Pigdin', type: 'control' });
  await runtime.objects.join(user.key, [CONTROL_CHANNEL]);
  await publishAccount(services, user, { status: 'connected', cause, since });
  // Told before it is forgotten: twice is better than never.
  if (since !== undefined) await saveUser(runtime.kv, { ...connected, silentSince: undefined });
}

/** Through HMAC, so that its strength does not rest on how PubNub makes its UUIDs. */
const newSecret = async ({ runtime }: Services): Promise<string> =>
  runtime.hmac('SHA256', await sharedSecret(runtime), `webhook ${runtime.uuid()} ${runtime.now()}`);

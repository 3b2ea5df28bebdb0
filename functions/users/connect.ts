import { CONTROL_CHANNEL } from '../../src/bridge/channels.ts';
import { publishAccount } from '../envelopes/account.ts';
import type { Person, Tokens } from '../platform/platform.ts';
import { sharedSecret } from '../shared/settings.ts';
import type { Services } from '../shared/services.ts';
import { loadUser, saveUser, type User } from './record.ts';
import { ensureWebhook } from './webhooks.ts';

/**
 * Takes a person in whose tokens were just proved: record, webhook, App Context, and the news to the app. Safe to repeat.
 * Costs two or three calls to the platform.
 * @param cause names the event in the id of the account envelope
 */
export async function connectUser(services: Services, person: Person, tokens: Tokens, cause: string): Promise<void> {
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
  };
  // Before the webhook: from its first notification on, its secret must be found here.
  await saveUser(runtime.kv, user);
  const webhookIds = await ensureWebhook(services, user);
  await saveUser(runtime.kv, { ...user, webhookIds });
  await runtime.objects.setUser(user.key, {
    name: user.name,
    email: user.email,
    ...(user.avatar === undefined ? {} : { profileUrl: user.avatar }),
    type: 'account',
    status: 'connected',
    custom: { platform: 'webex', personId: user.personId },
  });
  // webex-interval finds the accounts as the members of this channel.
  await runtime.objects.join(user.key, [CONTROL_CHANNEL]);
  await publishAccount(services, user, 'connected', cause);
}

/** Through HMAC, so that its strength does not rest on how PubNub makes its UUIDs. */
const newSecret = async ({ runtime }: Services): Promise<string> =>
  runtime.hmac('SHA256', await sharedSecret(runtime), `webhook ${runtime.uuid()} ${runtime.now()}`);

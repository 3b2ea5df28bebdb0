import { CONTROL_CHANNEL, parseChannel } from '../../src/bridge/channels.ts';
import type { UserKey } from '../../src/bridge/ids.ts';
import { publishAccount } from '../envelopes/account.ts';
import { isPlatformError } from '../platform/errors.ts';
import type { PersonRef } from '../platform/platform.ts';
import type { UserChange, UserMetadata } from '../runtime/runtime.ts';
import { nameOf } from '../shared/refusal.ts';
import type { Services } from '../shared/services.ts';
import { forgetUser, loadUser, type User } from './record.ts';
import { openSession } from './session.ts';
import { deleteWebhook, ourWebhooks } from './webhooks.ts';

/** With all else that a run asks of App Context, this stays within PubNub's ten calls of its API. */
const ROOMS_A_RUN = 5;

/** With a refresh and listing twice, this keeps a run within PubNub's five calls out. */
const WEBHOOKS_A_RUN = 2;

/**
 * Removes every trace of a user, known or not. Rooms beyond the first page are left to webex-interval. Safe to repeat.
 * @param cause names the event in the id of the account envelope
 */
export async function disconnectUser(services: Services, person: PersonRef, cause: string): Promise<void> {
  const { runtime } = services;
  const user = await loadUser(runtime.kv, person.key);
  if (user) await removeWebhooks(services, user);
  await forgetUser(runtime.kv, person.key);
  await forgetPerson(services, person.key);
  const owner = user ?? { key: person.key, personId: person.id, name: '', email: '' };
  await publishAccount(services, owner, { status: 'deleted', cause });
}

/** A token that no longer works must not keep a user from leaving; the webhook then dies of our refusals. */
async function removeWebhooks(services: Services, user: User): Promise<void> {
  const session = openSession(services, user);
  try {
    const webhooks = await session.run((accessToken) => ourWebhooks(services, { ...session.user(), accessToken }));
    for (const { id } of webhooks.slice(0, WEBHOOKS_A_RUN)) await deleteWebhook(services, session.user(), id);
  } catch (error) {
    if (isPlatformError(error, 'rate-limited', 'unavailable')) throw error;
    services.runtime.log('webhooks stay behind', { error: nameOf(error) });
  }
}

/** What marks a removed user in App Context as long as rooms are left: nothing else is kept of them. */
const REMOVED = {
  name: null,
  email: null,
  profileUrl: null,
  type: 'removed',
  status: 'removed',
  custom: null,
} satisfies UserChange;

export const isRemoved = ({ status }: UserMetadata): boolean => status === REMOVED.status;

/**
 * One page of a removed user's rooms, and after the last one the user. Where a keyset enforces it, memberships go with their
 * user: while rooms are left, the user stays as a mark without a name, and a member of the control channel.
 */
export async function forgetPerson({ runtime: { objects } }: Services, user: UserKey): Promise<void> {
  const { items, next } = await objects.memberships(user);
  const rooms = items.filter((channel) => parseChannel(channel) !== undefined);
  const others = items.filter((channel) => channel !== CONTROL_CHANNEL && !rooms.includes(channel));
  const page = rooms.slice(0, ROOMS_A_RUN);
  const isLast = next === undefined && page.length === rooms.length;
  if (!isLast) await objects.setUser(user, REMOVED);
  for (const channel of page) await objects.removeChannel(channel);
  await objects.leave(user, [...page, ...others, ...(isLast ? [CONTROL_CHANNEL] : [])]);
  if (isLast) await objects.removeUser(user);
}

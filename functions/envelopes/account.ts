import { ACCOUNT_ROOM, channelOf } from '../../src/bridge/channels.ts';
import type { AccountEnvelope } from '../../src/bridge/envelope.ts';
import type { UserKey } from '../../src/bridge/ids.ts';
import { publishProven } from '../shared/proof.ts';
import type { Services } from '../shared/services.ts';

/** Whom the news is about. */
export interface AccountOwner {
  readonly key: UserKey;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly avatar?: string | undefined;
}

interface AccountNews {
  readonly status: AccountEnvelope['status'];
  /** Names the event: the same one always gives the same id. */
  readonly cause: string;
  /** Milliseconds since 1970, from when on reports of the platform may be missing; 0 where nobody knows. */
  readonly since?: number | undefined;
}

const accountEnvelope = (owner: AccountOwner, { status, cause, since }: AccountNews): AccountEnvelope => ({
  v: 1,
  id: `account:${status}:${owner.key}:${cause}`,
  kind: 'account',
  fromPlatform: 'webex',
  status,
  ...(since ? { since: new Date(since).toISOString() } : {}),
  senderId: owner.personId,
  senderName: owner.name,
  senderEmail: owner.email,
  ...(owner.avatar === undefined ? {} : { senderAvatar: owner.avatar }),
});

/** Tells the app, on the user's account channel. */
export async function publishAccount(
  { runtime, settings }: Services,
  owner: AccountOwner,
  news: AccountNews,
): Promise<void> {
  const channel = channelOf(settings.layout, owner.key, ACCOUNT_ROOM);
  await publishProven(runtime, channel, accountEnvelope(owner, news));
}

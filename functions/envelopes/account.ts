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

/** @param cause names the event: the same one always gives the same id */
const accountEnvelope = (owner: AccountOwner, status: AccountEnvelope['status'], cause: string): AccountEnvelope => ({
  v: 1,
  id: `account:${status}:${owner.key}:${cause}`,
  kind: 'account',
  fromPlatform: 'webex',
  status,
  senderId: owner.personId,
  senderName: owner.name,
  senderEmail: owner.email,
  ...(owner.avatar === undefined ? {} : { senderAvatar: owner.avatar }),
});

/** Tells the app, on the user's account channel. */
export async function publishAccount(
  { runtime, settings }: Services,
  owner: AccountOwner,
  status: AccountEnvelope['status'],
  cause: string,
): Promise<void> {
  const channel = channelOf(settings.layout, owner.key, ACCOUNT_ROOM);
  await publishProven(runtime, channel, accountEnvelope(owner, status, cause));
}

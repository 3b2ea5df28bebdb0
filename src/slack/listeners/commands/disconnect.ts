import { texts } from '../../../bridge/texts.ts';
import type { Asked } from './asked.ts';

/** Removes the user's tokens and everything that Pigdin keeps of them. */
export async function disconnect({ team, slackUser, bridge }: Asked): Promise<string> {
  const account = bridge.accounts.ofSlackUser(team, slackUser);
  if (!account) return texts.notConnected;
  await bridge.connections.disconnect(account);
  return texts.disconnected;
}

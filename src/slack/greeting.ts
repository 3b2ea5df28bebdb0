import type { Desk, Doer } from './desk.ts';
import { welcome } from './views/welcome.ts';
import type { View } from './views/message.ts';

/** The welcome, for somebody who meets Pigdin for the first time and is not connected; undefined for everybody else. */
export async function greetingFor({ bridge }: Desk, { team, slackUser }: Doer): Promise<View | undefined> {
  if (bridge.accounts.ofSlackUser(team, slackUser)) return undefined;
  return (await bridge.greetings.isFirst(team, slackUser)) ? welcome() : undefined;
}

import { texts } from '../../bridge/texts.ts';
import { say } from '../views/message.ts';
import { forOwners } from './asked.ts';

/** Removes the user's tokens and everything that Pigdin keeps of them. */
export const disconnect = forOwners(async ({ account, bridge }) => {
  await bridge.connections.disconnect(account);
  return say(texts.disconnected);
});

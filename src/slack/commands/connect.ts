import { connectedText, type Asker } from '../../bridge/connections.ts';
import { texts } from '../../bridge/texts.ts';
import { objectionTo } from '../channels.ts';
import { invitation } from '../views/invitation.ts';
import { say, type View } from '../views/message.ts';
import type { Asked, Verb } from './asked.ts';

/** A button to sign in at Webex; where no integration is configured, pairs by the e-mail address that Slack has verified. */
export const connect: Verb = async (asked) => {
  const { team, slackUser, args, client, bridge, responseUrl } = asked;
  const { channel } = args;
  const objection = channel && (await objectionTo(channel, client));
  if (objection !== undefined) return say(objection);
  const home = channel?.kind === 'channel' ? channel.id : undefined;
  const asker = { team, slackUser, home };
  const button = await bridge.connections.invite({ ...asker, ...(responseUrl === undefined ? {} : { responseUrl }) });
  return button ? invitation(button) : connectByEmail(asked, asker);
};

async function connectByEmail({ client, slackUser, bridge }: Asked, asker: Asker): Promise<View> {
  const { user } = await client.users.info({ user: slackUser });
  const email = user?.profile?.email;
  if (!email) return say(texts.noEmail);
  const result = await bridge.connections.connectByEmail(asker, email);
  switch (result.kind) {
    case 'unknown-email':
      return say(texts.unknownEmail(email));
    case 'taken':
      return say(texts.taken(email));
    case 'connected':
      return say(connectedText(result.account, asker));
  }
}

import { webApi } from '@slack/bolt';
import { connectedText, type Asker } from '../../../bridge/connections.ts';
import { texts } from '../../../bridge/texts.ts';
import { invitation } from '../../views/invitation.ts';
import type { View } from '../../views/message.ts';
import type { Asked } from './asked.ts';

/** `<#C012ABC|name>`, as Slack writes a channel that somebody typed. */
const CHANNEL = /^<#(C\w+)(?:\|[^>]*)?>/;

/** A button to sign in at Webex; where no integration is configured, pairs by the e-mail address that Slack has verified. */
export async function connect(asked: Asked): Promise<string | View> {
  const { team, slackUser, words, client, bridge, responseUrl } = asked;
  const home = CHANNEL.exec(words)?.[1];
  const objection = home === undefined ? undefined : await objectionTo(home, client);
  if (objection !== undefined) return objection;
  const asker = { team, slackUser, home };
  const button = await bridge.connections.invite({ ...asker, responseUrl });
  return button ? invitation(button) : connectByEmail(asked, asker);
}

async function connectByEmail({ client, slackUser, bridge }: Asked, asker: Asker): Promise<string> {
  const { user } = await client.users.info({ user: slackUser });
  const email = user?.profile?.email;
  if (!email) return texts.noEmail;
  const result = await bridge.connections.connectByEmail(asker, email);
  switch (result.kind) {
    case 'unknown-email':
      return texts.unknownEmail(email);
    case 'taken':
      return texts.taken(email);
    case 'connected':
      return connectedText(result.account, asker);
  }
}

/** Why threads cannot be opened in a channel; undefined when they can. */
async function objectionTo(channel: string, client: webApi.WebClient): Promise<string | undefined> {
  try {
    const { channel: found } = await client.conversations.info({ channel });
    if (found?.is_ext_shared) return texts.sharedChannel(`<#${channel}>`);
    return found?.is_member ? undefined : texts.notInChannel(`<#${channel}>`);
  } catch (error) {
    // Slack hides private channels from apps that are not in them.
    if (error instanceof webApi.WebAPIPlatformError && error.data.error === 'channel_not_found') {
      return texts.notInChannel(`<#${channel}>`);
    }
    throw error;
  }
}

import { webApi } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import type { Asked } from './pigdin.ts';

/** `<#C012ABC|name>`, as Slack writes a channel that somebody typed. */
const CHANNEL = /^<#(C\w+)(?:\|[^>]*)?>/;

/** Pairs the Slack user with the Webex user of the same e-mail address, which Slack has verified. */
export async function connect({ team, slackUser, words, client, bridge }: Asked): Promise<string> {
  const home = CHANNEL.exec(words)?.[1];
  const objection = home === undefined ? undefined : await objectionTo(home, client);
  if (objection !== undefined) return objection;
  const { user } = await client.users.info({ user: slackUser });
  const email = user?.profile?.email;
  if (!email) return texts.noEmail;
  const result = await bridge.connect({ team, slackUser, email, home });
  switch (result.kind) {
    case 'unknown-email':
      return texts.unknownEmail(result.email);
    case 'taken':
      return texts.taken(result.email);
    case 'connected': {
      const { name, email: address } = result.account;
      const where = home === undefined ? texts.yourDirectMessages : `<#${home}>`;
      const warning = home === undefined ? [] : [texts.everyoneReads(`<#${home}>`)];
      return [texts.connected(name, address, where), ...warning].join('\n');
    }
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

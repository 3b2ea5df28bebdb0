import { webApi } from '@slack/bolt';
import { texts } from '../bridge/texts.ts';
import type { ChannelArg } from './commands/parse.ts';
import { quoted } from './views/message.ts';

/** Why threads cannot be opened in a channel, and what to do about it; undefined when they can. */
export async function objectionTo(channel: ChannelArg, client: webApi.WebClient): Promise<string | undefined> {
  if (channel.kind === 'direct') return undefined;
  if (channel.kind === 'unknown') return texts.unknownChannel(quoted(channel.name));
  const name = `<#${channel.id}>`;
  try {
    const { channel: found } = await client.conversations.info({ channel: channel.id });
    if (found?.is_ext_shared) return texts.sharedChannel(name);
    if (found?.is_archived) return texts.archivedChannel(name);
    return found?.is_member ? undefined : texts.notInChannel(name);
  } catch (error) {
    // Slack hides private channels from apps that are not in them.
    if (error instanceof webApi.WebAPIPlatformError && error.data.error === 'channel_not_found') {
      return texts.notInChannel(name);
    }
    throw error;
  }
}

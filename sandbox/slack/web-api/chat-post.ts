import { z } from 'zod';
import { openDirect } from '../direct.ts';
import { requireBlocksFit } from '../block-kit/check.ts';
import { postEphemeral as showEphemeral } from '../ephemerals.ts';
import { messageJson } from '../json.ts';
import { post, type Place } from '../messages.ts';
import type { Channel } from '../state/model.ts';
import { messageAt } from '../state/workspace.ts';
import { findChannel, requireMember } from './access.ts';
import { flag, json, text } from './args.ts';
import { authorship, identityArgs } from './authorship.ts';
import { contentArgs, contentOf } from './content.ts';
import { ApiError, RateLimited } from './errors.ts';
import { metadataArg } from './metadata.ts';
import { botMethod, type BotCall, type Method } from './method.ts';

const postMessage = botMethod({
  tier: 'special',
  scope: 'chat:write',
  args: z.object({
    ...contentArgs,
    ...identityArgs,
    channel: text,
    thread_ts: text.optional(),
    reply_broadcast: flag,
    metadata: json(metadataArg, 'invalid_metadata_format'),
    unfurl_links: flag,
    unfurl_media: flag,
  }),
  run: (call, args) => {
    const channel = findTarget(call, args.channel);
    requireWritable(call, channel);
    const wait = call.core.rateLimits.takePost(call.workspace.id, channel.id);
    if (wait > 0) throw new RateLimited(wait);
    const threadTs = args.thread_ts === undefined ? undefined : threadOf(channel, args.thread_ts);
    const content = contentOf(args, call.warnings);
    requireBlocksFit(args.blocks);
    const message = post(call.core, placeOf(call, channel), {
      ...authorship(call.core, call.installation, args),
      ...content,
      ...(threadTs !== undefined ? { thread_ts: threadTs } : {}),
      ...(threadTs !== undefined && args.reply_broadcast ? { isBroadcast: true } : {}),
      ...(args.metadata ? { metadata: args.metadata } : {}),
    });
    return {
      channel: channel.id,
      ts: message.ts,
      message: messageJson(channel, message, { withMetadata: true, withThread: false }),
    };
  },
});

const postEphemeral = botMethod({
  tier: 't4',
  scope: 'chat:write',
  args: z.object({ ...contentArgs, ...identityArgs, channel: text, user: text, thread_ts: text.optional() }),
  run: (call, args) => {
    const { core, workspace } = call;
    const channel = findTarget(call, args.channel);
    requireWritable(call, channel);
    if (!channel.members.has(args.user)) throw new ApiError('user_not_in_channel');
    const { text: content, blocks } = contentOf(args);
    requireBlocksFit(args.blocks);
    const { ts } = showEphemeral(core, workspace, {
      channel: channel.id,
      viewer: args.user,
      text: content,
      ...(blocks ? { blocks } : {}),
      ...(args.thread_ts !== undefined ? { thread_ts: args.thread_ts } : {}),
    });
    return { message_ts: ts };
  },
});

export const chatPostMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
};

const placeOf = ({ workspace }: BotCall, channel: Channel): Place => ({ workspace, channel });

/** An id, a `#name`, or a user's id, which stands for the direct message with that user. */
function findTarget(call: BotCall, id: string): Channel {
  const { workspace, bot } = call;
  if (workspace.users.has(id)) return openDirect(call.core, workspace, [bot.id, id]).channel;
  const named = [...workspace.channels.values()].find(
    ({ name, kind }) => kind !== 'im' && name === id.replace(/^#/, ''),
  );
  return findChannel(call, named?.id ?? id);
}

function requireWritable(call: BotCall, channel: Channel): void {
  if (channel.isArchived) throw new ApiError('is_archived');
  const mayPostAnywhere = channel.kind === 'public' && call.installation.scopes.has('chat:write.public');
  if (!mayPostAnywhere) requireMember(call, channel);
  if (channel.kind === 'im' && !call.core.app.manifest.features.app_home.messages_tab_enabled) {
    throw new ApiError('messages_tab_disabled');
  }
}

/** The parent's ts, also when given a reply's. */
function threadOf(channel: Channel, ts: string): string {
  const message = messageAt(channel, ts);
  if (!message) throw new ApiError('thread_not_found');
  return message.thread_ts ?? ts;
}

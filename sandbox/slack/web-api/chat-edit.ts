import { z } from 'zod';
import { requireBlocksFit } from '../block-kit/check.ts';
import { messageJson } from '../json.ts';
import { edit, remove, type Edit } from '../messages.ts';
import type { Message } from '../state/model.ts';
import { findChannel, findMessage } from './access.ts';
import { json, text } from './args.ts';
import { contentArgs, contentOf, type ContentArgs } from './content.ts';
import { ApiError } from './errors.ts';
import { metadataArg } from './metadata.ts';
import { botMethod, type BotCall, type Method } from './method.ts';

/** Documented for `chat.update` alone. */
const MAX_UPDATE_TEXT = 4_000;

const update = botMethod({
  tier: 't3',
  scope: 'chat:write',
  args: z.object({ ...contentArgs, channel: text, ts: text, metadata: json(metadataArg, 'invalid_metadata_format') }),
  run: (call, args) => {
    const channel = findChannel(call, args.channel);
    if (channel.isArchived) throw new ApiError('is_inactive');
    const message = findMessage(channel, args.ts);
    requireOwn(call, message, 'cant_update_message');
    if ((args.text ?? '').length > MAX_UPDATE_TEXT) throw new ApiError('msg_too_long');
    const changes = changesOf(args, message);
    requireBlocksFit(args.blocks);
    if (args.metadata === null) delete message.metadata;
    else if (args.metadata) changes.metadata = args.metadata;
    // What is updated by blocks does not show that it was edited.
    const editor = args.blocks?.length ? undefined : call.bot.id;
    edit(call.core, { workspace: call.workspace, channel }, message, changes, editor);
    return { channel: channel.id, ts: message.ts, text: message.text, message: messageJson(channel, message) };
  },
});

const deleteMessage = botMethod({
  tier: 't3',
  scope: 'chat:write',
  args: z.object({ channel: text, ts: text }),
  run: (call, args) => {
    const channel = findChannel(call, args.channel);
    const message = findMessage(channel, args.ts);
    requireOwn(call, message, 'cant_delete_message');
    remove(call.core, { workspace: call.workspace, channel }, message);
    return { channel: channel.id, ts: message.ts };
  },
});

const getPermalink = botMethod({
  tier: 'special',
  args: z.object({ channel: text, message_ts: text }),
  run: (call, args) => {
    const channel = findChannel(call, args.channel);
    const { ts, thread_ts: threadTs } = findMessage(channel, args.message_ts);
    const base = `https://${call.workspace.domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}`;
    const query = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel.id}`;
    return { channel: channel.id, permalink: base + query };
  },
});

export const chatEditMethods: Readonly<Record<string, Method>> = {
  'chat.update': update,
  'chat.delete': deleteMessage,
  'chat.getPermalink': getPermalink,
};

function requireOwn({ installation }: BotCall, message: Message, code: string): void {
  if (message.bot_id !== installation.botId) throw new ApiError(code);
}

/** Documented: text without blocks takes the old blocks away; attachments stay unless they are given. */
function changesOf(args: ContentArgs, message: Message): Edit {
  const content = contentOf(args);
  if (message.hasRichText && args.blocks?.length && !content.hasRichText) throw new ApiError('block_mismatch');
  return {
    text: args.text === undefined && content.text === '' ? message.text : content.text,
    blocks: content.blocks ?? [],
    hasRichText: content.hasRichText,
    ...(args.attachments ? { attachments: content.attachments ?? [] } : {}),
  };
}

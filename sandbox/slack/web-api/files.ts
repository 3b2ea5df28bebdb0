import { z } from 'zod';
import { record } from '../core.ts';
import { maySee } from '../files/access.ts';
import { addFile } from '../files/make-file.ts';
import { deleteFile, shareFiles } from '../files/sharing.ts';
import type { Channel, SlackFile } from '../state/model.ts';
import { messageAt, type StoredFile } from '../state/workspace.ts';
import { findChannel, requireMember } from './access.ts';
import { integer, json, list, text } from './args.ts';
import { authorship, identityArgs } from './authorship.ts';
import { contentArgs, contentOf } from './content.ts';
import { ApiError } from './errors.ts';
import { botMethod, type BotCall, type Method } from './method.ts';

const MAX_ALT_TEXT = 1_000;
const MAX_FILE_BYTES = 1_073_741_824;
const MAX_CHANNELS = 100;

const getUploadUrl = botMethod({
  tier: 't4',
  scope: 'files:write',
  args: z.object({ filename: text, length: integer, alt_txt: text.optional(), snippet_type: text.optional() }),
  run: ({ core, workspace, bot }, args) => {
    if (args.length < 1) throw new ApiError('missing_argument');
    if (args.length > MAX_FILE_BYTES) throw new ApiError('file_upload_size_restricted');
    if ((args.alt_txt ?? '').length > MAX_ALT_TEXT) throw new ApiError('alt_txt_too_large');
    const upload = core.uploads.announce({ workspace, name: args.filename, length: args.length, user: bot.id });
    return { upload_url: `${core.url}/upload/v1/${upload.ticket}`, file_id: upload.fileId };
  },
});

const complete = botMethod({
  tier: 't4',
  scope: 'files:write',
  args: z.object({
    files: json(z.array(z.looseObject({ id: z.string(), title: z.string().optional() })).min(1), 'invalid_arguments'),
    channel_id: text.optional(),
    channels: list.optional(),
    thread_ts: text.optional(),
    initial_comment: text.optional(),
    blocks: contentArgs.blocks,
    ...identityArgs,
  }),
  run: (call, args) => {
    const { core, workspace, installation } = call;
    const ids = args.channel_id === undefined ? (args.channels ?? []) : [args.channel_id];
    if (ids.length > MAX_CHANNELS) throw new ApiError('channels_limit_exceeded');
    const channels = ids.map((id) => requirePlace(call, id, args.thread_ts));
    const files = args.files.map(({ id, title }) => finish(call, id, title));
    const { initial_comment: comment, blocks } = args;
    const content = comment === undefined && !blocks?.length ? { text: '' } : contentOf({ text: comment, blocks });
    const thread = args.thread_ts === undefined ? {} : { thread_ts: args.thread_ts };
    // Slack scans files first: the answer comes before the message does.
    core.timers.later(core.timing.fileShareMs, () => {
      for (const channel of channels) {
        shareFiles(core, { workspace, channel }, files, {
          ...authorship(core, installation, args),
          ...content,
          ...thread,
        });
      }
    });
    return { files: files.map((file) => ({ ...file })) };
  },
});

const info = botMethod({
  tier: 't4',
  scope: 'files:read',
  args: z.object({ file: text }),
  run: (call, args) => ({ file: findFile(call, args.file).file, comments: [], response_metadata: { next_cursor: '' } }),
});

const listFiles = botMethod({
  tier: 't3',
  scope: 'files:read',
  args: z.object({
    channel: text.optional(),
    user: text.optional(),
    count: integer.default(100),
    page: integer.default(1),
  }),
  run: ({ workspace, installation }, { channel, user, count, page }) => {
    const files = [...workspace.files.values()]
      .filter((stored) => !stored.isDeleted && maySee(installation, stored))
      .map(({ file }) => file)
      .filter((file) => user === undefined || file.user === user)
      .filter((file) => channel === undefined || [...file.channels, ...file.groups, ...file.ims].includes(channel));
    const shown = files.slice((page - 1) * count, page * count);
    return { files: shown, paging: { count, total: files.length, page, pages: Math.ceil(files.length / count) } };
  },
});

const remove = botMethod({
  tier: 't3',
  scope: 'files:write',
  args: z.object({ file: text }),
  run: (call, args) => {
    const stored = findFile(call, args.file);
    if (stored.file.user !== call.bot.id) throw new ApiError('cant_delete_file');
    deleteFile(call.core, call.workspace, stored);
    return {};
  },
});

export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': complete,
  'files.info': info,
  'files.list': listFiles,
  'files.delete': remove,
};

function requirePlace(call: BotCall, id: string, threadTs: string | undefined): Channel {
  const channel = findChannel(call, id);
  requireMember(call, channel);
  if (channel.isArchived) throw new ApiError('posting_to_channel_denied');
  if (threadTs !== undefined && !messageAt(channel, threadTs)) throw new ApiError('thread_not_found');
  return channel;
}

function finish({ core, workspace }: BotCall, id: string, title: string | undefined): SlackFile {
  const upload = core.uploads.take(workspace, id);
  if (!upload) throw new ApiError('file_not_found');
  const { name, content, user } = upload;
  record(core, { type: 'file', change: 'uploaded', file: id, name });
  return addFile(core, workspace, { id, name, content, user, ...(title !== undefined ? { title } : {}) });
}

function findFile({ workspace, installation }: BotCall, id: string): StoredFile {
  const stored = workspace.files.get(id);
  if (stored?.isDeleted) throw new ApiError('file_deleted');
  if (!stored || !maySee(installation, stored)) throw new ApiError('file_not_found');
  return stored;
}

import { z } from 'zod';
import { record, type Core } from '../core.ts';
import type { ResponseTarget } from '../delivery/response-urls.ts';
import { editEphemeral, findEphemeral, postEphemeral, removeEphemeral } from '../ephemerals.ts';
import { edit, post, remove } from '../messages.ts';
import type { Installation } from '../state/app.ts';
import type { Channel } from '../state/model.ts';
import { messageAt } from '../state/workspace.ts';
import { authorship } from '../web-api/authorship.ts';
import { contentOf, type Content } from '../web-api/content.ts';
import { ApiError } from '../web-api/errors.ts';

const schema = z.looseObject({
  text: z.string().optional(),
  blocks: z.array(z.record(z.string(), z.unknown())).optional(),
  attachments: z.array(z.record(z.string(), z.unknown())).optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.coerce.boolean().default(false),
  delete_original: z.coerce.boolean().default(false),
  thread_ts: z.string().optional(),
});
type Response = z.output<typeof schema>;

/** What the app says to a command or an interaction. Throws an `ApiError` where Slack refuses it. */
export function applyResponse(core: Core, installation: Installation, target: ResponseTarget, body: unknown): void {
  const result = schema.safeParse(typeof body === 'string' ? { text: body } : body);
  if (!result.success) throw new ApiError('invalid_payload');
  const { workspace } = installation;
  const channel = workspace.channels.get(target.channel);
  if (!channel) throw new ApiError('channel_not_found');
  if (channel.isArchived) throw new ApiError('is_archived');
  const response = result.data;
  if (response.delete_original) removeOriginal(core, installation, channel, target);
  else if (response.replace_original && replaceOriginal(core, installation, channel, target, response)) return;
  if (!response.delete_original) publish(core, installation, channel, target, response);
}

function publish(
  core: Core,
  installation: Installation,
  channel: Channel,
  target: ResponseTarget,
  response: Response,
): void {
  const { workspace } = installation;
  const content = responseContent(response);
  const threadTs = response.thread_ts ?? target.threadTs;
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  const { ts } =
    response.response_type === 'in_channel'
      ? post(core, { workspace, channel }, { ...authorship(core, installation), ...content, ...thread })
      : postEphemeral(core, workspace, {
          channel: channel.id,
          viewer: target.user,
          text: content.text,
          ...(content.blocks ? { blocks: content.blocks } : {}),
          ...thread,
        });
  target.originalTs ??= ts;
}

/** False when there is no original any more: then a new message is posted. */
function replaceOriginal(
  core: Core,
  { workspace, botUserId }: Installation,
  channel: Channel,
  { originalTs = '' }: ResponseTarget,
  response: Response,
): boolean {
  const ephemeral = findEphemeral(workspace, channel.id, originalTs);
  const message = messageAt(channel, originalTs);
  const content = responseContent(response);
  if (ephemeral) editEphemeral(core, ephemeral, content);
  else if (message)
    edit(core, { workspace, channel }, message, { ...content, blocks: content.blocks ?? [] }, botUserId);
  return Boolean(ephemeral ?? message);
}

function removeOriginal(
  core: Core,
  { workspace }: Installation,
  channel: Channel,
  { originalTs = '' }: ResponseTarget,
): void {
  const ephemeral = findEphemeral(workspace, channel.id, originalTs);
  const message = messageAt(channel, originalTs);
  if (ephemeral) removeEphemeral(core, ephemeral);
  else if (message) remove(core, { workspace, channel }, message);
}

/** Measured by others: `markdown` is no content here. */
function responseContent({ text, blocks, attachments }: Response): Content {
  const known = blocks?.filter(({ type }) => type !== 'markdown');
  return contentOf({ text, blocks: known, attachments });
}

/** A POST to a `response_url`: the status and body to answer. */
export function useResponseUrl(core: Core, path: string, body: unknown): { status: 200 | 400 | 404; body: object } {
  const target = core.responseUrls.use(path);
  if (typeof target === 'string') return { status: 404, body: { ok: false, error: target } };
  const installation = core.installations.of(target.team);
  const { user, channel } = target;
  try {
    if (!installation?.isInstalled) throw new ApiError('account_inactive');
    applyResponse(core, installation, target, body);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    record(core, { type: 'response', user, channel, body, status: 400 });
    return { status: 400, body: { ok: false, error: error.code, ...error.extra } };
  }
  record(core, { type: 'response', user, channel, body, status: 200 });
  target.onResponse?.(body);
  return { status: 200, body: { ok: true } };
}

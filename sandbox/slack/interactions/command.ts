import { record } from '../core.ts';
import type { ResponseTarget } from '../delivery/response-urls.ts';
import type { Channel } from '../state/model.ts';
import { escapeMentions } from '../world/mentions.ts';
import { channelNameOf, type Acting } from './context.ts';
import { applyResponse } from './responses.ts';

/** One use of a slash command, as its user lives it. */
export interface CommandUse {
  readonly acknowledged: boolean;
  /** What Slackbot tells the user when the app did not answer in time. */
  readonly failure?: 'dispatch_failed' | 'operation_timeout';
  readonly triggerId: string;
  readonly responseUrl: string;
  /** The body of the acknowledgement, if it had one, and of every post to the response_url; grows. */
  readonly responses: unknown[];
}

/** Resolves once the app has acknowledged the command, or Slack has given up on it. */
export async function runCommand(acting: Acting, command: string, text: string, channel: Channel): Promise<CommandUse> {
  const { core, installation, user } = acting;
  const { workspace } = installation;
  const known = core.app.manifest.features.slash_commands.find((one) => one.command === command);
  if (!known) throw new Error(`${command} is not a valid command`);
  const responses: unknown[] = [];
  const target: ResponseTarget = {
    team: workspace.id,
    channel: channel.id,
    user: user.id,
    onResponse: (body) => responses.push(body),
  };
  const responseUrl = core.url + core.responseUrls.issue('commands', target);
  const triggerId = core.triggers.issue(user.id);
  const outcome = await core.dispatcher.request('slash_commands', {
    token: core.app.verificationToken,
    team_id: workspace.id,
    team_domain: workspace.domain,
    channel_id: channel.id,
    channel_name: channelNameOf(channel),
    user_id: user.id,
    user_name: user.name,
    command,
    text: known.should_escape ? escapeMentions(workspace, text.trim()) : text.trim(),
    api_app_id: core.app.id,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: triggerId,
  });
  const { acknowledged } = outcome;
  const reason = acknowledged ? {} : { reason: outcome.reason };
  record(core, { type: 'command', command, text, user: user.id, channel: channel.id, acknowledged, ...reason });
  if (!acknowledged) {
    const failure = outcome.reason === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
    return { acknowledged, failure, triggerId, responseUrl, responses };
  }
  if (hasContent(outcome.body)) {
    applyResponse(core, installation, target, outcome.body);
    responses.push(outcome.body);
  }
  return { acknowledged, triggerId, responseUrl, responses };
}

/** An acknowledgement with text or blocks is shown to the user. */
function hasContent(body: unknown): boolean {
  if (typeof body === 'string') return body !== '';
  return typeof body === 'object' && body !== null && ('text' in body || 'blocks' in body || 'attachments' in body);
}

import type { Core } from '../core.ts';
import { scopeFor } from '../events.ts';
import type { Installation } from '../state/app.ts';
import type { Channel, Message } from '../state/model.ts';
import { messageAt } from '../state/workspace.ts';
import { ApiError } from './errors.ts';
import type { BotCall } from './method.ts';
import type { ApiRequest } from './request.ts';

export function requireAppToken({ app }: Core, { token }: ApiRequest): void {
  if (token === undefined) throw new ApiError('not_authed');
  if (/^xox[bpe]/.test(token)) throw new ApiError('not_allowed_token_type');
  if (token !== app.appToken) throw new ApiError('invalid_auth');
}

/** The installation behind a bot token; throws what Slack answers to any other. */
export function authenticate(core: Core, { token }: ApiRequest): Installation {
  if (token === undefined || token === '') throw new ApiError('not_authed');
  if (token === core.app.appToken) throw new ApiError('not_allowed_token_type');
  const grant = core.installations.find(token);
  if (!grant) throw new ApiError('invalid_auth');
  if (grant.state === 'uninstalled') throw new ApiError('account_inactive');
  if (grant.state === 'revoked') throw new ApiError('token_revoked');
  const isExpired = grant.state === 'expired' || (grant.expiresAt !== undefined && core.clock.now() > grant.expiresAt);
  if (isExpired) throw new ApiError('token_expired');
  return grant.installation;
}

/** Throws `missing_scope`. */
export function requireScope({ scopes }: Installation, needed: string): void {
  if (!scopes.has(needed)) throw new ApiError('missing_scope', { needed, provided: [...scopes].join(',') });
}

/** A conversation that the bot may know of; throws `channel_not_found`. */
export function findChannel({ workspace, bot }: BotCall, id: string): Channel {
  const channel = workspace.channels.get(id);
  if (!channel || (channel.kind !== 'public' && !channel.members.has(bot.id))) throw new ApiError('channel_not_found');
  return channel;
}

/** The same, with the scope that this kind of conversation asks for. */
export function findChannelFor(call: BotCall, id: string, right: 'history' | 'read'): Channel {
  const channel = findChannel(call, id);
  requireScope(call.installation, scopeFor(channel.kind, right));
  return channel;
}

/** Throws `not_in_channel`. */
export function requireMember({ bot }: BotCall, channel: Channel): void {
  if (!channel.members.has(bot.id)) throw new ApiError('not_in_channel');
}

/** Throws `message_not_found`. */
export function findMessage(channel: Channel, ts: string): Message {
  const message = messageAt(channel, ts);
  if (!message) throw new ApiError('message_not_found');
  return message;
}

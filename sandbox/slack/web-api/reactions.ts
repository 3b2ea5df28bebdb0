import { z } from 'zod';
import { messageJson } from '../json.ts';
import { addReaction, removeReaction } from '../reactions.ts';
import type { Channel, Message } from '../state/model.ts';
import { findChannel, findMessage } from './access.ts';
import { text } from './args.ts';
import { ApiError } from './errors.ts';
import { botMethod, type BotCall, type Method } from './method.ts';

const NAME = /^[\p{L}\p{N}_+'-]+(?:::skin-tone-[2-6])?$/u;
const TS = /^\d+\.\d{6}$/;
/** Documented as a limit without a number; 23 by Slack's help pages. */
const MAX_NAMES = 23;

const args = z.object({ name: text, channel: text.optional(), timestamp: text.optional() });

const add = botMethod({
  tier: 't3',
  scope: 'reactions:write',
  args,
  run: (call, { name, ...item }) => {
    const { channel, message } = findItem(call, item);
    requireName(name);
    if (channel.isArchived) throw new ApiError('is_archived');
    const names = message.reactions ?? [];
    if (names.length >= MAX_NAMES && !names.some((one) => one.name === name)) throw new ApiError('too_many_emoji');
    const isNew = addReaction(call.core, { workspace: call.workspace, channel }, message, call.bot.id, name);
    if (!isNew) throw new ApiError('already_reacted');
    return {};
  },
});

const remove = botMethod({
  tier: 't2',
  scope: 'reactions:write',
  args,
  run: (call, { name, ...item }) => {
    const { channel, message } = findItem(call, item);
    requireName(name);
    const wasThere = removeReaction(call.core, { workspace: call.workspace, channel }, message, call.bot.id, name);
    if (!wasThere) throw new ApiError('no_reaction');
    return {};
  },
});

const get = botMethod({
  tier: 't3',
  scope: 'reactions:read',
  args: z.object({ channel: text.optional(), timestamp: text.optional() }),
  run: (call, item) => {
    const { channel, message } = findItem(call, item);
    return { type: 'message', channel: channel.id, message: messageJson(channel, message) };
  },
});

export const reactionMethods: Readonly<Record<string, Method>> = {
  'reactions.add': add,
  'reactions.remove': remove,
  'reactions.get': get,
};

interface Item {
  readonly channel?: string | undefined;
  readonly timestamp?: string | undefined;
}

function findItem(call: BotCall, item: Item): { channel: Channel; message: Message } {
  if (item.channel === undefined || item.timestamp === undefined) throw new ApiError('no_item_specified');
  if (!TS.test(item.timestamp)) throw new ApiError('bad_timestamp');
  const channel = findChannel(call, item.channel);
  return { channel, message: findMessage(channel, item.timestamp) };
}

function requireName(name: string): void {
  if (!NAME.test(name)) throw new ApiError('invalid_name');
}

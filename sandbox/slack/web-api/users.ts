import { z } from 'zod';
import { userJson } from '../json.ts';
import { integer, text } from './args.ts';
import { ApiError } from './errors.ts';
import { botMethod, type BotCall, type Method } from './method.ts';
import { pageOf } from './paging.ts';

const info = botMethod({
  tier: 't4',
  scope: 'users:read',
  args: z.object({ user: text }),
  run: (call, args) => {
    const user = call.workspace.users.get(args.user);
    if (!user) throw new ApiError('user_not_found');
    return { user: userJson(user, maySeeEmail(call)) };
  },
});

const list = botMethod({
  tier: 't2',
  scope: 'users:read',
  args: z.object({ cursor: text.optional(), limit: integer.default(1_000) }),
  run: (call, args) => {
    const page = pageOf([...call.workspace.users.values()], ({ id }) => id, args);
    return {
      members: page.items.map((user) => userJson(user, maySeeEmail(call))),
      cache_ts: call.core.clock.seconds(),
      response_metadata: { next_cursor: page.nextCursor },
    };
  },
});

const lookupByEmail = botMethod({
  tier: 't3',
  scope: 'users:read.email',
  args: z.object({ email: text }),
  run: ({ workspace }, args) => {
    const wanted = args.email.toLowerCase();
    const user = [...workspace.users.values()].find(
      ({ email, isDeleted }) => !isDeleted && email?.toLowerCase() === wanted,
    );
    if (!user) throw new ApiError('users_not_found');
    return { user: userJson(user, true) };
  },
});

const botInfo = botMethod({
  tier: 't3',
  scope: 'users:read',
  args: z.object({ bot: text.optional() }),
  run: ({ core, installation, bot }, args) => {
    if (args.bot !== undefined && args.bot !== installation.botId) throw new ApiError('bot_not_found');
    return {
      bot: {
        id: installation.botId,
        deleted: false,
        name: bot.realName,
        updated: 0,
        app_id: core.app.id,
        user_id: bot.id,
        icons: { image_36: bot.image, image_48: bot.image, image_72: bot.image },
      },
    };
  },
});

export const userMethods: Readonly<Record<string, Method>> = {
  'users.info': info,
  'users.list': list,
  'users.lookupByEmail': lookupByEmail,
  'bots.info': botInfo,
};

const maySeeEmail = ({ installation }: BotCall): boolean => installation.scopes.has('users:read.email');

import { z } from 'zod';
import { ApiError } from './errors.ts';
import { botMethod, openMethod, type Method } from './method.ts';

const none = z.object({});

const test = botMethod({
  tier: 'special',
  args: none,
  run: ({ workspace, installation, bot }) => ({
    url: `https://${workspace.domain}.slack.com/`,
    team: workspace.name,
    user: bot.name,
    team_id: workspace.id,
    user_id: bot.id,
    bot_id: installation.botId,
    is_enterprise_install: false,
  }),
});

const apiTest = openMethod('anyone', {
  tier: 't4',
  args: z.record(z.string(), z.unknown()),
  run: (_call, args) => {
    if (typeof args['error'] === 'string') throw new ApiError(args['error'], { args });
    return { args };
  },
});

/** A WebSocket URL for one Socket Mode connection. */
const openConnection = openMethod('app', {
  tier: 't3',
  args: none,
  run: ({ core }) => ({ url: `${core.url.replace(/^http/, 'ws')}/link/?${core.socketMode.issueTicket()}` }),
});

export const authMethods: Readonly<Record<string, Method>> = {
  'auth.test': test,
  'api.test': apiTest,
  'apps.connections.open': openConnection,
};

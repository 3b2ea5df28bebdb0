import type { webApi } from '@slack/bolt';
import type { Bridge } from '../bridge/bridge.ts';
import type { Log } from '../bridge/log.ts';
import type { Addresses } from './addresses.ts';
import type { Asked } from './commands/asked.ts';
import type { Args } from './commands/parse.ts';
import type { Bots } from './commands/spoken.ts';
import type { Homes } from './homes.ts';

/** What every listener works with. */
export interface Desk {
  readonly bridge: Bridge;
  readonly addresses: Addresses;
  readonly bots: Bots;
  readonly homes: Homes;
  readonly log: Log;
}

/** What Slack says of who did something. */
export interface Doer {
  readonly team: string;
  readonly slackUser: string;
  readonly client: webApi.WebClient;
}

/** A request as commands take it. */
export const asAsked = (
  { bridge, addresses, log }: Pick<Desk, 'bridge' | 'addresses' | 'log'>,
  { team, slackUser, client }: Doer,
  more: Partial<Asked> & { readonly args?: Args } = {},
): Asked => ({
  args: {},
  ...more,
  team,
  slackUser,
  client,
  bridge,
  log,
  addressOf: async (message) => (await addresses.in(team, client))(message),
});

interface InteractiveBody {
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly team: { readonly id: string } | null;
}

/** Who pressed, chose or submitted. */
export const doerOf = (body: InteractiveBody, client: webApi.WebClient): Doer => ({
  team: body.user.team_id ?? body.team?.id ?? '',
  slackUser: body.user.id,
  client,
});

import type { PubNubService } from '../pubnub/service.ts';
import type { SlackService } from '../slack/service.ts';
import type { WebexService } from '../webex/service.ts';
import { pictureOf } from './avatars.ts';
import type { Service, Tables } from './protocol.ts';
import { NO_SLACK, slackTables } from './slack-tables.ts';
import { sentToWebex, trafficOf } from './traffic.ts';
import { NO_WEBEX, webexTables } from './webex-tables.ts';

/** Those that run. */
export interface Services {
  readonly webex?: Pick<WebexService, 'world' | 'journal'> | undefined;
  readonly pubnub?: Pick<PubNubService, 'journal'> | undefined;
  readonly slack?: Pick<SlackService, 'world' | 'journal'> | undefined;
}

/** As the page shows them, from left to right. */
const ORDER: readonly Service['key'][] = ['webex', 'pubnub', 'slack'];

/** Everything the page shows, as it is now. */
export function tablesOf({ webex, pubnub, slack }: Services): Tables {
  const running = { webex, pubnub, slack };
  const entries = pubnub?.journal.entries ?? [];
  const around = {
    pictureOf,
    fromSlack: sentToWebex(entries),
    slackNames: new Set(slack?.world.people.map(({ name }) => name)),
  };
  return {
    services: ORDER.filter((key) => running[key]).map((key) => ({ key })),
    ...(webex ? webexTables(webex.world, around) : NO_WEBEX),
    ...(slack ? slackTables(slack.world, pictureOf) : NO_SLACK),
    traffic: trafficOf(entries),
  };
}

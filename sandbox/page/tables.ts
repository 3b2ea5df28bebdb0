import type { PubNubService } from '../pubnub/service.ts';
import type { SlackService } from '../slack/service.ts';
import type { WebexService } from '../webex/service.ts';
import { pictureOf } from './avatars.ts';
import type { Tables } from './protocol.ts';
import { slackTables } from './slack-tables.ts';
import { sentToWebex, trafficOf } from './traffic.ts';
import { webexTables } from './webex-tables.ts';

export interface Services {
  readonly pubnub: Pick<PubNubService, 'journal'>;
  readonly webex: Pick<WebexService, 'world'>;
  readonly slack: Pick<SlackService, 'world'>;
}

/** Everything the page shows, as it is now. */
export function tablesOf({ pubnub, webex, slack }: Services): Tables {
  const { entries } = pubnub.journal;
  return {
    ...webexTables(webex.world, {
      pictureOf,
      fromSlack: sentToWebex(entries),
      slackNames: new Set(slack.world.people.map(({ name }) => name)),
    }),
    ...slackTables(slack.world, pictureOf),
    traffic: trafficOf(entries),
  };
}

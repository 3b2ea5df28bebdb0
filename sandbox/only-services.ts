/** Some of the services alone, for whatever else is to meet them: a bridge started by hand, somebody's own client. */
import type { Flags, ServiceName } from './flags.ts';
import { startPage } from './page/server.ts';
import { startPubNub, type PubNubService } from './pubnub/service.ts';
import {
  deployFunctions,
  pigdinManifest,
  pubnubEnvironment,
  registerIntegration,
  slackEnvironment,
  type ClientCredentials,
} from './sandbox.ts';
import { startSlack, type SlackService } from './slack/service.ts';
import { startWebex, type WebexService } from './webex/service.ts';
import { seedSlack, seedWebex } from './world.ts';

const REAL_WEBEX = 'https://webexapis.com/v1';

const otherWebex = (): string => process.env['WEBEX_API_URL'] ?? REAL_WEBEX;

export interface Running {
  /** What is running, in a few lines. */
  readonly summary: string;
  readonly pageUrl: string;
  close(): Promise<void>;
}

/** Each with its small world, and a page to act in it. The summary holds what a client needs, as lines for a `.env` file. */
export async function runServices({ ports, layout }: Flags, services: readonly ServiceName[]): Promise<Running> {
  const wanted = (name: ServiceName): boolean => services.includes(name);
  const webex = wanted('webex') ? await startWebex({ port: ports.webex }) : undefined;
  const pubnub = wanted('pubnub') ? await startPubNub({ port: ports.pubnub, intervals: true }) : undefined;
  const slack = wanted('slack') ? await startSlack({ manifest: pigdinManifest(), port: ports.slack }) : undefined;
  const integration = webex && pubnub && registerIntegration(webex, pubnub);
  const webexApiUrl = webex ? webex.apiUrl : otherWebex();
  if (pubnub) deployFunctions(pubnub, webexApiUrl, layout, integration);
  const page = await startPage({ webex, pubnub, slack, port: ports.page });
  const started = [page, webex, pubnub, slack].filter((service) => service !== undefined);
  const lines = [
    [`# A page to see what happens, and to act as the people there: ${page.url}`],
    webex ? webexLines(webex, page.url, integration) : [],
    pubnub ? pubnubLines(pubnub, webexApiUrl, layout) : [],
    slack ? slackLines(slack) : [],
  ].flat();
  return {
    summary: [...lines, '# Running until Ctrl-C.'].join('\n'),
    pageUrl: page.url,
    close: async () => {
      await Promise.all(started.map((service) => service.close()));
    },
  };
}

function webexLines(webex: WebexService, pageUrl: string, integration: ClientCredentials | undefined): string[] {
  const { uma } = seedWebex(webex, pageUrl);
  const tokens = webex.world.issueTokens(uma);
  return [
    `# Webex, as ${uma.name} (${uma.email})`,
    `WEBEX_API_URL=${webex.apiUrl}`,
    ...(integration ? [`WEBEX_CLIENT_ID=${integration.clientId}`] : []),
    `WEBEX_USER_ID=${uma.id}`,
    `WEBEX_ACCESS_TOKEN=${tokens.access_token}`,
    `WEBEX_REFRESH_TOKEN=${tokens.refresh_token}`,
  ];
}

const pubnubLines = (pubnub: PubNubService, webexApiUrl: string, layout: Flags['layout']): string[] => [
  `# PubNub; its Functions reach Webex at ${webexApiUrl}`,
  ...asLines(pubnubEnvironment(pubnub, layout)),
];

function slackLines(slack: SlackService): string[] {
  seedSlack(slack);
  return ['# Slack', ...asLines(slackEnvironment(slack)), `SLACK_SIGNING_SECRET=${slack.signingSecret}`];
}

const asLines = (environment: Readonly<Record<string, string>>): string[] =>
  Object.entries(environment).map(([name, value]) => `${name}=${value}`);

/** Some of the services alone, for whatever else is to meet them: a bridge started by hand, somebody's own client. */
import { deployFunctions, pigdinManifest, pubnubEnvironment, slackEnvironment } from './sandbox.ts';
import type { Flags, ServiceName } from './flags.ts';
import { startPubNub } from './pubnub/service.ts';
import { startSlack } from './slack/service.ts';
import { startWebex } from './webex/service.ts';
import { seedSlack, seedWebex } from './world.ts';

const REAL_WEBEX = 'https://webexapis.com/v1';

export interface Running {
  /** What is running, in a few lines. */
  readonly summary: string;
  close(): Promise<void>;
}

/** Each with its small world. The summary holds what a client needs, as lines for a `.env` file. */
export async function runServices(flags: Flags, services: readonly ServiceName[]): Promise<Running> {
  const closers: (() => Promise<void>)[] = [];
  const lines: string[] = [];
  const webex = services.includes('webex') ? await startWebex({ port: flags.ports.webex ?? 0 }) : undefined;
  if (webex) {
    const { uma } = seedWebex(webex);
    const tokens = webex.world.issueTokens(uma);
    lines.push(`# Webex, as ${uma.name} (${uma.email})`, `WEBEX_API_URL=${webex.apiUrl}`);
    lines.push(
      `WEBEX_USER_ID=${uma.id}`,
      `WEBEX_ACCESS_TOKEN=${tokens.access_token}`,
      `WEBEX_REFRESH_TOKEN=${tokens.refresh_token}`,
    );
    closers.push(() => webex.close());
  }
  if (services.includes('pubnub')) {
    const pubnub = await startPubNub({ port: flags.ports.pubnub ?? 0 });
    const webexApiUrl = webex?.apiUrl ?? process.env['WEBEX_API_URL'] ?? REAL_WEBEX;
    deployFunctions(pubnub, webexApiUrl, flags.layout);
    lines.push(
      `# PubNub; its Functions reach Webex at ${webexApiUrl}`,
      ...asLines(pubnubEnvironment(pubnub, flags.layout)),
    );
    closers.push(() => pubnub.close());
  }
  if (services.includes('slack')) {
    const slack = await startSlack({ manifest: pigdinManifest(), port: flags.ports.slack ?? 0 });
    seedSlack(slack);
    lines.push('# Slack', ...asLines(slackEnvironment(slack)), `SLACK_SIGNING_SECRET=${slack.signingSecret}`);
    closers.push(() => slack.close());
  }
  return {
    summary: [...lines, '# Running until Ctrl-C.'].join('\n'),
    close: async () => {
      await Promise.all(closers.map((close) => close()));
    },
  };
}

const asLines = (environment: Readonly<Record<string, string>>): string[] =>
  Object.entries(environment).map(([name, value]) => `${name}=${value}`);

/** All services, the bridge as a process of its own, a connected account, and the page. */
import { startBridgeProcess } from './bridge-process.ts';
import type { Flags } from './flags.ts';
import type { Running } from './only-services.ts';
import { startPage } from './page/server.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';
import { setUpUser } from './set-up-user.ts';
import type { PersonHandle } from './webex/person-handle.ts';
import { greet, seedSlack, seedWebex } from './world.ts';

const at = (port?: number): { port?: number } => (port === undefined ? {} : { port });

export async function runEverything({ layout, ports }: Flags): Promise<Running> {
  const sandbox = await startSandbox({
    layout,
    pubnub: at(ports.pubnub),
    webex: at(ports.webex),
    slack: at(ports.slack),
  });
  const page = await startPage({ ...sandbox, ...at(ports.page) });
  const webexWorld = seedWebex(sandbox.webex, page.url);
  const slackWorld = seedSlack(sandbox.slack);
  const bridge = await startBridgeProcess(sandbox.environment);
  await setUpUser(sandbox, webexWorld.uma);
  await slackWorld.uma.command('/pigdin', 'connect', slackWorld.general);
  await greet(webexWorld);
  return {
    summary: summaryOf(sandbox, page.url, webexWorld.uma),
    async close() {
      await bridge.stop();
      await page.close();
      await sandbox.close();
    },
  };
}

const summaryOf = ({ pubnub, webex, slack }: Sandbox, page: string, uma: PersonHandle): string => `
Pigdin's sandbox is running. Nothing of it leaves this machine.

  Page     ${page}
  Bridge   ${uma.name} is connected: what happens in her Webex rooms appears in her Slack
  PubNub   ${pubnub.url}
  Webex    ${webex.apiUrl}
  Slack    ${slack.apiUrl}

Open the page, write as somebody in Webex on the left, and answer in the Slack thread on the right. Ctrl-C ends it.`;

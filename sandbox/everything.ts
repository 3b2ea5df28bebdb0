/** All services, the bridge as a process of its own, a connected account, and the page. */
import { startBridgeProcess } from './bridge-process.ts';
import type { Flags } from './flags.ts';
import type { Running } from './only-services.ts';
import { startPage } from './page/server.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';
import { signIn } from './sign-in.ts';
import type { PersonHandle } from './webex/person-handle.ts';
import { greet, seedSlack, seedWebex } from './world.ts';

export async function runEverything({ layout, ports }: Flags): Promise<Running> {
  const sandbox = await startSandbox({
    layout,
    pubnub: { port: ports.pubnub },
    webex: { port: ports.webex },
    slack: { port: ports.slack },
  });
  const page = await startPage({ ...sandbox, port: ports.page });
  const webexWorld = seedWebex(sandbox.webex, page.url);
  const slackWorld = seedSlack(sandbox.slack);
  const bridge = await startBridgeProcess(sandbox.environment);
  await signIn(sandbox, slackWorld.uma, webexWorld.uma);
  await greet(webexWorld);
  return {
    summary: summaryOf(sandbox, page.url, webexWorld.uma),
    pageUrl: page.url,
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

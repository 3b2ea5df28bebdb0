/** Composition only: configuration → store → Slack → PubNub → bridge; start, ready, graceful stop. */
import type { Logger } from 'pino';
import { Bridge } from './bridge/bridge.ts';
import { connectPubNub } from './bridge/pubnub.ts';
import { openStore } from './bridge/store.ts';
import type { Config } from './config.ts';
import { createLogger } from './log.ts';
import { createQueryClient } from './query-client.ts';
import { createWebexFiles } from './webex-files.ts';
import { createSlackApp } from './slack/app.ts';

export interface RunningApp {
  readonly bridge: Bridge;
  /** Stops the intake, lets finish what is under way, closes. */
  stop(): Promise<void>;
}

/** Longest wait for what is under way when the app is stopped. The journal keeps the rest for the next start. */
const DRAIN_MS = 10_000;

/** Resolves when messages flow. Rejects when Slack refuses the tokens; waits where Slack cannot be reached. */
export async function startApp(config: Config, log: Logger = createLogger(config.log)): Promise<RunningApp> {
  const store = await openStore(config.store, log);
  const slack = createSlackApp({ ...config.slack, log, onReply: (event) => bridge.fromSlack(event) });
  const roomClient = connectPubNub({ ...config.pubnub, log });
  const { functionsUrl, secret, layout } = config.pubnub;
  const queries = createQueryClient({ functionsUrl, secret });
  const signIn = config.webex && {
    clientId: config.webex.clientId,
    webexApiUrl: config.webex.apiUrl,
    functionsUrl,
    secret,
  };
  const files = createWebexFiles(config.webexApiUrl);
  const bridge = new Bridge({ store, threads: slack.threads, roomClient, queries, files, signIn, layout, log });

  roomClient.onDelivery = (delivery) => bridge.fromWebex(delivery);
  roomClient.onLost = () => bridge.lost();
  roomClient.onResumed = (from) => void bridge.resumed(from);
  slack.listen(bridge);
  await bridge.load();
  await slack.start();
  await bridge.start();
  await bridge.heardFrom(await roomClient.connected);
  log.info({ accounts: bridge.accounts.users().length }, 'Pigdin is running');

  return {
    bridge,
    async stop() {
      const quiet = Promise.allSettled([slack.stopIntake(), bridge.drain()]);
      await Promise.race([quiet, new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
      bridge.close();
      slack.close();
      roomClient.close();
      await store.close();
    },
  };
}

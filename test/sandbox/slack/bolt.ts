import { App, SocketModeReceiver } from '@slack/bolt';
import type { SlackService } from '../../../sandbox/slack/service.ts';
import { SILENT } from './calls.ts';

export interface RunningApp {
  readonly app: App;
  /** The next time that Bolt has a working connection. */
  reconnected(): Promise<void>;
  /** Waits until the connection is gone, as the stand-in must outlive it. */
  stop(): Promise<void>;
}

/** The real Bolt in Socket Mode, with short waits for reconnecting. */
export async function startBolt(slack: SlackService, register: (app: App) => void): Promise<RunningApp> {
  const clientOptions = () => ({ slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: SILENT,
    clientPingTimeout: 100,
    installerOptions: { clientOptions: clientOptions() },
  });
  const app = new App({
    token: slack.botToken,
    receiver,
    logger: SILENT,
    clientOptions: clientOptions(),
    convoStore: false,
    deferInitialization: true,
  });
  register(app);
  await app.init();
  await app.start();
  return {
    app,
    reconnected: () =>
      new Promise((resolve) => {
        receiver.client.once('connected', () => resolve());
      }),
    async stop() {
      const gone = new Promise((resolve) => {
        receiver.client.once('disconnected', resolve);
      });
      await app.stop();
      await gone;
    },
  };
}

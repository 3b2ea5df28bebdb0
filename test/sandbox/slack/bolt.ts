import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { SlackService } from '../../../sandbox/slack/service.ts';

export interface RunningApp {
  readonly app: App;
  /** Waits until the connection is gone, as the stand-in must outlive it. */
  stop(): Promise<void>;
}

/** The real Bolt in Socket Mode, with short waits for reconnecting. */
export async function startBolt(slack: SlackService, register: (app: App) => void): Promise<RunningApp> {
  const clientOptions = () => ({ slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    clientPingTimeout: 100,
    installerOptions: { clientOptions: clientOptions() },
  });
  const app = new App({
    token: slack.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: clientOptions(),
    convoStore: false,
    deferInitialization: true,
  });
  register(app);
  await app.init();
  await app.start();
  return {
    app,
    async stop() {
      const gone = new Promise((resolve) => {
        receiver.client.once('disconnected', resolve);
      });
      await app.stop();
      await gone;
    },
  };
}

/** How Slack reaches the app: over a socket that the app opens, or by signed requests to an address of the app's own. */
import { HTTPReceiver, SocketModeReceiver, type App, type Logger, type Receiver } from '@slack/bolt';
import type { HttpConfig } from '../config.ts';
import type { Log } from '../bridge/log.ts';

export interface Intake {
  readonly receiver: Receiver;
  /** Resolves when Slack can reach the app. */
  start(app: App): Promise<void>;
  /** Takes nothing new from Slack. */
  stop(): Promise<void>;
  /** Told when Slack is heard again after it may not have been. */
  onReturn(listener: () => void): void;
}

interface IntakeOptions {
  readonly appToken: string;
  /** In place of a socket. */
  readonly http?: HttpConfig | undefined;
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly logger: Logger;
  readonly log: Log;
}

/** Bolt waits for its first socket for ever, and says nothing. */
const HINT_MS = 10_000;
const NO_SOCKET =
  'Slack has accepted the tokens but opens no socket; is Socket Mode switched on in the settings of the app?';

/** For a socket that was lost. The first connection is only tried once Slack has answered. */
const RECONNECT = { retries: 100, factor: 1.3, maxTimeout: 30_000 };

export const openIntake = (options: IntakeOptions): Intake =>
  options.http ? overHttp(options, options.http) : overSocket(options);

function overSocket({ appToken, apiUrl, timeoutMs, logger, log }: IntakeOptions): Intake {
  // A fresh object for each taker: Bolt writes its own retry settings into the one it is given.
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    installerOptions: { clientOptions: { slackApiUrl: apiUrl, timeout: timeoutMs, retryConfig: RECONNECT } },
  });
  return {
    receiver,
    async start(app) {
      const hint = setInterval(() => log.warn({}, NO_SOCKET), HINT_MS);
      await app.start().finally(() => clearInterval(hint));
    },
    stop: () => receiver.client.disconnect(),
    onReturn: (listener) => void receiver.client.on('connected', listener),
  };
}

/** Slack itself tries again what the app did not take, so nothing is missed while it is up. */
function overHttp({ logger, log }: IntakeOptions, { signingSecret, port }: HttpConfig): Intake {
  const receiver = new HTTPReceiver({ signingSecret, port, logger });
  return {
    receiver,
    async start(app) {
      await app.start(port);
      log.info({ port }, 'Slack is expected at /slack/events');
    },
    async stop() {
      await receiver.stop();
    },
    onReturn: () => undefined,
  };
}

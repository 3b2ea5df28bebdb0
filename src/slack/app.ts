/** Bolt, put together: our own retries, and every reply written down before Slack's event is acknowledged. */
import type { Logger } from 'pino';
import type { Bridge } from '../bridge/bridge.ts';
import { describeError } from '../bridge/errors.ts';
import type { ReplyEvent } from '../bridge/model.ts';
import type { ThreadClient } from '../bridge/ports.ts';
import { ConfigError, type HttpConfig } from '../config.ts';
import { boltLogger } from '../log.ts';
import { Addresses } from './addresses.ts';
import { Calls, slackReason } from './calls.ts';
import { spokenTo } from './commands/spoken.ts';
import { Homes } from './homes.ts';
import { openIntake } from './intake.ts';
import { JournaledApp } from './journaled-app.ts';
import { registerListeners } from './listeners/register.ts';
import { toReplyEvent } from './replies.ts';
import { SlackThreads } from './thread-client.ts';

export interface SlackOptions {
  readonly botToken: string;
  readonly appToken: string;
  /** Where Slack sends its requests, in place of a socket. */
  readonly http?: HttpConfig | undefined;
  readonly apiUrl: string;
  readonly log: Logger;
  /** Resolves when what happened to a reply is written down. Set by the time `start` is called. */
  readonly onReply: (event: ReplyEvent) => Promise<void>;
}

export interface SlackApp {
  readonly threads: ThreadClient;
  listen(bridge: Bridge): void;
  /** Resolves when the socket is open; where Slack cannot be reached, it tries until it can. Rejects when Slack refuses. */
  start(): Promise<void>;
  /** Takes nothing new from Slack; calls to Slack still go out. */
  stopIntake(): Promise<void>;
  close(): void;
}

const TIMEOUT_MS = 15_000;

export function createSlackApp({ botToken, appToken, http, apiUrl, log, onReply }: SlackOptions): SlackApp {
  const logger = boltLogger(log);
  const bots = new Set<string>();
  const isForPigdin = (text: string): boolean => spokenTo(text, bots) !== undefined;
  const intake = openIntake({ appToken, http, apiUrl, timeoutMs: TIMEOUT_MS, logger, log });
  const app = new JournaledApp(
    {
      receiver: intake.receiver,
      token: botToken,
      logger,
      clientOptions: {
        slackApiUrl: apiUrl,
        timeout: TIMEOUT_MS,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
      convoStore: false,
      deferInitialization: true,
    },
    async (body) => {
      const event = toReplyEvent(body, isForPigdin);
      if (event) await onReply(event);
    },
  );
  const calls = new Calls(log);
  app.error(async (error) => log.error({ error: describeError(error) }, 'a listener failed'));

  return {
    threads: new SlackThreads(app.client, calls, isForPigdin),
    listen(bridge) {
      const parts = { bridge, log, addresses: new Addresses() };
      const homes = new Homes(parts, async ({ client, slackUser }, view) => {
        await calls.run(`home of ${slackUser}`, () => client.views.publish({ user_id: slackUser, view }));
      });
      bridge.onChange = (account, about) => homes.changed(account, about);
      bridge.line.onChange = () => homes.lineChanged();
      registerListeners(app, { ...parts, bots, homes });
      intake.onReturn(() => bridge.slackWasAway());
    },
    async start() {
      const { user_id: bot } = await accepted(
        'SLACK_BOT_TOKEN',
        calls.run('start', () => app.client.auth.test()),
      );
      if (bot !== undefined) bots.add(bot);
      await app.init();
      await accepted('SLACK_APP_TOKEN', intake.start(app));
    },
    stopIntake: () => intake.stop(),
    close: () => calls.stop(),
  };
}

/** @throws ConfigError when Slack refuses the token */
async function accepted<T>(variable: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const reason = slackReason(error);
    if (reason === undefined) throw error;
    throw new ConfigError(
      `Slack does not accept ${variable} (${reason}). Copy it anew from the settings of your Slack app.`,
    );
  }
}

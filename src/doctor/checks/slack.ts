/** Slack: both tokens, the scopes, and Socket Mode. */
import { webApi } from '@slack/bolt';
import { slackReason } from '../../slack/calls.ts';
import { Trouble, type Check, type Section } from '../check.ts';
import { manifestScopes } from '../manifest.ts';
import { networkWords } from '../network.ts';
import type { Patient } from '../patient.ts';
import { firstWord } from '../socket.ts';

const TIMEOUT_MS = 15_000;

const botToken: Check<Patient> = {
  name: 'bot token',
  async run({ config }) {
    const { team, user } = await authTest(config.slack);
    return `Slack knows it: ${user ?? 'the app'} in ${team ?? 'a workspace'}`;
  },
};

const scopes: Check<Patient> = {
  name: 'scopes',
  after: [botToken.name],
  async run({ config }) {
    const { response_metadata: told } = await authTest(config.slack);
    const granted = new Set(told?.scopes);
    const missing = manifestScopes().filter((scope) => !granted.has(scope));
    if (missing.length === 0) return 'all of manifest.yml are granted';
    throw new Trouble(
      `the bot token lacks ${missing.join(', ')}`,
      'Slack app settings → App Manifest: paste manifest.yml; then Install App → Reinstall to Workspace.',
    );
  },
};

const appToken: Check<Patient> = {
  name: 'app token',
  async run({ config }) {
    if (config.slack.http) return 'not needed: SLACK_SIGNING_SECRET is set, so Slack sends requests';
    await openConnection(config.slack);
    return 'Slack knows it, and it may open connections';
  },
};

/** One more connection for a moment: Slack spreads what happens over all there are, and says again what was not acknowledged. */
const socketMode: Check<Patient> = {
  name: 'Socket Mode',
  after: [appToken.name],
  async run({ config }) {
    if (config.slack.http) return `not needed: Slack sends requests to port ${config.slack.http.port}`;
    const { type, reason } = await firstWord(await openConnection(config.slack), TIMEOUT_MS).catch((error: unknown) => {
      throw new Trouble(
        `Slack opens no socket (${networkWords(error)})`,
        'Let this machine open secure WebSocket connections (wss) to Slack: a firewall or proxy may stand between.',
      );
    });
    if (type === 'hello') return 'Slack opens a socket and says hello';
    throw new Trouble(
      `Slack opens a socket, but sends the app away (${reason ?? type})`,
      'Slack app settings → Socket Mode → Enable Socket Mode. If it says too_many_websockets, stop other copies of the bridge.',
    );
  },
};

const authTest = ({ botToken: token, apiUrl }: Patient['config']['slack']) =>
  asked(
    clientOf(token, apiUrl).auth.test(),
    'Copy the Bot User OAuth Token anew: Slack app settings → OAuth & Permissions. If it is gone there: Install to Workspace.',
  );

const openConnection = async ({ appToken: token, apiUrl }: Patient['config']['slack']): Promise<string> => {
  const { url } = await asked(
    clientOf(token, apiUrl).apps.connections.open({}),
    'Slack app settings → Basic Information → App-Level Tokens: make one with the scope connections:write, and copy it into SLACK_APP_TOKEN.',
  );
  return url ?? '';
};

const clientOf = (token: string, slackApiUrl: string): webApi.WebClient =>
  new webApi.WebClient(token, {
    slackApiUrl,
    timeout: TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: webApi.LogLevel.ERROR,
  });

async function asked<Answer>(call: Promise<Answer>, remedy: string): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof webApi.WebAPIRateLimitedError) {
      throw new Trouble('Slack asks to wait', `Run this again in ${error.retryAfter} seconds.`);
    }
    const reason = slackReason(error);
    if (reason !== undefined) throw new Trouble(`Slack does not accept it (${reason})`, remedy);
    throw new Trouble(
      `Slack cannot be reached (${networkWords(error)})`,
      'Check the network, and SLACK_API_URL where it is set. If Slack has trouble: https://status.slack.com',
    );
  }
}

export const SLACK: Section<Patient> = { title: 'Slack', checks: [botToken, scopes, appToken, socketMode] };

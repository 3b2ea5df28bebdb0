/** The three services together: PubNub runs the built Functions, which reach the sandbox's Webex. */
import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import type { ChannelLayout } from '../src/bridge/channels.ts';
import { SIGN_IN_PATH } from '../src/bridge/sign-in.ts';
import { BUILT_FUNCTIONS } from '../functions/bundle.ts';
import { FUNCTIONS } from '../functions/deployment.ts';
import { startPubNub, type PubNubOptions, type PubNubService } from './pubnub/service.ts';
import type { ManifestInput } from './slack/manifest.ts';
import { startSlack, type SlackOptions, type SlackService } from './slack/service.ts';
import type { Integration } from './webex/model.ts';
import { startWebex, type WebexOptions, type WebexService } from './webex/service.ts';

/** No secret at all: it guards a sandbox on loopback. */
const SANDBOX_SECRET = 'sandbox-only-sandbox-only-sandbox-only';

export interface SandboxOptions {
  readonly layout?: ChannelLayout;
  /** Whether the bridge knows the Webex integration, so that people sign in by themselves; true unless told. */
  readonly signIn?: boolean;
  /** A folder with other built Functions. */
  readonly functions?: string | undefined;
  readonly pubnub?: PubNubOptions;
  readonly webex?: WebexOptions;
  readonly slack?: SlackOptions;
}

export interface Sandbox {
  readonly pubnub: PubNubService;
  readonly webex: WebexService;
  readonly slack: SlackService;
  /** What the bridge needs in its environment to run against these services. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts all three, on free ports unless told. The Functions must have been built. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { layout = 'nested', signIn = true } = options;
  const [pubnub, webex, slack] = await Promise.all([
    startPubNub(options.pubnub),
    startWebex(options.webex),
    startSlack({ manifest: pigdinManifest(), ...options.slack }),
  ]);
  const integration = registerIntegration(webex, pubnub);
  deployFunctions(pubnub, webex.apiUrl, layout, integration, options.functions);
  return {
    pubnub,
    webex,
    slack,
    environment: {
      ...slackEnvironment(slack),
      ...pubnubEnvironment(pubnub, layout),
      WEBEX_API_URL: webex.apiUrl,
      ...(signIn ? { WEBEX_CLIENT_ID: integration.clientId } : {}),
    },
    async close() {
      await Promise.all([slack.close(), webex.close(), pubnub.close()]);
    },
  };
}

const functionsUrlOf = ({ url, keyset }: PubNubService): string => `${url}/v1/blocks/sub-key/${keyset.subscribeKey}`;

/** What somebody who runs Pigdin registers at developer.webex.com. The first app of this Webex: its tokens are the default. */
export const registerIntegration = (webex: WebexService, pubnub: PubNubService): Integration =>
  webex.world.addIntegration({ redirectUris: [`${functionsUrlOf(pubnub)}${SIGN_IN_PATH}`] });

/** Of a Webex integration. */
export type ClientCredentials = Pick<Integration, 'clientId' | 'clientSecret'>;

/** Loads the built Functions with their secrets. @param webexApiUrl where they reach Webex */
export function deployFunctions(
  pubnub: PubNubService,
  webexApiUrl: string,
  layout: ChannelLayout,
  integration?: ClientCredentials,
  directory = BUILT_FUNCTIONS,
): void {
  const functionsUrl = functionsUrlOf(pubnub);
  pubnub.functions.deploy({
    directory,
    bindings: FUNCTIONS,
    vault: {
      PIGDIN_SECRET: SANDBOX_SECRET,
      PIGDIN_SETTINGS: JSON.stringify({ webexApiUrl, functionsUrl, layout }),
      ...(integration ? { WEBEX_CLIENT_ID: integration.clientId, WEBEX_CLIENT_SECRET: integration.clientSecret } : {}),
    },
  });
}

export const pubnubEnvironment = (
  { url, keyset, access }: PubNubService,
  layout: ChannelLayout,
): Record<string, string> => ({
  PUBNUB_ORIGIN: url,
  PUBNUB_PUBLISH_KEY: keyset.publishKey,
  PUBNUB_SUBSCRIBE_KEY: keyset.subscribeKey,
  PIGDIN_SECRET: SANDBOX_SECRET,
  PIGDIN_LAYOUT: layout,
  ...(access.enabled ? { PUBNUB_SECRET_KEY: keyset.secretKey } : {}),
});

export const slackEnvironment = ({ apiUrl, botToken, appToken }: SlackService): Record<string, string> => ({
  SLACK_API_URL: apiUrl,
  SLACK_BOT_TOKEN: botToken,
  SLACK_APP_TOKEN: appToken,
});

/** The app as its own manifest.yml installs it: a scope that is missing there is missing here. */
export const pigdinManifest = (): ManifestInput =>
  parseYaml(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8')) as ManifestInput;

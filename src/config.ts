/** The only reader of the environment. Every variable is described in `.env.example`. */
import * as z from 'zod';
import type { ChannelLayout } from './bridge/channels.ts';

export interface PubNubConfig {
  readonly publishKey: string;
  readonly subscribeKey: string;
  /** An https or http URL. */
  readonly origin: string;
  readonly userId: string;
  readonly secret: string;
  /** Only where Access Manager is on. */
  readonly secretKey?: string | undefined;
  /** Where the Functions answer HTTP requests; without a trailing slash. */
  readonly functionsUrl: string;
  readonly layout: ChannelLayout;
}

export interface LogConfig {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Readable lines for a terminal, in place of JSON. */
  readonly pretty: boolean;
  /** Values that must never be printed, wherever they come from. */
  readonly secrets: readonly string[];
}

export interface SlackConfig {
  readonly botToken: string;
  /** Empty where Slack sends requests. */
  readonly appToken: string;
  /** In place of Socket Mode: signed requests to an address of the app's own. */
  readonly http?: HttpConfig | undefined;
  readonly apiUrl: string;
}

export interface HttpConfig {
  readonly signingSecret: string;
  readonly port: number;
}

export interface Config {
  readonly slack: SlackConfig;
  readonly pubnub: PubNubConfig;
  /** Without a slash at its end. */
  readonly webexApiUrl: string;
  /** Signing in at Webex; missing where no integration is configured. */
  readonly webex?: { readonly clientId: string; readonly apiUrl: string } | undefined;
  /** The file of the embedded store, or the URL of the server that is used in its place. */
  readonly store: string;
  readonly log: LogConfig;
}

/** What it takes to put the Functions onto a keyset. */
export interface DeployConfig {
  /** Of PubNub's Admin API, without a trailing slash. */
  readonly adminUrl: string;
  readonly apiKey: string;
  readonly keysetId: number;
  readonly subscribeKey: string;
  /** Where PubNub serves the keyset's On Request Functions, without a trailing slash. */
  readonly functionsUrl: string;
  readonly webexApiUrl: string;
  readonly layout: ChannelLayout;
  /** Shared by the app and the Functions. */
  readonly secret: string;
  /** The integration at Webex; undefined where it is not to be deployed. */
  readonly webexClient: { readonly id: string; readonly secret: string } | undefined;
  /** Values that must never be printed, wherever they come from. */
  readonly hidden: readonly string[];
}

/** Names every variable at fault, each with its remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const url = (remedy: string) => z.url({ protocol: /^(https?)$/, error: `must be an http or https URL. ${remedy}` });

const secretText =
  'It is the secret that the app shares with the PubNub Functions. Make one with: openssl rand -hex 32';

const pubnubSchema = {
  PUBNUB_PUBLISH_KEY: z.string({
    error: 'is missing. Copy it from your keyset in the PubNub Admin Portal (starts with pub-c-).',
  }),
  PUBNUB_SUBSCRIBE_KEY: z.string({
    error: 'is missing. Copy it from your keyset in the PubNub Admin Portal (starts with sub-c-).',
  }),
  PUBNUB_ORIGIN: url('Leave it out to use PubNub itself.').default('https://ps.pndsn.com'),
  PUBNUB_SECRET_KEY: z
    .string()
    .startsWith('sec-c-', 'must start with sec-c-. Leave it out unless Access Manager is switched on.')
    .optional(),
  FUNCTIONS_URL: url('Leave it out unless the Functions are elsewhere than on your keyset.').optional(),
  PUBNUB_USER_ID: z.string().max(92, 'must have 92 characters at most.').default('pigdin-bridge'),
  PIGDIN_SECRET: z
    .string({ error: `is missing. ${secretText}` })
    .min(32, `must have at least 32 characters. ${secretText}`),
  PIGDIN_LAYOUT: z
    .enum(['nested', 'flat'], {
      error: 'must be nested or flat. Leave it out unless npm run doctor says otherwise.',
    })
    .default('nested'),
};

const ADMIN_URL = 'https://admin-api.pubnub.com/v2';

const webexClientText = (other: string) =>
  `is missing, while ${other} is set. developer.webex.com → My Webex Apps → your integration shows both.`;

/** The two of the integration come together, or not at all. */
const deploySchema = ({ WEBEX_CLIENT_ID: id, WEBEX_CLIENT_SECRET: secret }: Environment) => ({
  PUBNUB_ADMIN_API_KEY: z.string({
    error: 'is missing. PubNub Admin Portal → Service Integrations → a new one, which shows its API key once.',
  }),
  PUBNUB_KEYSET_ID: z
    .string({ error: 'is missing. It is the number of your keyset; docs/deploy.md tells where to find it.' })
    .regex(/^\d+$/, 'must be the number of your keyset, not one of its keys; docs/deploy.md tells where to find it.'),
  PUBNUB_ADMIN_URL: url('Leave it out to use PubNub itself.').default(ADMIN_URL),
  PUBNUB_SUBSCRIBE_KEY: pubnubSchema.PUBNUB_SUBSCRIBE_KEY,
  PUBNUB_ORIGIN: pubnubSchema.PUBNUB_ORIGIN,
  FUNCTIONS_URL: pubnubSchema.FUNCTIONS_URL,
  PIGDIN_SECRET: pubnubSchema.PIGDIN_SECRET.regex(
    /^[\x20-\x7e]*$/,
    `must have ASCII characters only: PubNub does not say what becomes of others. ${secretText}`,
  ),
  PIGDIN_LAYOUT: pubnubSchema.PIGDIN_LAYOUT,
  WEBEX_API_URL: webexSchema.WEBEX_API_URL,
  WEBEX_CLIENT_ID: secret ? z.string({ error: webexClientText('WEBEX_CLIENT_SECRET') }) : z.string().optional(),
  WEBEX_CLIENT_SECRET: id ? z.string({ error: webexClientText('WEBEX_CLIENT_ID') }) : z.string().optional(),
});

const logSchema = {
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'must be one of debug, info, warn, error, silent.' })
    .default('info'),
};

const storeSchema = {
  STORE_FILE: z.string().default('data/pigdin.db'),
  STORE_URL: z
    .url({
      protocol: /^(rediss?|valkeys?|postgres|postgresql)$/,
      error:
        'must be a redis://, rediss://, valkey:// or postgres:// URL. Leave it out to keep the state in a file, STORE_FILE.',
    })
    .optional(),
};

const webexSchema = {
  WEBEX_CLIENT_ID: z.string().optional(),
  WEBEX_API_URL: url('Leave it out to use Webex itself.').default('https://webexapis.com/v1'),
};

/** With a signing secret in place of the app token Slack sends requests, and there is no socket to open. */
const slackSchema = ({ SLACK_SIGNING_SECRET: signingSecret }: Environment) => ({
  SLACK_BOT_TOKEN: z
    .string({ error: 'is missing. Slack app settings → OAuth & Permissions → Bot User OAuth Token.' })
    .startsWith('xoxb-', 'must start with xoxb-. Slack app settings → OAuth & Permissions → Bot User OAuth Token.'),
  SLACK_APP_TOKEN: signingSecret ? z.string().optional() : appTokenSchema,
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_PORT: z.coerce.number({ error: 'must be a number.' }).int().min(0).max(65_535).default(3000),
  SLACK_API_URL: url('Leave it out to use Slack itself.').default('https://slack.com/api/'),
});

const appTokenSchema = z
  .string({
    error: 'is missing. Slack app settings → Basic Information → App-Level Tokens, with the scope connections:write.',
  })
  .startsWith('xapp-', 'must start with xapp-. Slack app settings → Basic Information → App-Level Tokens.');

type Environment = Readonly<Record<string, string | undefined>>;

/** What the bridge needs. @throws ConfigError */
export function readConfig(environment: Environment = process.env): Config {
  const read = parse(
    { ...slackSchema(environment), ...pubnubSchema, ...webexSchema, ...logSchema, ...storeSchema },
    environment,
  );
  return {
    slack: toSlack(read),
    pubnub: toPubNub(read),
    webex:
      read.WEBEX_CLIENT_ID === undefined ? undefined : { clientId: read.WEBEX_CLIENT_ID, apiUrl: read.WEBEX_API_URL },
    webexApiUrl: withoutSlash(read.WEBEX_API_URL),
    store: read.STORE_URL ?? read.STORE_FILE,
    log: toLog(read.LOG_LEVEL, [
      read.SLACK_BOT_TOKEN,
      ...(read.SLACK_APP_TOKEN === undefined ? [] : [read.SLACK_APP_TOKEN]),
      ...(read.SLACK_SIGNING_SECRET === undefined ? [] : [read.SLACK_SIGNING_SECRET]),
      ...secretsOf(read),
      ...passwordIn(read.STORE_URL),
    ]),
  };
}

function toSlack(read: z.output<z.ZodObject<ReturnType<typeof slackSchema>>>): SlackConfig {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl } = read;
  const { SLACK_SIGNING_SECRET: signingSecret, SLACK_PORT: port } = read;
  if (appToken !== undefined || signingSecret === undefined) return { botToken, appToken: appToken ?? '', apiUrl };
  return { botToken, appToken: '', apiUrl, http: { signingSecret, port } };
}

/** What the scripts need that only look into the store. @throws ConfigError */
export function readStoreConfig(environment: Environment = process.env): Pick<Config, 'store'> {
  const read = parse(storeSchema, environment);
  return { store: read.STORE_URL ?? read.STORE_FILE };
}

/** What the scripts need that only talk to PubNub. @throws ConfigError */
export function readPubNubConfig(environment: Environment = process.env): { pubnub: PubNubConfig; log: LogConfig } {
  const read = parse({ ...pubnubSchema, ...logSchema }, environment);
  return { pubnub: toPubNub(read), log: toLog(read.LOG_LEVEL, secretsOf(read)) };
}

/** What `npm run functions:deploy` needs. @throws ConfigError */
export function readDeployConfig(environment: Environment = process.env): DeployConfig {
  const read = parse(deploySchema(environment), environment, 'The Functions cannot be deployed');
  const { WEBEX_CLIENT_ID: id, WEBEX_CLIENT_SECRET: secret } = read;
  return {
    adminUrl: withoutSlash(read.PUBNUB_ADMIN_URL),
    apiKey: read.PUBNUB_ADMIN_API_KEY,
    keysetId: Number(read.PUBNUB_KEYSET_ID),
    subscribeKey: read.PUBNUB_SUBSCRIBE_KEY,
    functionsUrl: functionsUrlOf(read),
    webexApiUrl: withoutSlash(read.WEBEX_API_URL),
    layout: read.PIGDIN_LAYOUT,
    secret: read.PIGDIN_SECRET,
    webexClient: id && secret ? { id, secret } : undefined,
    hidden: [read.PUBNUB_ADMIN_API_KEY, read.PIGDIN_SECRET, ...(secret ? [secret] : [])],
  };
}

/** The same for the app and for the Functions: the redirect URI that is made of it is compared to the letter. */
function functionsUrlOf(
  read: Pick<z.output<z.ZodObject<typeof pubnubSchema>>, 'FUNCTIONS_URL' | 'PUBNUB_ORIGIN' | 'PUBNUB_SUBSCRIBE_KEY'>,
): string {
  const { FUNCTIONS_URL, PUBNUB_ORIGIN, PUBNUB_SUBSCRIBE_KEY } = read;
  return withoutSlash(FUNCTIONS_URL ?? `${withoutSlash(PUBNUB_ORIGIN)}/v1/blocks/sub-key/${PUBNUB_SUBSCRIBE_KEY}`);
}

const withoutSlash = (address: string): string => address.replace(/\/+$/, '');

const toLog = (level: LogConfig['level'], secrets: string[]): LogConfig => ({
  level,
  pretty: process.stdout.isTTY,
  secrets,
});

const secretsOf = (read: z.output<z.ZodObject<typeof pubnubSchema>>): string[] => [
  read.PUBNUB_PUBLISH_KEY,
  read.PIGDIN_SECRET,
  ...(read.PUBNUB_SECRET_KEY === undefined ? [] : [read.PUBNUB_SECRET_KEY]),
];

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As it stands in the URL, and as the server gets it. */
function passwordIn(address: string | undefined): string[] {
  const { password } = new URL(address ?? 'file:');
  return password === '' ? [] : [password, decoded(password)];
}

function toPubNub(read: z.output<z.ZodObject<typeof pubnubSchema>>): PubNubConfig {
  return {
    publishKey: read.PUBNUB_PUBLISH_KEY,
    subscribeKey: read.PUBNUB_SUBSCRIBE_KEY,
    origin: read.PUBNUB_ORIGIN,
    userId: read.PUBNUB_USER_ID,
    secret: read.PIGDIN_SECRET,
    secretKey: read.PUBNUB_SECRET_KEY,
    functionsUrl: functionsUrlOf(read),
    layout: read.PIGDIN_LAYOUT,
  };
}

function parse<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Environment,
  whatFails = 'Pigdin cannot start',
): z.output<z.ZodObject<Shape>> {
  // A variable that is set to nothing counts as not set: `.env.example` lists them that way.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
  throw new ConfigError(
    [
      `${whatFails}, because its configuration is not complete:`,
      ...lines,
      'Set them in a file named .env; .env.example explains each.',
    ].join('\n'),
  );
}

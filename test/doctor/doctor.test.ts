/** What `npm run doctor` finds, each failure made real in the sandbox. */
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { BUILT_FUNCTIONS } from '../../functions/bundle.ts';
import { FUNCTIONS } from '../../functions/deployment.ts';
import { pigdinManifest } from '../../sandbox/sandbox.ts';
import { clinic, failed, failures, IN_VAIN_MS, passed, skipped, type Clinic } from './support.ts';

/** Nobody listens there any more. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

function runOnly({ sandbox }: Clinic, runs: (name: string) => boolean): void {
  sandbox.pubnub.functions.deploy({ directory: BUILT_FUNCTIONS, bindings: FUNCTIONS.filter(({ name }) => runs(name)) });
}

const changeSettings = ({ sandbox }: Clinic, change: object): void => {
  const { secrets } = sandbox.pubnub.vault;
  const settings = JSON.parse(secrets.get('PIGDIN_SETTINGS') ?? '{}') as object;
  secrets.set('PIGDIN_SETTINGS', JSON.stringify({ ...settings, ...change }));
};

function forbidListing({ sandbox }: Clinic): void {
  const answer = { status: 403, body: { status: 403, error: true, message: 'Get All User Metadata is disallowed' } };
  sandbox.pubnub.faults.inject({ path: /^\/v2\/objects\/[^/]+\/uuids$/, answer, times: 100 });
}

describe('an installation that is well', () => {
  test.each([
    ['nested channels', {}],
    ['flat channels, where webex.* means one segment', { layout: 'flat', pubnub: { wildcard: 'segment' } } as const],
    ['what PubNub calls an object where a Function refuses', { pubnub: { abortAnswer: 'object' } } as const],
  ])('passes every check: %s', async (_name, options) => {
    const report = await (await clinic(options)).examine();

    expect(failures(report)).toEqual([]);
    expect(report.code).toBe(0);
    expect(report.text).toContain('All is well: 23 checks passed.');
    expect(skipped(report, 'Access Manager')).toContain('no PUBNUB_SECRET_KEY');
  });

  test('passes every check with Access Manager, with no more rights than the bridge has', async () => {
    const report = await (await clinic({ pubnub: { accessManager: true } })).examine();

    expect(report).toMatchObject({ code: 0 });
    expect(passed(report, 'Access Manager')).toContain('gives the app a token');
    expect(passed(report, 'from the webhook to the app')).toBeDefined();
  });

  test('does without an integration', async () => {
    const here = await clinic({ signIn: false });
    for (const name of ['WEBEX_CLIENT_ID', 'WEBEX_CLIENT_SECRET']) here.sandbox.pubnub.vault.secrets.delete(name);

    const report = await here.examine();

    expect(report.code).toBe(0);
    expect(skipped(report, 'secrets of the Webex integration')).toContain('npm run user:create');
    expect(skipped(report, 'integration')).toBeDefined();
    expect(skipped(report, 'sign-in page')).toBeDefined();
  });

  test('where the integration only renews sign-ins, the app offering none', async () => {
    const report = await (await clinic({ signIn: false })).examine();

    expect(report.code).toBe(0);
    expect(passed(report, 'secrets of the Webex integration')).toContain('offers no sign-in');
    expect(passed(report, 'integration')).toBeDefined();
  });

  test('in which nobody is connected yet says that a webhook could not be tried', async () => {
    const report = await (await clinic({ connected: false })).examine();

    expect(report.code).toBe(0);
    expect(skipped(report, 'webhook of a connected account')).toContain('nobody is connected yet');
    expect(skipped(report, 'from the webhook to the app')).toContain('nobody is connected yet');
  });

  test('in which the only one connected is in no room says so', async () => {
    const here = await clinic();
    here.sandbox.webex.faults.inject({ path: /\/rooms$/, answer: { status: 200, body: { items: [] } } });

    const report = await here.examine();

    expect(report.code).toBe(0);
    expect(skipped(report, 'from the webhook to the app')).toContain('Uma Berg is in no Webex room');
  });
});

describe('the configuration', () => {
  test('that is not complete is all that is checked, each variable with its remedy', async () => {
    const report = await (await clinic()).examine({ SLACK_BOT_TOKEN: '', PIGDIN_SECRET: 'short' });

    expect(report.code).toBe(1);
    expect(failures(report)).toEqual(['variables']);
    expect(report.text).toMatch(/→ SLACK_BOT_TOKEN is missing\. \S/);
    expect(report.text).toMatch(/→ PIGDIN_SECRET must have at least 32 characters\. \S/);
    expect(report.text).not.toContain('PubNub:');
  });
});

describe('PubNub', () => {
  test('that cannot be reached is one failure; what hangs on it is not checked', async () => {
    const report = await (
      await clinic()
    ).examine({ PUBNUB_ORIGIN: await closedPort(), FUNCTIONS_URL: await closedPort() });

    expect(failures(report)).toEqual(['PubNub', 'webex-webhook', 'webex-oauth']);
    expect(failed(report, 'PubNub')).toMatchObject({ remedy: expect.stringContaining('PUBNUB_ORIGIN') });
    expect(failed(report, 'webex-oauth')).toMatchObject({ remedy: expect.stringContaining('FUNCTIONS_URL') });
    expect(skipped(report, 'App Context')).toBe('not checked before “publish and subscribe key” is well');
    expect(passed(report, 'bot token')).toBeDefined();
    expect(report.code).toBe(1);
  });

  test.each([
    [90_000, '90 seconds behind'],
    [-90_000, '90 seconds ahead of'],
  ])('has another time than this machine: %i ms', async (ms, says) => {
    const report = await (await clinic({ pubnub: { now: () => Date.now() + ms }, connected: false })).examine();

    expect(failures(report)).toEqual(['clock']);
    expect(failed(report, 'clock')).toMatchObject({
      says: expect.stringContaining(says),
      remedy: expect.stringContaining('NTP'),
    });
  });

  test('does not know the secret key', async () => {
    const report = await (await clinic()).examine({ PUBNUB_SECRET_KEY: 'sec-c-of-another-keyset' });

    expect(failures(report)).toEqual(['Access Manager']);
    expect(failed(report, 'Access Manager')).toMatchObject({
      says: expect.stringContaining('Invalid Signature'),
      remedy: expect.stringContaining('PUBNUB_SECRET_KEY'),
    });
  });

  test.each([
    ['PUBNUB_PUBLISH_KEY', 'pub-c-of-another-keyset', 'Invalid Key'],
    ['PUBNUB_SUBSCRIBE_KEY', 'sub-c-of-another-keyset', 'Invalid Subscribe Key'],
  ])('does not know %s', async (name, key, says) => {
    const report = await (await clinic()).examine({ [name]: key });

    expect(failures(report)).toContain('publish and subscribe key');
    expect(failed(report, 'publish and subscribe key')).toMatchObject({
      says: expect.stringContaining(says),
      remedy: expect.stringContaining(name),
    });
  });

  test('has Access Manager switched on, and the app does not know', async () => {
    const here = await clinic({ pubnub: { accessManager: true }, connected: false });

    const report = await here.examine({ PUBNUB_SECRET_KEY: '' });

    expect(failures(report)).toEqual(['publish and subscribe key']);
    expect(failed(report, 'publish and subscribe key')).toMatchObject({
      remedy: expect.stringContaining('set PUBNUB_SECRET_KEY'),
    });
  });

  test.each([
    ['Message Persistence', { messagePersistence: false }, 'Storage & Playback'],
    ['App Context', { appContext: false }, 'not enabled'],
    ['Stream Controller', { wildcardSubscribe: false }, 'does not hear'],
  ] as const)('is without %s', async (name, addOns, says) => {
    const report = await (await clinic({ pubnub: { addOns }, connected: false })).examine({}, IN_VAIN_MS);

    expect(failures(report)).toContain(name);
    expect(failed(report, name)).toMatchObject({
      says: expect.stringContaining(says),
      remedy: expect.stringContaining(`switch on ${name}`),
    });
  });

  test('does not let users be listed, which matters where they are set up by hand', async () => {
    const here = await clinic({ signIn: false });
    forbidListing(here);

    const report = await here.examine();

    expect(failures(report)).toEqual(['App Context']);
    expect(failed(report, 'App Context')?.remedy).toContain('Disallow Get All User Metadata');
  });

  test('does not let users be listed, which does not matter where everybody signs in', async () => {
    const here = await clinic();
    forbidListing(here);

    const report = await here.examine();

    expect(report.code).toBe(0);
    expect(skipped(report, 'webhook of a connected account')).toContain('does not tell who is connected');
  });

  test('keeps no message, though it answers for history', async () => {
    const here = await clinic();
    const body = { status: 200, error: false, error_message: '', channels: {} };
    here.sandbox.pubnub.faults.inject({ path: /^\/v3\/history\//, answer: { status: 200, body }, times: 100 });

    const report = await here.examine({}, IN_VAIN_MS);

    expect(failures(report)).toEqual(['Message Persistence']);
    expect(failed(report, 'Message Persistence')?.says).toContain('is not in history');
  });

  test('does not let the app subscribe', async () => {
    const here = await clinic();
    here.sandbox.pubnub.switches.forbid(/^\/v2\/subscribe\//);

    const report = await here.examine();

    expect(failures(report)).toEqual(['Stream Controller']);
    expect(failed(report, 'Stream Controller')?.says).toContain('refuses the subscription');
  });
});

describe('a Function', () => {
  test.each(FUNCTIONS.filter(({ name }) => name !== 'webex-interval'))(
    'that does not run is found: $name',
    async ({ name }) => {
      const here = await clinic();
      runOnly(here, (one) => one !== name);

      const report = await here.examine();

      expect(failures(report)[0]).toBe(name);
      expect(failed(report, name)).toMatchObject({ remedy: expect.stringContaining('npm run functions:deploy') });
    },
  );

  test('webex-interval that never ran is found, and one that stopped', async () => {
    const here = await clinic();
    const { kv } = here.sandbox.pubnub;
    kv.remove('interval:cursor');
    const never = await here.examine();
    kv.set('interval:cursor', JSON.stringify({ at: Date.now() - 3_600_000 }));
    const stopped = await here.examine();

    expect(failures(never)).toEqual(['webex-interval']);
    expect(failed(never, 'webex-interval')).toMatchObject({
      says: expect.stringContaining('has never run'),
      remedy: expect.stringContaining('wait a minute'),
    });
    expect(failures(stopped)).toEqual(['webex-interval']);
    expect(failed(stopped, 'webex-interval')?.says).toContain('has not run for 60 minutes');
  });

  test('that does not share the secret is found, each for itself', async () => {
    const report = await (await clinic()).examine({ PIGDIN_SECRET: 'another-secret-another-secret-another-secret' });

    const names = ['webex-query', 'webex-oauth', 'webex-user-update', 'webex-publish'];
    expect(failures(report)).toEqual(names);
    for (const name of names) expect(failed(report, name)?.remedy).toContain('PIGDIN_SECRET must be the same');
  });

  test.each([
    ['PIGDIN_SECRET', '', 'PIGDIN_SECRET is missing'],
    ['PIGDIN_SETTINGS', '{"layout":"round"}', 'PIGDIN_SETTINGS in PubNub'],
  ])('that finds no good %s in the vault says so', async (name, value, says) => {
    const here = await clinic();
    here.sandbox.pubnub.vault.secrets.set(name, value);

    const report = await here.examine();

    expect(failed(report, 'webex-query')).toMatchObject({
      says: expect.stringContaining(says),
      remedy: expect.stringContaining('docs/deploy.md'),
    });
  });

  test.each([
    [
      'does not know the question',
      { refusal: { code: 'bad-request', reason: 'Wrong: query.', retryable: false } },
      400,
    ],
    ['answers otherwise', { layout: 'nested' }, 200],
  ])('of another version %s', async (_name, body, status) => {
    const here = await clinic();
    here.sandbox.pubnub.faults.inject({ path: /\/webex\/query$/, answer: { status, body }, times: 100 });

    const report = await here.examine();

    expect(failures(report)).toEqual(['webex-query']);
    expect(failed(report, 'webex-query')).toMatchObject({
      says: expect.stringMatching(/version of Pigdin/),
      remedy: expect.stringContaining('functions:deploy'),
    });
  });

  test.each(['webex/webhook', 'webex/oauth', 'webex/query'])('that fails inside is found: %s', async (path) => {
    const here = await clinic();
    const answer = { status: 500, body: 'Internal Server Error' };
    here.sandbox.pubnub.faults.inject({ path: new RegExp(`/${path}$`), answer, times: 100 });

    const report = await here.examine();

    const name = path.replace('/', '-');
    expect(failed(report, name)).toMatchObject({
      says: expect.stringContaining('HTTP 500'),
      remedy: expect.stringContaining('Read its log'),
    });
  });

  test.each(['webex-user-update', 'webex-publish'])('that PubNub cannot run is found: %s', async (name) => {
    const here = await clinic();
    const channel = name === 'webex-publish' ? /\/webex\.[^/]*account\// : /\/webex-user-update\//;
    const body = [0, `Function ${name} failed`, '17000000000000000'];
    here.sandbox.pubnub.faults.inject({ path: channel, answer: { status: 400, body }, times: 100 });

    const report = await here.examine();

    const first = name === 'webex-publish' ? 'publish and subscribe key' : name;
    expect(failures(report)[0]).toBe(first);
    expect(failed(report, first)).toMatchObject({
      says: expect.stringContaining('failed'),
      remedy: expect.stringContaining('Read its log'),
    });
  });
});

describe('how channels are named', () => {
  test('is another one here than in the Functions', async () => {
    const report = await (await clinic()).examine({ PIGDIN_LAYOUT: 'flat' });

    expect(failures(report)).toEqual(['channel layout']);
    expect(failed(report, 'channel layout')).toMatchObject({
      says: expect.stringContaining('flat here, but nested in the Functions'),
      remedy: expect.stringContaining('PIGDIN_LAYOUT'),
    });
  });

  test('does not reach webex-publish, but the other way would', async () => {
    const report = await (await clinic({ pubnub: { wildcard: 'segment' } })).examine();

    expect(failures(report)).toEqual(['webex-publish']);
    expect(failed(report, 'webex-publish')).toMatchObject({
      says: expect.stringContaining('not run on channels of the layout nested, but on those of flat'),
      remedy: expect.stringContaining('Set PIGDIN_LAYOUT=flat in .env'),
    });
  });
});

describe('the Functions', () => {
  test('believe to be elsewhere', async () => {
    const here = await clinic();
    changeSettings(here, { functionsUrl: 'http://127.0.0.1:9/v1/blocks/sub-key/sub-c-other' });

    const report = await here.examine();

    expect(failures(report)).toEqual(['address of the Functions']);
    expect(failed(report, 'address of the Functions')).toMatchObject({
      remedy: expect.stringContaining('FUNCTIONS_URL'),
    });
  });

  test.each([
    ['WEBEX_CLIENT_ID', 'lacks WEBEX_CLIENT_ID:'],
    ['WEBEX_CLIENT_SECRET', 'lacks WEBEX_CLIENT_SECRET:'],
  ])('lack %s', async (name, says) => {
    const here = await clinic();
    here.sandbox.pubnub.vault.secrets.delete(name);

    const report = await here.examine();

    expect(failures(report)).toEqual(['secrets of the Webex integration']);
    expect(failed(report, 'secrets of the Webex integration')).toMatchObject({
      says: expect.stringContaining(says),
      remedy: expect.stringContaining('functions:deploy'),
    });
  });

  test('have the client ID of another integration', async () => {
    const here = await clinic();
    const { clientId } = here.sandbox.webex.world.addIntegration();

    const report = await here.examine({ WEBEX_CLIENT_ID: clientId });

    expect(failures(report)).toContain('secrets of the Webex integration');
    expect(failed(report, 'secrets of the Webex integration')?.says).toContain('is another one than');
  });
});

describe('Webex', () => {
  test('does not know the integration', async () => {
    const here = await clinic();
    here.sandbox.pubnub.vault.secrets.set('WEBEX_CLIENT_SECRET', 'mistyped');

    const report = await here.examine();

    expect(failures(report)).toEqual(['integration']);
    expect(failed(report, 'integration')).toMatchObject({
      says: expect.stringContaining('WEBEX_CLIENT_ID or WEBEX_CLIENT_SECRET'),
      remedy: expect.stringContaining('developer.webex.com'),
    });
  });

  test('is not reached by the Functions', async () => {
    const here = await clinic({ connected: false });
    const webexApiUrl = `${await closedPort()}/v1`;
    changeSettings(here, { webexApiUrl });

    const report = await here.examine({ WEBEX_API_URL: webexApiUrl });

    expect(failures(report)).toEqual(['integration']);
    expect(failed(report, 'integration')?.says).toContain('cannot be reached');
    expect(skipped(report, 'sign-in page')).toContain('not reached from this machine');
  });

  test('is another one for people than for the Functions', async () => {
    const report = await (await clinic()).examine({ WEBEX_API_URL: 'https://webexapis.com/v1' });

    expect(failures(report)).toEqual(['sign-in page']);
    expect(failed(report, 'sign-in page')).toMatchObject({ remedy: expect.stringContaining('WEBEX_API_URL') });
  });

  test.each([
    ['the redirect URI', { redirectUris: ['https://elsewhere.example/webex/oauth'] }, 'redirect_uri'],
    ['a scope', { scopes: ['spark:people_read'] }, 'invalid_scope'],
  ])('refuses the sign-in page for %s', async (_name, wrong, says) => {
    const here = await clinic();
    const redirectUris = [`${here.functionsUrl}/webex/oauth`];
    const integration = here.sandbox.webex.world.addIntegration({ redirectUris, ...wrong });
    here.sandbox.pubnub.vault.secrets.set('WEBEX_CLIENT_ID', integration.clientId);
    here.sandbox.pubnub.vault.secrets.set('WEBEX_CLIENT_SECRET', integration.clientSecret);

    const report = await here.examine({ WEBEX_CLIENT_ID: integration.clientId });

    expect(failures(report)).toEqual(['sign-in page']);
    expect(failed(report, 'sign-in page')).toMatchObject({
      says: expect.stringContaining(says),
      remedy: expect.stringContaining(`${here.functionsUrl}/webex/oauth`),
    });
  });

  test('has lost the webhook of somebody', async () => {
    const here = await clinic();
    await here.deleteWebhook();

    const report = await here.examine();

    expect(failures(report)).toEqual(['webhook of a connected account']);
    expect(failed(report, 'webhook of a connected account')).toMatchObject({
      says: expect.stringContaining('Webex has none of Uma Berg'),
      remedy: expect.stringContaining('webex-interval mends this'),
    });
  });

  test('has disabled the webhook of somebody', async () => {
    const here = await clinic();
    await here.disableWebhook();

    const report = await here.examine();

    expect(failures(report)).toEqual(['webhook of a connected account']);
    expect(failed(report, 'webhook of a connected account')?.says).toContain('Webex has disabled that of Uma Berg');
  });

  test('has the webhook of somebody reporting to where the Functions were before', async () => {
    const here = await clinic({ connected: false });
    const before = 'http://127.0.0.1:9/before';
    changeSettings(here, { functionsUrl: before });
    await here.connectUma();
    changeSettings(here, { functionsUrl: here.functionsUrl });

    const report = await here.examine();

    expect(failures(report)).toEqual(['webhook of a connected account']);
    expect(failed(report, 'webhook of a connected account')).toMatchObject({
      says: expect.stringContaining(`reports to ${before}/webex/webhook`),
      remedy: expect.stringContaining('/pigdin connect'),
    });
  });

  test('has signed somebody out: found once, and from then on nobody is left to be tried', async () => {
    const here = await clinic();
    here.sandbox.webex.world.revokeTokens(here.webex.uma);

    const [first, second] = [await here.examine(), await here.examine()];

    expect(failures(first)).toEqual(['webhook of a connected account']);
    expect(failed(first, 'webhook of a connected account')).toMatchObject({
      says: expect.stringContaining('ended your sign-in'),
      remedy: expect.stringContaining('/pigdin connect'),
    });
    expect(second.code).toBe(0);
    expect(skipped(second, 'webhook of a connected account')).toContain('signed out');
  });
});

describe('a notification of Webex', () => {
  test('does not come out of PubNub', async () => {
    const here = await clinic();
    here.sandbox.pubnub.switches.disturb({ kind: 'drop', channel: new RegExp(here.uma), times: 100 });

    const report = await here.examine({}, IN_VAIN_MS);

    expect(failures(report)).toEqual(['from the webhook to the app']);
    expect(failed(report, 'from the webhook to the app')).toMatchObject({
      says: expect.stringContaining('nothing came out'),
      remedy: expect.stringContaining('Read its log'),
    });
  });

  test('comes out unproven, and is not taken for one', async () => {
    const here = await clinic();
    here.sandbox.pubnub.functions.start('another', [
      {
        binding: { name: 'spoiler', type: 'BEFORE_PUBLISH', channel: 'webex.*' },
        code: `export default async (request) => {
          if (request.message.kind === 'room') request.message.channelName = 'forged';
          return request.ok();
        };`,
      },
    ]);

    expect(failures(await here.examine({}, IN_VAIN_MS))).toEqual(['from the webhook to the app']);
  });

  test.each([
    [
      'whose signature is not taken',
      { status: 401, body: 'The signature is missing or wrong.' },
      'signature',
      'connect',
    ],
    ['with which the Function fails', { status: 500, body: 'no' }, 'HTTP 500', 'Read its log'],
  ])('%s is found', async (_name, answer, says, remedy) => {
    const here = await clinic();
    // The first of two posts is the one without a signature, which is to be refused.
    const refused = { status: 401, body: 'The signature is missing or wrong.' };
    here.sandbox.pubnub.faults.inject({ path: /\/webex\/webhook$/, answer: refused });
    here.sandbox.pubnub.faults.inject({ path: /\/webex\/webhook$/, answer });

    const report = await here.examine();

    expect(failures(report)).toEqual(['from the webhook to the app']);
    expect(failed(report, 'from the webhook to the app')).toMatchObject({
      says: expect.stringContaining(says),
      remedy: expect.stringContaining(remedy),
    });
  });
});

describe('Slack', () => {
  test('cannot be reached', async () => {
    const report = await (await clinic()).examine({ SLACK_API_URL: `${await closedPort()}/api/` });

    expect(failures(report)).toEqual(['bot token', 'app token']);
    expect(failed(report, 'bot token')).toMatchObject({ remedy: expect.stringContaining('SLACK_API_URL') });
  });

  test('does not know the bot token', async () => {
    const report = await (await clinic()).examine({ SLACK_BOT_TOKEN: 'xoxb-mistyped' });

    expect(failures(report)).toEqual(['bot token']);
    expect(failed(report, 'bot token')).toMatchObject({
      says: expect.stringContaining('invalid_auth'),
      remedy: expect.stringContaining('OAuth & Permissions'),
    });
    expect(skipped(report, 'scopes')).toBeDefined();
  });

  test('does not know the app token', async () => {
    const report = await (await clinic()).examine({ SLACK_APP_TOKEN: 'xapp-mistyped' });

    expect(failures(report)).toEqual(['app token']);
    expect(failed(report, 'app token')).toMatchObject({ remedy: expect.stringContaining('connections:write') });
  });

  test('has not granted every scope of the manifest', async () => {
    const manifest = pigdinManifest();
    const scopes = manifest.oauth_config?.scopes?.bot ?? [];
    const bot = scopes.filter((scope) => scope !== 'users:read.email' && scope !== 'reactions:write');
    const report = await (
      await clinic({ slack: { manifest: { ...manifest, oauth_config: { scopes: { bot } } } } })
    ).examine();

    expect(failures(report)).toEqual(['scopes']);
    expect(failed(report, 'scopes')).toMatchObject({
      says: expect.stringContaining('lacks reactions:write, users:read.email'),
      remedy: expect.stringContaining('Reinstall to Workspace'),
    });
  });

  test('has Socket Mode switched off', async () => {
    const manifest = pigdinManifest();
    const settings = { ...manifest.settings, socket_mode_enabled: false };
    const report = await (await clinic({ slack: { manifest: { ...manifest, settings } } })).examine();

    expect(failures(report)).toEqual(['Socket Mode']);
    expect(failed(report, 'Socket Mode')).toMatchObject({
      says: expect.stringContaining('link_disabled'),
      remedy: expect.stringContaining('Enable Socket Mode'),
    });
  });

  test('opens no socket', async () => {
    const here = await clinic();
    const url = `${(await closedPort()).replace('http', 'ws')}/link/`;
    const answer = { status: 200, body: { ok: true, url } };
    here.sandbox.slack.faults.inject({ path: /apps\.connections\.open$/, answer, times: 2 });

    const report = await here.examine();

    expect(failures(report)).toEqual(['Socket Mode']);
    expect(failed(report, 'Socket Mode')).toMatchObject({ remedy: expect.stringContaining('wss') });
  });

  test('asks to wait', async () => {
    const here = await clinic();
    const answer = { status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } };
    here.sandbox.slack.faults.inject({ path: /auth\.test$/, answer });

    expect(failed(await here.examine(), 'bot token')?.remedy).toContain('in 30 seconds');
  });
});

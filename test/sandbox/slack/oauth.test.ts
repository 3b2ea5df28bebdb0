import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, webApi, type Installation } from '@slack/bolt';
import { afterEach, describe, expect, test } from 'vitest';
import { DEFAULT_MANIFEST, type ManifestInput } from '../../../sandbox/slack/manifest.ts';
import { startSlack, type SlackService } from '../../../sandbox/slack/service.ts';
import { clientOf, errorOf, SILENT } from './calls.ts';
import { openSocket } from './sockets.ts';

const REDIRECT = 'https://pigdin.example/slack/oauth';
const { oauth_config: oauth, settings } = DEFAULT_MANIFEST;
const INSTALLABLE: ManifestInput = { ...DEFAULT_MANIFEST, oauth_config: { ...oauth, redirect_urls: [REDIRECT] } };
const ROTATING: ManifestInput = { ...INSTALLABLE, settings: { ...settings, token_rotation_enabled: true } };

describe('OAuth', () => {
  let slack: SlackService;
  afterEach(() => slack.close());

  const start = async (manifest = INSTALLABLE, now = Date.now) => {
    slack = await startSlack({ rateLimits: 'off', manifest, now });
    const world = slack.addWorkspace('Second');
    return { world, theo: world.addUser({ name: 'Theo Lind' }) };
  };
  const link = (fields: Record<string, string> = {}) => {
    const query = {
      client_id: slack.clientId,
      scope: 'chat:write,users:read',
      redirect_uri: REDIRECT,
      state: 's1',
      ...fields,
    };
    return `${slack.authorizeUrl}?${new URLSearchParams(query).toString()}`;
  };
  const exchange = (fields: Partial<webApi.OAuthV2AccessArguments>) =>
    new webApi.WebClient(undefined, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } }).oauth.v2.access({
      client_id: slack.clientId,
      client_secret: slack.clientSecret,
      ...fields,
    });
  const codeOf = (address: string) => new URL(address).searchParams.get('code') ?? '';

  test('installs the app in another workspace, with the scopes that were asked for', async () => {
    const { world, theo } = await start();
    const address = await theo.authorizes(link());
    expect(address).toMatch(`${REDIRECT}?code=`);
    expect(new URL(address).searchParams.get('state')).toBe('s1');
    const answer = await exchange({ code: codeOf(address), redirect_uri: REDIRECT });
    expect(answer).toMatchObject({
      ok: true,
      token_type: 'bot',
      scope: 'chat:write,users:read',
      bot_user_id: world.bot.id,
      team: { id: world.team.id, name: 'Second' },
      authed_user: { id: theo.id },
      enterprise: null,
      is_enterprise_install: false,
    });
    expect(answer).not.toHaveProperty('refresh_token');
    const client = clientOf(slack, answer.access_token ?? '');
    expect(await client.auth.test()).toMatchObject({ team: 'Second', user_id: world.bot.id });
    expect(await errorOf(client.reactions.add({ channel: 'C1', timestamp: '1.0', name: 'x' }))).toBe('missing_scope');
  });

  test('keeps the workspaces apart', async () => {
    const { world, theo } = await start();
    const { access_token: token = '' } = await exchange({ code: codeOf(await theo.authorizes(link())) });
    const { id: channel } = world.addChannel({ name: 'general', members: [theo, world.bot] });
    expect(await errorOf(clientOf(slack).chat.postMessage({ channel, text: 'x' }))).toBe('channel_not_found');
    await clientOf(slack, token).chat.postMessage({ channel, text: 'hello Second' });
    expect(world.timeline(channel)).toMatchObject([{ reads: 'hello Second' }]);
  });

  test('tells one app of the events of all workspaces, each under its team', async () => {
    const { world, theo } = await start();
    await exchange({ code: codeOf(await theo.authorizes(link({ scope: 'channels:history' }))) });
    const { id: channel } = world.addChannel({ name: 'general', members: [theo, world.bot] });
    const connection = await openSocket(slack);
    connection.frames.subscribe((frame) => connection.ack(frame));
    await theo.posts(channel, 'from Second');
    const frame = await connection.frames.waitFor('the event', ({ type }) => type === 'events_api');
    expect(frame).toMatchObject({ payload: { team_id: world.team.id, authorizations: [{ user_id: world.bot.id }] } });
  });

  test('shows a page on which a person says yes or no', async () => {
    const { theo } = await start();
    const page = await (await fetch(link())).text();
    expect(page).toContain('Pigdin is requesting permission');
    expect(page).toContain('Theo Lind (Second)');
    const answered = async (answer: string) => {
      const body = new URLSearchParams({ user: theo.id, answer });
      const response = await fetch(link(), { method: 'POST', body, redirect: 'manual' });
      return response.headers.get('location') ?? '';
    };
    expect(await exchange({ code: codeOf(await answered('allow')) })).toMatchObject({ team: { name: 'Second' } });
    expect(await answered('deny')).toBe(`${REDIRECT}?error=access_denied&state=s1`);
    expect(await theo.authorizes(link(), { isAllowed: false })).toBe(`${REDIRECT}?error=access_denied&state=s1`);
  });

  test.each([
    ['an unknown client', { client_id: '1.2' }, 'Invalid client_id parameter'],
    ['a foreign redirect', { redirect_uri: 'https://evil.example/' }, 'redirect_uri did not match any configured URIs'],
    ['no scopes', { scope: '' }, 'Missing scope parameter'],
    ['scopes that are not in the manifest', { scope: 'admin' }, 'Invalid permissions requested: admin'],
  ])('refuses a link with %s', async (_what, fields, message) => {
    const { theo } = await start();
    await expect(theo.authorizes(link(fields))).rejects.toThrow(message);
    const response = await fetch(link(fields));
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(message)]);
  });

  test('takes each code once, within ten minutes, for the same redirect', async () => {
    let now = Date.now();
    const { theo } = await start(INSTALLABLE, () => now);
    const code = async () => codeOf(await theo.authorizes(link()));
    const used = await code();
    await exchange({ code: used });
    expect(await errorOf(exchange({ code: used }))).toBe('invalid_code');
    expect(await errorOf(exchange({ code: await code(), redirect_uri: 'https://pigdin.example/other' }))).toBe(
      'bad_redirect_uri',
    );
    const old = await code();
    now += 10 * 60_000 + 1;
    expect(await errorOf(exchange({ code: old }))).toBe('invalid_code');
  });

  test('asks who is asking', async () => {
    await start();
    expect(await errorOf(exchange({ code: 'x', client_id: '1.2' }))).toBe('invalid_client_id');
    expect(await errorOf(exchange({ code: 'x', client_secret: 'guess' }))).toBe('bad_client_secret');
    const basic = Buffer.from(`${slack.clientId}:${slack.clientSecret}`).toString('base64');
    const response = await fetch(`${slack.apiUrl}oauth.v2.access`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ code: 'x' }),
    });
    expect(await response.json()).toMatchObject({ ok: false, error: 'invalid_code' });
  });

  test("Bolt's own installation works, and its app then serves the new workspace", async () => {
    const redirectUri = `${REDIRECT}/bolt`;
    const { world, theo } = await start({ ...INSTALLABLE, settings: { ...settings, socket_mode_enabled: false } });
    const installations = new Map<string, Installation>();
    const app = new App({
      signingSecret: slack.signingSecret,
      clientId: slack.clientId,
      clientSecret: slack.clientSecret,
      stateSecret: 'state-secret',
      scopes: ['chat:write', 'channels:history'],
      redirectUri,
      installerOptions: {
        directInstall: true,
        authorizationUrl: slack.authorizeUrl,
        redirectUriPath: '/slack/oauth/bolt',
        clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
      },
      installationStore: {
        storeInstallation: async (installation) => void installations.set(installation.team?.id ?? '', installation),
        fetchInstallation: async ({ teamId }) => installations.get(teamId ?? '') as Installation<'v2'>,
      },
      clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
      convoStore: false,
      deferInitialization: true,
      logger: SILENT,
    });
    app.message(async ({ say }) => void (await say('Hello from the other side')));
    await app.init();
    const server = (await app.start({ port: 0, host: '127.0.0.1' })) as Server;
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const begun = await fetch(`${origin}/slack/install`, { redirect: 'manual' });
    const back = new URL(await theo.authorizes(begun.headers.get('location') ?? ''));
    expect(back.href).toMatch(redirectUri);
    const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
    const done = await fetch(`${origin}/slack/oauth/bolt${back.search}`, { headers: { cookie }, redirect: 'manual' });
    expect(done.status).toBeLessThan(400);

    await slack.setRequestUrl(`${origin}/slack/events`);
    const { id: channel } = world.addChannel({ name: 'general', members: [theo, world.bot] });
    await theo.posts(channel, 'hello');
    await slack.journal.waitFor(
      'the answer',
      (entry) => entry.type === 'message' && entry.text === 'Hello from the other side',
    );
    expect(world.timeline(channel)).toMatchObject([{ author: { name: 'Theo Lind' } }, { author: { name: 'Pigdin' } }]);
    await app.stop();
  });

  describe('with rotating tokens', () => {
    test('a token lives twelve hours, a refresh token one use', async () => {
      let now = Date.now();
      await start(ROTATING, () => now);
      const refreshToken = slack.refreshToken ?? '';
      now += 12 * 3_600_000 + 1;
      expect(await errorOf(clientOf(slack).auth.test())).toBe('token_expired');
      const renewed = await exchange({ grant_type: 'refresh_token', refresh_token: refreshToken });
      expect(renewed).toMatchObject({
        access_token: expect.stringMatching(/^xoxe\.xoxb-1-/) as unknown,
        refresh_token: expect.stringMatching(/^xoxe-1-/) as unknown,
        expires_in: 43_200,
      });
      expect(await clientOf(slack, renewed.access_token).auth.test()).toMatchObject({ ok: true });
      expect(await errorOf(exchange({ grant_type: 'refresh_token', refresh_token: refreshToken }))).toBe(
        'invalid_refresh_token',
      );
    });
  });

  describe('the end', () => {
    const events = async () => {
      const connection = await openSocket(slack);
      connection.frames.subscribe((frame) => connection.ack(frame));
      return (type: string) =>
        slack.journal.waitFor(type, (entry) => entry.type === 'event' && entry.event.type === type);
    };

    test('a revoked token is refused, and the app is told', async () => {
      const { world } = await start();
      const event = await events();
      expect(await clientOf(slack).auth.revoke({ test: true })).toMatchObject({ revoked: false });
      expect(await clientOf(slack).auth.revoke()).toMatchObject({ revoked: true });
      expect(await errorOf(clientOf(slack).auth.test())).toBe('token_revoked');
      expect(await event('tokens_revoked')).toMatchObject({ event: { tokens: { bot: [slack.world.bot.id] } } });
      expect(() => world.bot).toThrow('never installed');
    });

    test('a person removes the app: told once, then silence', async () => {
      await start();
      const event = await events();
      const uma = slack.world.addUser({ name: 'Uma Berg' });
      await uma.removesApp();
      await event('app_uninstalled');
      await event('tokens_revoked');
      expect(await errorOf(clientOf(slack).auth.test())).toBe('account_inactive');
      await expect(uma.opensHome()).rejects.toThrow('not installed');
    });

    test('the app removes itself, and can come back', async () => {
      const { theo, world } = await start();
      const install = async () => (await exchange({ code: codeOf(await theo.authorizes(link())) })).access_token ?? '';
      const token = await install();
      const bot = world.bot.id;
      const { clientId: client_id, clientSecret: client_secret } = slack;
      await clientOf(slack, token).apps.uninstall({ client_id, client_secret });
      expect(await errorOf(clientOf(slack, token).auth.test())).toBe('account_inactive');
      expect(await clientOf(slack, await install()).auth.test()).toMatchObject({ user_id: bot });
    });
  });
});

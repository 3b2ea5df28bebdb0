import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Integration } from '../../../sandbox/webex/model.ts';
import type { WebexOptions, WebexService } from '../../../sandbox/webex/service.ts';
import { readAnswer, webexForTest, type Answer } from './support.ts';

const REDIRECT = 'http://127.0.0.1:8080/callback';
const DAY_MS = 24 * 3600 * 1000;

type Fields = Readonly<Record<string, string | undefined>>;

interface SigningIn {
  readonly webex: WebexService;
  readonly app: Integration;
  /** The address to send the browser to. */
  readonly authorizeUrl: (changes?: Fields) => string;
  readonly token: (fields: Fields, headers?: Record<string, string>) => Promise<Answer>;
  /** The code that Ann's consent brings. */
  readonly code: (changes?: Fields) => Promise<string>;
}

const form = (fields: Fields): URLSearchParams =>
  new URLSearchParams(Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined));

async function signingIn(options: WebexOptions = {}): Promise<SigningIn> {
  const webex = await webexForTest(options);
  const ann = webex.world.addPerson({ name: 'Ann Lee', email: 'ann@example.com' });
  webex.world.addPerson({ name: 'Bob <b>Ray</b>', email: 'bob@example.com' });
  const app = webex.world.addIntegration({
    clientId: 'client',
    clientSecret: 'secret',
    redirectUris: [REDIRECT],
    scopes: ['spark:people_read', 'spark:rooms_read'],
  });
  const asked = {
    response_type: 'code',
    client_id: 'client',
    redirect_uri: REDIRECT,
    scope: 'spark:people_read',
    state: 'st',
  };
  const authorizeUrl: SigningIn['authorizeUrl'] = (changes = {}) =>
    `${webex.apiUrl}/authorize?${form({ ...asked, ...changes }).toString()}`;
  const client = { client_id: 'client', client_secret: 'secret' };
  return {
    webex,
    app,
    authorizeUrl,
    token: async (fields, headers = {}) =>
      readAnswer(
        await fetch(`${webex.apiUrl}/access_token`, { method: 'POST', body: form({ ...client, ...fields }), headers }),
      ),
    code: async (changes = {}) => new URL(await ann.allows(authorizeUrl(changes))).searchParams.get('code') ?? '',
  };
}

const exchange = (code: string) => ({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT });

describe('the sign-in page', () => {
  test('offers the people of the world, and has the hinted one chosen', async () => {
    const { authorizeUrl } = await signingIn();
    const page = await fetch(authorizeUrl({ login_hint: 'bob@example.com' }));
    const text = await page.text();
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(text).toContain('Ann Lee');
    expect(text).toContain('Bob &lt;b&gt;Ray&lt;/b&gt;');
    expect(/checked\s*\/>\s*Bob/.test(text)).toBe(true);
  });

  test.each([
    ['allow', 'code'],
    ['deny', 'error'],
  ])('sends the browser back on: %s', async (decision, parameter) => {
    const { webex, authorizeUrl } = await signingIn();
    const [ann] = webex.world.people();
    const answer = await fetch(authorizeUrl(), {
      method: 'POST',
      body: form({ person: ann?.id, decision }),
      redirect: 'manual',
    });
    const back = new URL(answer.headers.get('location') ?? '');
    expect(answer.status).toBe(302);
    expect(`${back.origin}${back.pathname}`).toBe(REDIRECT);
    expect(back.searchParams.get('state')).toBe('st');
    expect(back.searchParams.has(parameter)).toBe(true);
  });

  test.each([
    { client_id: 'unknown' },
    { redirect_uri: `${REDIRECT}/` },
    { redirect_uri: 'http://127.0.0.1:8081/callback' },
    { redirect_uri: 'http://localhost:8080/callback' },
  ])('refuses %o without sending the browser anywhere', async (changes) => {
    const { authorizeUrl } = await signingIn();
    expect((await fetch(authorizeUrl(changes), { redirect: 'manual' })).status).toBe(400);
  });

  test.each([
    [{ scope: 'spark:people_read spark:all' }, 'invalid_scope'],
    [{ scope: undefined }, 'invalid_scope'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ code_challenge: 'x', code_challenge_method: 'plain' }, 'invalid_request'],
    [{ prompt: 'none' }, 'login_required'],
  ])('tells the app what is wrong with %o', async (changes, error) => {
    const { authorizeUrl } = await signingIn();
    const answer = await fetch(authorizeUrl(changes), { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(`${REDIRECT}?error=${error}&state=st`);
  });

  test('needs no redirect_uri when there is only one', async () => {
    const { authorizeUrl } = await signingIn();
    expect((await fetch(authorizeUrl({ redirect_uri: undefined }))).status).toBe(200);
  });
});

describe('a code', () => {
  test('is exchanged for tokens of the person, with the documented members', async () => {
    const { webex, token, code } = await signingIn();
    const { status, body } = await token(exchange(await code()));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      expires_in: 1209599,
      refresh_token: expect.any(String),
      refresh_token_expires_in: 7775999,
      token_type: 'Bearer',
      scope: 'spark:people_read spark:kms',
    });
    const headers = { authorization: `Bearer ${body?.['access_token'] as string}` };
    const me = await readAnswer(await fetch(`${webex.apiUrl}/people/me`, { headers }));
    expect(me.body).toMatchObject({ displayName: 'Ann Lee' });
    expect((await fetch(`${webex.apiUrl}/rooms`, { headers })).status).toBe(403);
  });

  test('is also exchanged with Basic authentication', async () => {
    const { token, code } = await signingIn();
    const authorization = `Basic ${Buffer.from('client:secret').toString('base64')}`;
    const fields = { ...exchange(await code()), client_id: undefined, client_secret: undefined };
    expect((await token(fields, { authorization })).status).toBe(200);
  });

  test('is good only once', async () => {
    const { token, code } = await signingIn();
    const fields = exchange(await code());
    expect((await token(fields)).status).toBe(200);
    expect(await token(fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('does not live long', async () => {
    let time = Date.now();
    const { token, code } = await signingIn({ now: () => time });
    const fields = exchange(await code());
    time += 10 * 60_000;
    expect(await token(fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('of another app, or for another address, is refused', async () => {
    const { webex, token, code } = await signingIn();
    webex.world.addIntegration({ clientId: 'thief', clientSecret: 'secret', redirectUris: [REDIRECT] });
    expect((await token({ ...exchange(await code()), client_id: 'thief' })).status).toBe(400);
    expect((await token({ ...exchange(await code()), redirect_uri: 'http://127.0.0.1/' })).status).toBe(400);
    expect((await token({ ...exchange(await code()), redirect_uri: undefined })).status).toBe(400);
  });

  test('asked for with a challenge takes its verifier', async () => {
    const { token, code } = await signingIn();
    const verifier = 'v'.repeat(43);
    const challenged = {
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    const attempt = async (changes: Fields, codeVerifier?: string): Promise<number> =>
      (await token({ ...exchange(await code(changes)), code_verifier: codeVerifier })).status;
    expect(await attempt(challenged, verifier)).toBe(200);
    expect(await attempt(challenged, 'w'.repeat(43))).toBe(400);
    expect(await attempt(challenged)).toBe(400);
    expect(await attempt({}, verifier)).toBe(400);
  });
});

describe('the token endpoint', () => {
  test.each([
    [{ client_secret: undefined }, 400, 'client_secret cannot be null or empty'],
    [{ client_id: 'unknown' }, 400, 'Client Id is invalid'],
    [{ client_id: undefined }, 400, 'client_id cannot be null or empty'],
    [{ code: undefined }, 400, 'code cannot be null or empty'],
  ])('answers %o in the form of the API', async (changes, status, description) => {
    const { token, code } = await signingIn();
    const verifier = { code_verifier: 'v'.repeat(43) };
    expect(await token({ ...exchange(await code()), ...verifier, ...changes })).toMatchObject({
      status,
      body: {
        message: 'The request could not be understood by the server due to malformed syntax.',
        errors: [{ description }],
        trackingId: expect.any(String),
      },
    });
  });

  test.each([
    [{ client_secret: 'wrong' }, 401, 'invalid_client'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ grant_type: 'refresh_token', refresh_token: 'unknown' }, 400, 'invalid_grant'],
  ])('answers %o in the form of OAuth', async (changes, status, error) => {
    const { token, code } = await signingIn();
    expect(await token({ ...exchange(await code()), ...changes })).toMatchObject({
      status,
      body: { error, error_description: expect.any(String) },
    });
  });

  test('takes forms only', async () => {
    const { webex } = await signingIn();
    const answer = await fetch(`${webex.apiUrl}/access_token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(415);
  });
});

describe('a refresh token', () => {
  test('stays the same, brings a new access token, and gets 90 days anew', async () => {
    let time = Date.now();
    const { webex, token, code } = await signingIn({ now: () => time });
    const first = await token(exchange(await code()));
    const refresh = () =>
      token({ grant_type: 'refresh_token', refresh_token: first.body?.['refresh_token'] as string });
    time += 60 * DAY_MS;
    const second = await refresh();
    expect(second.body?.['refresh_token']).toBe(first.body?.['refresh_token']);
    expect(second.body?.['access_token']).not.toBe(first.body?.['access_token']);
    const me = (answer: Answer): Promise<Response> =>
      fetch(`${webex.apiUrl}/people/me`, {
        headers: { authorization: `Bearer ${answer.body?.['access_token'] as string}` },
      });
    expect([(await me(first)).status, (await me(second)).status]).toEqual([401, 200]);
    time += 60 * DAY_MS;
    expect((await refresh()).status).toBe(200);
    time += 90 * DAY_MS;
    expect(await refresh()).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('can be switched to be good once, and access tokens to live as short as some documents say', async () => {
    const { webex, token, code } = await signingIn();
    Object.assign(webex.switches, { refreshTokens: 'rotated', accessTokenLifetimeS: 64_799 });
    const first = await token(exchange(await code()));
    const refresh = (answer: Answer) =>
      token({ grant_type: 'refresh_token', refresh_token: answer.body?.['refresh_token'] as string });
    const second = await refresh(first);
    expect(second.body).toMatchObject({ expires_in: 64_799 });
    expect((await refresh(first)).status).toBe(400);
    expect((await refresh(second)).status).toBe(200);
  });

  test('given without a sign-in is refreshed by the app that was registered first', async () => {
    const { webex, token } = await signingIn();
    const [ann] = webex.world.people();
    const issued = webex.world.issueTokens({ id: ann?.id ?? '' });
    expect((await token({ grant_type: 'refresh_token', refresh_token: issued.refresh_token })).status).toBe(200);
  });

  test('that was revoked works no more', async () => {
    const { webex, app, token, code } = await signingIn();
    const [ann] = webex.world.people();
    const { body } = await token(exchange(await code()));
    if (ann) webex.world.revokeTokens(ann, app);
    const again = await token({ grant_type: 'refresh_token', refresh_token: body?.['refresh_token'] as string });
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('of another app is refused', async () => {
    const { webex, token, code } = await signingIn();
    webex.world.addIntegration({ clientId: 'thief', clientSecret: 'secret' });
    const { body } = await token(exchange(await code()));
    const fields = { grant_type: 'refresh_token', refresh_token: body?.['refresh_token'] as string };
    expect((await token({ ...fields, client_id: 'thief' })).status).toBe(400);
  });
});

test('someone who denies sends the browser back with access_denied', async () => {
  const { webex, authorizeUrl } = await signingIn();
  const [ann] = webex.world.people();
  expect(await ann?.denies(authorizeUrl())).toBe(`${REDIRECT}?error=access_denied&state=st`);
});

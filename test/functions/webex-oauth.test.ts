import { createHash, createHmac, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseChannel, parseSignInChannel, signInChannelOf, type ChannelLayout } from '../../src/bridge/channels.ts';
import {
  formatState,
  parseState,
  SIGN_IN_LIFETIME_MS,
  signInText,
  verifierText,
  type SignIn,
} from '../../src/bridge/sign-in.ts';
import { sign } from '../../src/bridge/sign.ts';
import { signIn } from '../../functions/sign-in/sign-in.ts';
import type { FakePerson } from './support/fake-webex.ts';
import { userKey } from './support/ids.ts';
import { FUNCTIONS_URL, SECRET, World } from './support/world.ts';

const DAY_MS = 24 * 3_600_000;
const REDIRECT = `${FUNCTIONS_URL}/webex/oauth`;

let world: World;
let ann: FakePerson;

beforeEach(() => {
  world = new World();
  ann = world.webex.addPerson('Ann');
});

const hmac = (text: string, secret = SECRET) => createHmac('sha256', secret).update(text).digest('hex');

/** As the app makes it when a Slack user asks. */
function begin(more: Partial<SignIn> = {}): { signIn: SignIn; state: string } {
  const email = 'ann@example.com';
  const asked = { id: randomUUID(), team: 'T1', user: 'U1', email, at: world.time, redirectUri: REDIRECT, ...more };
  return { signIn: asked, state: formatState(asked, hmac(signInText(asked))) };
}

/** What Webex does when the person consents: a code that only the holder of the verifier can redeem. */
function consent(person: FakePerson, state: string, redirectUri = REDIRECT): string {
  const code = randomUUID();
  world.webex.codes.set(code, { personId: person.id, verifier: hmac(verifierText(state)), redirectUri });
  return code;
}

const visit = (query: Record<string, string>) => world.request(signIn, { query });
const news = () => world.published.filter(({ message }) => message['kind'] === 'sign-in');

async function signInAs(person: FakePerson, more: Partial<SignIn> = {}) {
  const { state } = begin({ email: person.emails[0] ?? '', ...more });
  return visit({ state, code: consent(person, state) });
}

/** The fields behind the button of a page. */
const fieldsIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );

describe('a sign-in', () => {
  test('connects the person: tokens, webhook, App Context, news of the account', async () => {
    const { signIn: asked, state } = begin();
    const answer = await visit({ state, code: consent(ann, state) });

    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('Ann (ann@example.com)') });
    const key = userKey(ann);
    expect(world.record(key)).toMatchObject({
      name: 'Ann',
      status: 'connected',
      owner: { team: 'T1', user: 'U1' },
      accessExpiresAt: world.time + 1_209_599_000,
      refreshExpiresAt: world.time + 7_775_999_000,
    });
    expect(world.webex.webhooks).toMatchObject([{ targetUrl: `${FUNCTIONS_URL}/webex/webhook` }]);
    expect(world.users.get(key)).toMatchObject({ type: 'account', status: 'connected' });
    expect(world.published[0]).toMatchObject({
      channel: `webex.${key}.account`,
      message: { kind: 'account', status: 'connected', id: `account:connected:${key}:${asked.id}` },
    });
  });

  test('is told to the app on the channel of the sign-in, with a proof and without a token', async () => {
    const { signIn: asked, state } = begin();
    await visit({ state, code: consent(ann, state) });

    const [heard] = news();
    const { proof, ...said } = heard?.message ?? {};
    expect(heard?.channel).toBe(`webex.signin.${asked.id}`);
    expect(said).toEqual({
      v: 1,
      kind: 'sign-in',
      id: asked.id,
      outcome: 'connected',
      reason: 'You are connected as Ann (ann@example.com).',
      senderId: ann.id,
      senderName: 'Ann',
      senderEmail: 'ann@example.com',
      senderAvatar: 'https://avatars.test/Ann',
    });
    expect(proof).toEqual(sign(SECRET, heard?.channel ?? '', said, world.time));
    for (const token of world.webex.accessTokens.keys()) expect(JSON.stringify(world.published)).not.toContain(token);
  });

  test('stays within the limits of one run, even when an old webhook has to go', async () => {
    await signInAs(ann);
    world.webhook.targetUrl = 'https://elsewhere.test/webex/webhook';
    expect(await signInAs(ann)).toMatchObject({ status: 200 });
    expect(world.calls.xhr).toBe(5);
    expect(world.webex.webhooks).toHaveLength(1);
  });

  test('learns its own address from the redirect where the vault does not tell it', async () => {
    world.vault.set('PIGDIN_SETTINGS', '{"webexApiUrl":"https://webex.test/v1","layout":"flat"}');
    const { signIn: asked, state } = begin({ redirectUri: 'https://other.test/f/webex/oauth' });
    await visit({ state, code: consent(ann, state, asked.redirectUri) });
    expect(world.webhook.targetUrl).toBe('https://other.test/f/webex/webhook');
    expect(news()[0]?.channel).toBe(`webex.signin-${asked.id}`);
  });

  test('has its webhook where the vault says, also when the browser came another way', async () => {
    const { signIn: asked, state } = begin({ redirectUri: 'https://other.test/f/webex/oauth' });
    await visit({ state, code: consent(ann, state, asked.redirectUri) });
    expect(world.webhook.targetUrl).toBe(`${FUNCTIONS_URL}/webex/webhook`);
  });

  test('of the same person a second time renews, and says so', async () => {
    await signInAs(ann);
    const before = world.record(userKey(ann));
    expect(await signInAs(ann)).toMatchObject({ status: 200, body: expect.stringContaining('already') });
    expect(world.record(userKey(ann))?.['accessToken']).not.toBe(before?.['accessToken']);
    expect(world.webex.webhooks).toHaveLength(1);
    expect(news()[1]?.message).toMatchObject({ outcome: 'connected', reason: expect.stringContaining('renewed') });
  });

  test('revives an account whose sign-in had ended', async () => {
    await signInAs(ann);
    const key = userKey(ann);
    world.values.set(`user:${key}`, {
      text: JSON.stringify({ ...world.record(key), status: 'signed-out' }),
      ttlMinutes: 1,
    });
    await signInAs(ann);
    expect(world.record(key)).toMatchObject({ status: 'connected' });
    expect(news()[1]?.message).toMatchObject({ reason: 'You are connected as Ann (ann@example.com).' });
  });

  test('tells the app from when on reports are missing: since the last sign-in ended, or the webhook was disabled', async () => {
    await signInAs(ann);
    const key = userKey(ann);
    const account = () => world.published.filter(({ message }) => message['kind'] === 'account').at(-1)?.message;
    expect(account()).not.toHaveProperty('since');

    const seen = new Date(world.time).toISOString();
    world.time += DAY_MS;
    world.webex.accessTokens.clear();
    world.webex.refreshTokens.clear();
    await world.query({ account: key, query: 'rooms', args: {} });
    expect(account()).toMatchObject({ status: 'signed-out' });
    world.time += DAY_MS;
    await signInAs(ann);
    expect(account()).toMatchObject({ status: 'connected', since: seen });

    const again = new Date(world.time).toISOString();
    world.time += DAY_MS;
    world.webhook.status = 'inactive';
    await signInAs(ann);
    expect(account()).toMatchObject({ status: 'connected', since: again });
    expect(world.webhook.status).toBe('active');

    await signInAs(ann);
    expect(account()).not.toHaveProperty('since');
    expect(world.record(key)).not.toHaveProperty('silentSince');
  });

  test.each([
    ['published', 'publish', 1],
    ['noted as published', 'set', 4],
  ] as const)('tells of missing reports again when the first news could not be %s', async (_what, act, call) => {
    await signInAs(ann);
    const since = new Date(world.time).toISOString();
    world.time += DAY_MS;
    world.webhook.status = 'inactive';
    world.failNext(act, call);
    expect(await signInAs(ann)).toMatchObject({ status: 503 });
    world.published.length = 0;
    await signInAs(ann);
    expect(world.published[0]).toMatchObject({ message: { kind: 'account', status: 'connected', since } });
  });

  test('keeps no end of tokens of which Webex tells none, and names who has no address', async () => {
    world.webex.people.set(ann.id, { ...ann, emails: [] });
    world.webex.tellsExpiry = false;
    const answer = await signInAs(ann, { email: '' });
    expect(await visit(fieldsIn(answer.body))).toMatchObject({ body: expect.stringContaining('connected as Ann.') });
    expect(world.record(userKey(ann))).not.toHaveProperty('accessExpiresAt');
    expect(world.record(userKey(ann))).not.toHaveProperty('refreshExpiresAt');
  });

  test('takes over a user who was set up on the control channel', async () => {
    const bob = await world.connected('Bob');
    expect(await signInAs(bob.person)).toMatchObject({ status: 200 });
    expect(world.record(bob.key)).toMatchObject({ owner: { team: 'T1', user: 'U1' } });
  });

  test.each([{ user: 'U2' }, { team: 'T2' }])(
    'of somebody connected by another Slack user is refused: %o',
    async (other) => {
      await signInAs(ann);
      const before = world.record(userKey(ann));
      expect(await signInAs(ann, other)).toMatchObject({
        status: 409,
        body: expect.stringContaining('another Slack user'),
      });
      expect(world.record(userKey(ann))).toEqual(before);
      expect(news()[1]?.message).toMatchObject({ outcome: 'taken' });
      expect(news()[1]?.message).not.toHaveProperty('senderId');
    },
  );
});

describe('a sign-in by a person who has another address in Slack', () => {
  /** Eve in Slack has sent her button to Ann, who follows it. */
  async function lured(email = 'eve@example.com') {
    const { state, signIn: asked } = begin({ user: 'U-eve', email });
    return { state, asked, answer: await visit({ state, code: consent(ann, state) }) };
  }

  test('connects nobody before the person has said that it is them', async () => {
    const { answer } = await lured();
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/eve@example\.com asked in Slack .* the Webex user Ann \(ann@example\.com\)/);
    expect(world.record(userKey(ann))).toBeUndefined();
    expect(world.webex.webhooks).toEqual([]);
    expect(world.published).toEqual([]);
  });

  test('connects them when they say yes, once', async () => {
    const { asked, answer } = await lured();
    expect(await visit(fieldsIn(answer.body))).toMatchObject({
      status: 200,
      body: expect.stringContaining('You are connected as Ann'),
    });
    expect(world.record(userKey(ann))).toMatchObject({ owner: { user: 'U-eve' }, status: 'connected' });
    expect(news()[0]).toMatchObject({ channel: `webex.signin.${asked.id}`, message: { outcome: 'connected' } });
    expect(await visit(fieldsIn(answer.body))).toMatchObject({ status: 409 });
    expect(world.values.has(`held:${asked.id}`)).toBe(false);
  });

  test('cannot be confirmed by who began it: what says yes stands only on the page', async () => {
    const { state, answer } = await lured();
    const { confirmation = '' } = fieldsIn(answer.body);
    const other = begin({ user: 'U-eve', email: 'eve@example.com' });
    for (const guess of ['', 'yes', '0'.repeat(64), hmac(verifierText(state), 'guess'), hmac(verifierText(state))]) {
      expect(await visit({ state, confirmation: guess })).toMatchObject({ status: 400 });
    }
    expect(await visit({ state: other.state, confirmation })).toMatchObject({ status: 400 });
    expect(world.record(userKey(ann))).toBeUndefined();
    expect(await visit({ state, confirmation })).toMatchObject({ status: 200 });
  });

  test('waits ten minutes for the answer, with the tokens kept nowhere else', async () => {
    const { asked, answer } = await lured();
    expect(world.values.get(`held:${asked.id}`)?.ttlMinutes).toBe(10);
    expect([...world.values.keys()]).toEqual([`held:${asked.id}`]);
    world.time += SIGN_IN_LIFETIME_MS + 1;
    expect(await visit(fieldsIn(answer.body))).toMatchObject({ status: 410 });
    expect(world.record(userKey(ann))).toBeUndefined();
  });

  test('says so when what was kept is gone', async () => {
    const { asked, answer } = await lured();
    world.values.delete(`held:${asked.id}`);
    expect(await visit(fieldsIn(answer.body))).toMatchObject({
      status: 503,
      body: expect.stringContaining('cannot find this sign-in any more'),
    });
    expect(news()[0]?.message).toMatchObject({ outcome: 'unavailable' });
  });

  test('is asked also where Slack does not tell the address', async () => {
    const { answer } = await lured('');
    expect(answer.body).toContain('Somebody whose address Slack does not tell asked in Slack');
    expect(world.record(userKey(ann))).toBeUndefined();
  });

  test.each(['ANN@Example.com', 'ann@example.com'])('is not asked where it is the same one: %s', async (email) => {
    await lured(email);
    expect(world.record(userKey(ann))).toMatchObject({ status: 'connected' });
  });

  test('is not asked again when the same Slack user renews', async () => {
    const { answer } = await lured();
    await visit(fieldsIn(answer.body));
    expect((await lured('')).answer.body).toContain('renewed');
  });

  test('is told at once, and not asked, when somebody else in Slack has the Webex user', async () => {
    await signInAs(ann);
    expect((await lured()).answer).toMatchObject({ status: 409 });
  });

  test('shows an address as text, whatever is in it', async () => {
    const { answer } = await lured('<script>"\'&');
    expect(answer.body).not.toContain('<script>');
    expect(answer.body).toContain('&lt;script&gt;&quot;&#39;&amp; asked');
  });
});

describe('a sign-in that ends otherwise', () => {
  test('is told when the person did not consent', async () => {
    const { state } = begin();
    expect(await visit({ state, error: 'access_denied' })).toMatchObject({
      status: 200,
      body: expect.stringContaining('Nothing was changed'),
    });
    expect(news()).toMatchObject([{ message: { outcome: 'denied' } }]);
    expect(world.values.size).toBe(0);
  });

  test.each([
    ['Webex names another error', { error: 'invalid_scope' }],
    ['the code is missing', {}],
    ['Webex does not take the code', { code: 'guessed' }],
  ])('is told when %s', async (_what, query) => {
    const { state } = begin();
    expect(await visit({ state, ...query })).toMatchObject({
      status: 400,
      body: expect.stringContaining('/pigdin connect'),
    });
    expect(news()).toMatchObject([{ message: { outcome: 'refused' } }]);
    expect(world.values.size).toBe(0);
  });

  test.each([SIGN_IN_LIFETIME_MS, -60_000])('is none yet at the very edge of its time: %i ms', async (age) => {
    expect(await signInAs(ann, { at: world.time - age })).toMatchObject({ status: 200 });
  });

  test('is told when the link is too old, or from a future that no clock explains', async () => {
    for (const at of [world.time - SIGN_IN_LIFETIME_MS - 1, world.time + 60_001]) {
      const { state } = begin({ at });
      expect(await visit({ state, code: consent(ann, state) })).toMatchObject({ status: 410 });
    }
    expect(news()).toMatchObject([{ message: { outcome: 'expired' } }, { message: { outcome: 'expired' } }]);
    expect(world.webex.requests).toEqual([]);
  });

  test('is told when the link is used twice', async () => {
    const { state } = begin();
    await visit({ state, code: consent(ann, state) });
    world.webex.requests.length = 0;
    expect(await visit({ state, code: consent(ann, state) })).toMatchObject({ status: 409 });
    expect(news()[1]?.message).toMatchObject({ outcome: 'replayed' });
    expect(world.webex.requests).toEqual([]);
  });

  test.each([
    ['is away', () => world.webex.fail('POST', /access_token/, { status: 503 })],
    ['cannot be reached', () => world.webex.fail('GET', /people/, 'drop')],
    ['has trouble with webhooks', () => world.webex.fail('POST', /webhooks/, { status: 500 })],
  ])('is told when Webex %s', async (_what, arrange) => {
    arrange();
    expect(await signInAs(ann)).toMatchObject({ status: 503, body: expect.stringContaining('Webex') });
    expect(news()).toMatchObject([{ message: { outcome: 'unavailable' } }]);
  });

  test.each(['WEBEX_CLIENT_ID', 'WEBEX_CLIENT_SECRET', 'PIGDIN_SECRET'])(
    'names the secret that is missing in the vault: %s',
    async (name) => {
      const { state } = begin();
      world.vault.delete(name);
      expect(await visit({ state, code: consent(ann, state) })).toMatchObject({
        status: 503,
        body: expect.stringContaining(name),
      });
    },
  );

  test('is a page all the same when the app cannot be told', async () => {
    const runtime = world.runtime.bind(world);
    world.runtime = () => ({
      ...runtime(),
      publish: async (channel, message) =>
        parseSignInChannel(channel) ? Promise.reject(new Error('no')) : runtime().publish(channel, message),
    });
    expect(await signInAs(ann)).toMatchObject({ status: 200 });
    expect(world.logs).toHaveLength(1);
  });
});

describe('a state', () => {
  test('that is not ours, or was changed, leads nowhere', async () => {
    const { signIn: asked, state } = begin();
    const code = consent(ann, state);
    const changed = (more: Partial<SignIn>) => formatState({ ...asked, ...more }, hmac(signInText(asked)));
    const states = [
      '',
      'state',
      '.....',
      `${state}.`,
      `${state}.more`,
      state.replace('T1', '%54%31'),
      state.slice(0, -1),
      changed({ user: 'U2' }),
      changed({ team: 'T2' }),
      changed({ at: world.time + 1 }),
      changed({ redirectUri: 'https://evil.test/webex/oauth' }),
      changed({ id: randomUUID() }),
      formatState(asked, hmac(signInText(asked), 'guess')),
      '%E0%A4%A.b.c.d.e.f',
    ];
    for (const wrong of states) {
      expect(await visit({ state: wrong, code })).toMatchObject({ status: 400 });
    }
    expect(await visit({ code })).toMatchObject({ status: 400 });
    expect([world.webex.requests, world.published]).toEqual([[], []]);
  });

  test('survives its way through an address', () => {
    const { signIn: asked, state } = begin();
    const url = new URL(`https://webex.test/authorize?${new URLSearchParams({ state }).toString()}`);
    expect(parseState(url.searchParams.get('state') ?? '')?.signIn).toEqual(asked);
    expect(state).toMatch(/^[\w%.-]+$/);
  });

  test('gives a verifier that PKCE allows, different for each state', () => {
    const verifiers = [begin(), begin()].map(({ state }) => hmac(verifierText(state)));
    expect(verifiers[0]).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
    expect(verifiers[0]).not.toBe(verifiers[1]);
    expect(
      createHash('sha256')
        .update(verifiers[0] ?? '')
        .digest('base64url'),
    ).toHaveLength(43);
  });
});

describe('the page', () => {
  test('is whole in itself, is kept by nobody and gives the address to nobody', async () => {
    const { body, headers } = await signInAs(ann);
    expect(headers).toEqual({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    });
    expect(body).not.toMatch(/<script|src=|href=|https?:/);
    for (const secret of world.secrets()) expect(body).not.toContain(secret);
  });

  test('shows a name as text, whatever is in it', async () => {
    const mallory = { ...world.webex.addPerson('Mallory'), displayName: `<img src=x onerror="a('&')">` };
    world.webex.people.set(mallory.id, mallory);
    const { body } = await signInAs(mallory);
    expect(body).toContain('&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;');
    expect(body).not.toContain('<img');
  });
});

describe("the sign-in's channel", () => {
  test.each<ChannelLayout>(['nested', 'flat'])('is legal in the layout %s and none of the others', (layout) => {
    const id = randomUUID();
    const channel = signInChannelOf(layout, id);
    expect(channel.length).toBeLessThanOrEqual(92);
    expect(channel).toMatch(/^[\w-]+(?:\.[\w-]+){1,2}$/);
    expect(parseSignInChannel(channel)).toBe(id);
    expect(parseChannel(channel)).toBeUndefined();
  });

  test('is made and read of UUIDs only', () => {
    expect(() => signInChannelOf('nested', 'any')).toThrow(RangeError);
    for (const name of ['webex.signin.any', 'webex.signin', 'other', `webex.signin_${randomUUID()}`]) {
      expect(parseSignInChannel(name)).toBeUndefined();
    }
  });
});

import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { decodeEnvelope } from '../../src/bridge/envelope-schema.ts';
import { keyOf } from '../../src/bridge/ids.ts';
import { sign } from '../../src/bridge/sign.ts';
import { QUERY_LIFETIME_MS, QUERY_PATH, type Answers } from '../../src/bridge/query.ts';
import { answerQuery } from '../../functions/query/query.ts';
import { receive } from '../../functions/receive/receive.ts';
import { failure } from './support/fake-webex-routes.ts';
import type { FakePerson, FakeRoom } from './support/fake-webex.ts';
import { userKey, webexId } from './support/ids.ts';
import { channelIn, FUNCTIONS_URL, SECRET, World } from './support/world.ts';

let world: World;
let ann: Awaited<ReturnType<World['connected']>>;
let bob: FakePerson;
let lunch: FakeRoom;

beforeEach(async () => {
  world = new World();
  ann = await world.connected('Ann');
  bob = world.webex.addPerson('Bob');
  lunch = world.webex.addRoom('Lunch', [ann.person, bob]);
  world.webex.requests.length = 0;
});

const ask = (query: string, args: object = {}) => world.query({ account: ann.key, query, args });

describe('rooms', () => {
  test('are given with title, kind and last activity, only those of the user', async () => {
    world.webex.addRoom('Secret', [bob]);
    const direct = world.webex.addRoom('Bob', [ann.person, bob], 'direct');
    lunch.lastActivity = '2026-11-20T08:00:00.000Z';
    direct.lastActivity = undefined;
    expect(await ask('rooms')).toEqual({
      status: 200,
      answer: {
        rooms: [
          { id: lunch.id, title: 'Lunch', isDirect: false, lastActivity: '2026-11-20T08:00:00.000Z' },
          { id: direct.id, title: 'Bob', isDirect: true },
        ],
      },
    });
  });

  test('are searched by a part of the title, whatever its case', async () => {
    world.webex.addRoom('Dinner', [ann.person]);
    expect(await ask('rooms', { search: 'LUN' })).toMatchObject({ answer: { rooms: [{ title: 'Lunch' }] } });
    expect(await ask('rooms', { search: 'breakfast' })).toMatchObject({ status: 200, answer: { rooms: [] } });
  });

  test('are searched as people type: without accents, with spaces as they come', async () => {
    world.webex.addRoom('Café  Zürich', [ann.person]);
    expect(await ask('rooms', { search: 'cafe zurich' })).toMatchObject({
      answer: { rooms: [{ title: 'Café  Zürich' }] },
    });
  });

  test('are searched through several pages in one run, and further from where it ended', async () => {
    world.webex.roomsAPage = 1;
    for (const title of ['One', 'Two', 'Three', 'Four']) world.webex.addRoom(title, [ann.person]);
    const first = await ask('rooms', { search: 'four' });
    expect(first.answer).toEqual({ rooms: [], next: '/rooms?cursor=3&max=100' });
    const second = await ask('rooms', { search: 'four', page: first.answer['next'] });
    expect(second.answer).toMatchObject({ rooms: [{ title: 'Four' }] });
  });

  test('are given at the first page that has a hit, with where to go on', async () => {
    world.webex.roomsAPage = 1;
    world.webex.addRoom('Lunch again', [ann.person]);
    expect(await ask('rooms', { search: 'lunch' })).toMatchObject({
      answer: { rooms: [{ title: 'Lunch' }], next: '/rooms?cursor=1&max=100' },
    });
  });

  test('stay within the limits of one run with an expired token and many pages', async () => {
    world.webex.roomsAPage = 1;
    for (const title of ['One', 'Two', 'Three', 'Four']) world.webex.addRoom(title, [ann.person]);
    world.webex.accessTokens.clear();
    expect(await ask('rooms', { search: 'four' })).toMatchObject({ status: 200 });
    expect(world.calls.xhr).toBe(5);
  });

  test.each(['https://evil.test/rooms?x', '/people/me', '/rooms', '/rooms?a b', '/../rooms?x'])(
    'are never asked for at an address of the caller: %s',
    async (page) => {
      expect(await ask('rooms', { page })).toMatchObject({ status: 400, answer: { refusal: { code: 'bad-request' } } });
      expect(world.webex.requests).toEqual([]);
    },
  );
});

describe('messages of a room', () => {
  test('come as the envelopes that the webhook would have brought, newest first', async () => {
    world.webex.addMessage(lunch, bob, 'One');
    const two = world.webex.addMessage(lunch, ann.person, 'Two', { updated: '2026-11-22T12:01:00.000Z' });
    const { answer } = await ask('messages', { roomId: lunch.id });
    expect(answer).toMatchObject({
      more: false,
      envelopes: [
        { kind: 'edit', text: 'Two', senderName: 'Ann', id: expect.stringContaining(keyOf(two.id, 'MESSAGE') ?? '?') },
        {
          kind: 'message',
          text: 'One',
          senderName: 'Bob',
          senderAvatar: 'https://avatars.test/Bob',
          channelName: 'Lunch',
        },
      ],
    });
    const envelopes = answer['envelopes'] as unknown[];
    expect(envelopes.map((envelope) => decodeEnvelope(envelope).ok)).toEqual([true, true]);
  });

  test('come in pages, before a message, before a time, or of one thread', async () => {
    const root = world.webex.addMessage(lunch, bob, 'Root');
    world.time += 1000;
    world.webex.addMessage(lunch, bob, 'Reply', { parentId: root.id });
    const newest = world.webex.addMessage(lunch, bob, 'Newest');
    const texts = async (args: object) => {
      const { answer } = await ask('messages', { roomId: lunch.id, ...args });
      return [(answer['envelopes'] as { text: string }[]).map(({ text }) => text), answer['more']];
    };
    expect(await texts({ limit: 2 })).toEqual([['Newest', 'Reply'], true]);
    expect(await texts({ beforeMessage: newest.id })).toEqual([['Reply', 'Root'], false]);
    expect(await texts({ before: new Date(world.time).toISOString() })).toEqual([['Root'], false]);
    expect(await texts({ parentId: root.id })).toEqual([['Reply'], false]);
  });

  test('have fallback names for people who are gone', async () => {
    world.webex.addMessage(lunch, bob, 'Bye');
    world.webex.addMessage(lunch, bob, 'Really', { personEmail: '' });
    world.webex.people.delete(bob.id);
    const { answer } = await ask('messages', { roomId: lunch.id });
    expect(answer['envelopes']).toMatchObject([{ senderName: 'Someone' }, { senderName: 'bob@example.com' }]);
  });

  test('have fallback names when the people cannot be asked for', async () => {
    world.webex.addMessage(lunch, bob, 'One');
    world.webex.fail('GET', /people/, 'drop');
    expect(await ask('messages', { roomId: lunch.id })).toMatchObject({
      status: 200,
      answer: { envelopes: [{ senderName: 'bob@example.com' }] },
    });
  });

  test('are cut to an answer of a bearable size', async () => {
    for (let count = 0; count < 50; count += 1) world.webex.addMessage(lunch, bob, 'x'.repeat(7000));
    const { answer } = await ask('messages', { roomId: lunch.id, limit: 50 });
    expect((answer['envelopes'] as unknown[]).length).toBeGreaterThan(10);
    expect(JSON.stringify(answer).length).toBeLessThan(132 * 1024);
    expect(answer['more']).toBe(true);
  });

  test('are none in an empty room, and refused for a room that the user is not in', async () => {
    expect(await ask('messages', { roomId: lunch.id })).toMatchObject({ answer: { envelopes: [], more: false } });
    const secret = world.webex.addRoom('Secret', [bob]);
    expect(await ask('messages', { roomId: secret.id })).toMatchObject({
      status: 404,
      answer: { refusal: { code: 'not-in-room' } },
    });
  });
});

describe('people', () => {
  test('of a room are given with names and addresses', async () => {
    expect(await ask('members', { roomId: lunch.id })).toEqual({
      status: 200,
      answer: {
        members: [
          { id: ann.person.id, name: 'Ann', email: 'ann@example.com' },
          { id: bob.id, name: 'Bob', email: 'bob@example.com' },
        ],
      },
    });
    const secret = world.webex.addRoom('Secret', [bob]);
    expect(await ask('members', { roomId: secret.id })).toMatchObject({ status: 404 });
  });

  test('of a room whose names Webex does not tell are given with their addresses', async () => {
    world.webex.people.set(bob.id, { ...bob, displayName: '' });
    expect(await ask('members', { roomId: lunch.id })).toMatchObject({
      answer: { members: [{ name: 'Ann' }, { name: 'bob@example.com' }] },
    });
  });

  test('are given one by one', async () => {
    expect(await ask('person', { personId: bob.id })).toMatchObject({
      answer: { person: { id: bob.id, name: 'Bob', email: 'bob@example.com', avatar: 'https://avatars.test/Bob' } },
    });
    expect(await ask('person', { personId: webexId('PEOPLE') })).toMatchObject({ status: 404 });
  });

  test('are found by an address, or by how their name begins', async () => {
    const found = { answer: { people: [{ id: bob.id, name: 'Bob', email: 'bob@example.com' }] } };
    expect(await ask('people', { search: 'bob@example.com' })).toMatchObject(found);
    expect(await ask('people', { search: ' Bo ' })).toMatchObject(found);
    expect(await ask('people', { search: 'Zoe' })).toMatchObject({ status: 200, answer: { people: [] } });
    expect(await ask('people', { search: ' ' })).toMatchObject({ status: 400 });
  });
});

describe('the result of a send', () => {
  const envelopeOf = () => ({
    v: 1,
    id: randomUUID(),
    kind: 'message',
    fromPlatform: 'webex',
    forwardToPlatform: true,
    platformChannelId: lunch.id,
    senderId: ann.person.id,
    text: 'Hi',
  });

  test('is the message at Webex, once there is one', async () => {
    const envelope = envelopeOf();
    expect(await ask('result', { envelopeId: envelope.id })).toEqual({ status: 200, answer: {} });
    await world.forward(channelIn(ann.person, lunch), envelope);
    expect(await ask('result', { envelopeId: envelope.id })).toMatchObject({
      answer: { externalObj: { id: world.webex.messages[0]?.id, roomId: lunch.id } },
    });
  });

  test('is given to its own account only', async () => {
    const envelope = envelopeOf();
    await world.forward(channelIn(ann.person, lunch), envelope);
    const carol = await world.connected('Carol');
    const message = { account: carol.key, query: 'result', args: { envelopeId: envelope.id } };
    expect(await world.query(message)).toMatchObject({ status: 400, answer: { refusal: { code: 'bad-request' } } });
  });
});

describe('a direct room', () => {
  const start = (more: object = {}) =>
    ask('startDirect', { envelopeId: 'e1', email: 'bob@example.com', text: 'Hi Bob', ...more });

  test('is started by its first message', async () => {
    const { status, answer } = await start({ markdown: '**Hi** Bob' });
    const [message] = world.webex.messages;
    expect(message).toMatchObject({ personId: ann.person.id, markdown: '**Hi** Bob', roomType: 'direct' });
    expect([status, answer]).toMatchObject([
      200,
      { room: { id: message?.roomId, title: 'Bob', isDirect: true }, externalObj: { id: message?.id } },
    ]);
  });

  test('gets its first message once, however often it is asked for', async () => {
    const first = await start();
    world.time += 1000;
    expect(await start()).toEqual(first);
    expect(world.webex.messages).toHaveLength(1);
  });

  test('is refused when what was noted of its first message makes no sense', async () => {
    const noted = { id: 'x', roomId: 'nowhere', personId: ann.person.id, created: 'once' };
    world.values.set('sent:e1', { text: JSON.stringify(noted), ttlMinutes: 1 });
    expect(await start()).toMatchObject({ status: 503, answer: { refusal: { code: 'unavailable' } } });
    expect(world.webex.messages).toEqual([]);
  });

  test('gets its first message once, also when Webex answered nobody', async () => {
    world.webex.fail('POST', /messages/, 'drop', { after: true });
    expect(await start()).toMatchObject({ status: 503, answer: { refusal: { retryable: true } } });
    world.time += 20_000;
    world.webex.accessTokens.clear();
    expect(await start()).toMatchObject({ status: 200 });
    expect(world.webex.messages).toHaveLength(1);
    expect(world.calls.xhr).toBeLessThanOrEqual(5);
  });

  test('is refused for an address that Webex does not know, or that is none', async () => {
    expect(await start({ email: 'nobody@example.com' })).toMatchObject({
      status: 422,
      answer: { refusal: { code: 'refused' } },
    });
    world.webex.fail('POST', /messages/, failure(404, 'Person not found'));
    expect(await start({ envelopeId: 'e2' })).toMatchObject({
      answer: { refusal: { reason: expect.stringContaining('knows nobody') } },
    });
    expect(await start({ email: 'bob' })).toMatchObject({ status: 400 });
  });
});

describe('an access token', () => {
  test('is given for file transfer, and kept by nobody on the way', async () => {
    expect(await ask('token')).toEqual({ status: 200, answer: { accessToken: ann.accessToken } });
    const message = { id: 'x', account: ann.key, query: 'token' };
    const body = JSON.stringify({ ...message, proof: sign(SECRET, QUERY_PATH, message, world.time) });
    const { headers } = await world.request(answerQuery, { body });
    expect(headers).toMatchObject({ 'Cache-Control': 'no-store', 'Content-Type': 'application/json' });
  });

  const endsIn = (minutes: number) => {
    const record = { ...world.record(ann.key), accessExpiresAt: world.time + minutes * 60_000 };
    world.values.set(`user:${ann.key}`, { text: JSON.stringify(record), ttlMinutes: 1 });
  };

  test('is the one that is there when it lives for ten minutes yet', async () => {
    endsIn(10);
    expect((await ask('token')).answer).toEqual({
      accessToken: ann.accessToken,
      expiresAt: world.time + 10 * 60_000,
    });
    expect(world.webex.requests).toEqual([]);
  });

  test('is a new one when the old one ends sooner', async () => {
    endsIn(9.9);
    const { answer } = await ask('token');
    expect(answer['accessToken']).not.toBe(ann.accessToken);
    expect(answer).toMatchObject({ expiresAt: world.time + 1_209_599_000 });
  });
});

describe('the health of the Functions', () => {
  const health = () => world.query({ account: userKey({ id: webexId('PEOPLE') }), query: 'health', args: {} });

  test('is told without an account: settings, what the vault and Webex know, and never a secret', async () => {
    expect(await health()).toEqual({
      status: 200,
      answer: {
        layout: 'nested',
        webexApiUrl: 'https://webex.test/v1',
        functionsUrl: FUNCTIONS_URL,
        clientId: world.webex.client.id,
        clientSecret: true,
        now: world.time,
      },
    });
    const told = JSON.stringify(await health());
    for (const secret of world.secrets()) expect(told).not.toContain(secret);
    expect(world.webex.requests.every(({ path }) => path === '/access_token')).toBe(true);
  });

  test('names what the vault lacks', async () => {
    world.vault.delete('WEBEX_CLIENT_ID');
    world.vault.delete('WEBEX_CLIENT_SECRET');
    const { answer } = await health();
    expect(answer).not.toHaveProperty('clientId');
    expect(answer).toMatchObject({ clientSecret: false, webexTrouble: expect.stringContaining('WEBEX_CLIENT_ID') });
    expect(world.webex.requests).toEqual([]);
  });

  test.each([
    ['WEBEX_CLIENT_ID or WEBEX_CLIENT_SECRET', () => world.vault.set('WEBEX_CLIENT_SECRET', 'mistyped')],
    ['cannot be reached', () => world.webex.fail('POST', /access_token/, 'drop')],
    ['trouble', () => world.webex.fail('POST', /access_token/, { status: 503 })],
    [
      'wait for 7 seconds',
      () => world.webex.fail('POST', /access_token/, { status: 429, headers: { 'retry-after': '7' } }),
    ],
  ])('tells what Webex has against the integration: %s', async (sentence, spoil) => {
    spoil();
    expect((await health()).answer).toMatchObject({ webexTrouble: expect.stringContaining(sentence) });
  });

  test('tells when webex-interval last ran', async () => {
    expect((await health()).answer).not.toHaveProperty('intervalAt');
    await world.interval();
    const intervalAt = world.time;
    world.time += 60_000;
    expect((await health()).answer).toMatchObject({ intervalAt, now: world.time });
  });

  test('is told to nobody who does not share the secret', async () => {
    const message = { account: ann.key, query: 'health', args: {} };
    expect(await world.query(message, { at: world.time, mac: '0'.repeat(64) })).toMatchObject({
      status: 401,
      answer: { refusal: { code: 'bad-proof' } },
    });
  });

  test('cannot be told where the settings are broken, which the refusal says', async () => {
    world.vault.set('PIGDIN_SETTINGS', '{"layout":"round"}');
    expect(await health()).toMatchObject({
      status: 503,
      answer: { refusal: { reason: expect.stringContaining('PIGDIN_SETTINGS') } },
    });
  });
});

describe('the health of a webhook', () => {
  const webhook = async () => (await ask('webhook')).answer as unknown as Answers['webhook'];

  test('tells where it reports to, and that Webex has it', async () => {
    expect(await webhook()).toMatchObject({ state: 'active', targetUrl: `${FUNCTIONS_URL}/webex/webhook` });
    expect(world.webex.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('tells that Webex has disabled it, has none, or reports elsewhere', async () => {
    world.webhook.status = 'inactive';
    expect((await webhook()).state).toBe('disabled');
    Object.assign(world.webhook, { status: 'active', targetUrl: 'https://elsewhere.test' });
    expect((await webhook()).state).toBe('missing');
    world.webex.webhooks.length = 0;
    expect((await webhook()).state).toBe('missing');
  });

  test('brings a notification that webex-webhook takes for one of Webex, and that says what the room is called now', async () => {
    const { rehearsal } = await webhook();
    if (!rehearsal) throw new Error('There is no rehearsal');
    world.published.length = 0;
    expect(rehearsal.room).toEqual({ id: lunch.id, title: 'Lunch', isDirect: false });
    expect(await world.request(receive, rehearsal)).toMatchObject({ status: 200, body: 'Published.' });
    expect(world.published).toMatchObject([
      { channel: channelIn(ann.person, lunch), message: { kind: 'room', channelName: 'Lunch' } },
    ]);
    const { 'x-webex-signature': _sha256, ...sha1Only } = rehearsal.headers;
    expect(await world.request(receive, { ...rehearsal, headers: sha1Only })).toMatchObject({ status: 200 });
  });

  test('never gives the same notification twice, nor the secret it is signed with', async () => {
    const [one, two] = [await webhook(), await webhook()];
    expect(one.rehearsal?.body).not.toBe(two.rehearsal?.body);
    const told = JSON.stringify([one, two]);
    for (const secret of world.secrets()) expect(told).not.toContain(secret);
  });

  test('has no notification for who is in no room', async () => {
    world.webex.rooms.clear();
    expect(await webhook()).not.toHaveProperty('rehearsal');
  });

  test('of somebody who is signed out cannot be told, which the refusal says', async () => {
    world.webex.accessTokens.clear();
    world.webex.refreshTokens.clear();
    expect(await ask('webhook')).toMatchObject({ answer: { refusal: { code: 'signed-out' } } });
  });
});

describe('a query', () => {
  test.each([
    [
      'Webex asks to wait',
      () => world.webex.fail('GET', /rooms/, { status: 429, headers: { 'retry-after': '9' } }),
      429,
      { code: 'rate-limited', retryAfterSeconds: 9 },
    ],
    ['Webex is away', () => world.webex.fail('GET', /rooms/, 'drop'), 503, { code: 'unavailable', retryable: true }],
    [
      'the sign-in has ended',
      () => [world.webex.accessTokens.clear(), world.webex.refreshTokens.clear()],
      403,
      { code: 'signed-out' },
    ],
    ['the account is not connected', () => world.values.clear(), 404, { code: 'not-connected' }],
    [
      'the shared secret is missing',
      () => world.vault.delete('PIGDIN_SECRET'),
      503,
      { code: 'unavailable', retryable: false },
    ],
  ])('says so when %s', async (_what, arrange, status, refusal) => {
    arrange();
    expect(await ask('rooms')).toMatchObject({ status, answer: { refusal } });
  });

  test('works once', async () => {
    const message = { id: 'x', account: ann.key, query: 'rooms', args: {} };
    const proof = sign(SECRET, QUERY_PATH, message, world.time);
    expect(await world.query(message, proof)).toMatchObject({ status: 200 });
    expect(await world.query(message, proof)).toMatchObject({
      status: 401,
      answer: { refusal: { code: 'bad-proof' } },
    });
  });

  test('expires after a minute', async () => {
    const message = { id: 'x', account: ann.key, query: 'rooms', args: {} };
    for (const at of [world.time - QUERY_LIFETIME_MS - 1, world.time + QUERY_LIFETIME_MS + 1]) {
      expect(await world.query(message, sign(SECRET, QUERY_PATH, message, at))).toMatchObject({ status: 401 });
    }
    const late = sign(SECRET, QUERY_PATH, message, world.time - QUERY_LIFETIME_MS);
    expect(await world.query(message, late)).toMatchObject({ status: 200 });
  });

  test.each([
    ['an unknown query', { query: 'everything' }],
    ['no query', {}],
    ['arguments of the wrong type', { query: 'messages', args: { roomId: 7 } }],
    ['too many messages', { query: 'messages', args: { roomId: webexId('ROOM'), limit: 51 } }],
    ['a time that is none', { query: 'messages', args: { roomId: webexId('ROOM'), before: 'yesterday' } }],
    ['no account', { query: 'rooms', args: {}, account: undefined }],
    ['an account that is no key', { query: 'rooms', args: {}, account: 'ann' }],
  ])('is refused with %s', async (_what, message) => {
    expect(await world.query({ account: ann.key, ...message })).toMatchObject({
      status: 400,
      answer: { refusal: { code: 'bad-request' } },
    });
  });

  test.each(['', '{', '[]', 'null', '"rooms"'])('is refused when it is no JSON object: %s', async (body) => {
    const { status, body: text } = await world.request(answerQuery, { body });
    expect([status, JSON.parse(text)]).toMatchObject([400, { refusal: { code: 'bad-request' } }]);
  });
});

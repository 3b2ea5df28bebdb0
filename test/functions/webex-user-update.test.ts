import { describe, expect, test } from 'vitest';
import { CONTROL_CHANNEL } from '../../src/bridge/channels.ts';
import { keyOf } from '../../src/bridge/ids.ts';
import { entryProofOf, personEntry, PROOF_LIFETIME_MS } from '../../src/bridge/proof.ts';
import { isProven, sign } from '../../src/bridge/sign.ts';
import { runTask } from '../../functions/tasks/tasks.ts';
import { failure } from './support/fake-webex-routes.ts';
import { userKey, webexId } from './support/ids.ts';
import { channelIn, FUNCTIONS_URL, SECRET, setupOf, World } from './support/world.ts';

const deleteOf = (userId: string) => ({ id: crypto.randomUUID(), task: 'deleteUser', userId });
const senderOf = (userId: string, senderId: string) => ({
  id: crypto.randomUUID(),
  task: 'addNewSender',
  userId,
  senderId,
});

describe('newUserSetup', () => {
  test('stores the tokens for a year, where only the Functions find them', async () => {
    const world = new World();
    const { key, accessToken, refreshToken } = await world.connected('Ann');

    expect(world.record(key)).toMatchObject({ accessToken, refreshToken, name: 'Ann', status: 'connected' });
    expect(world.values.get(`user:${key}`)?.ttlMinutes).toBe(365 * 24 * 60);
    expect(JSON.stringify([...world.users.values(), world.published])).not.toContain(accessToken);
  });

  test('makes the person known in App Context as an account', async () => {
    const world = new World();
    const { key, person } = await world.connected('Ann');

    expect(world.users.get(key)).toEqual({
      name: 'Ann',
      email: 'ann@example.com',
      profileUrl: 'https://avatars.test/Ann',
      type: 'account',
      status: 'connected',
      custom: { platform: 'webex', personId: person.id, proofAt: world.time, proofMac: expect.any(String) },
    });
  });

  test('proves what stands in App Context, where anybody with the publish key could write', async () => {
    const world = new World();
    const { key, person } = await world.connected('Ann');
    const { custom, email = '', name = '', profileUrl: avatar } = world.users.get(key) ?? {};
    const entry = personEntry({ type: 'account', personId: person.id, name, email, avatar });
    const proof = { at: custom?.proofAt, mac: custom?.proofMac };
    const isGenuine = (change: object) => isProven(SECRET, entryProofOf(key), { ...entry, ...change, proof });
    expect(isGenuine({})).toBe(true);
    for (const change of [
      { email: 'eve@example.com' },
      { name: 'Eve' },
      { avatar: 'https://eve.test' },
      { personId: webexId('PEOPLE') },
      { type: 'sender' },
    ]) {
      expect(isGenuine(change)).toBe(false);
    }
  });

  test('creates one webhook that reports everything, with a secret of its own for each user', async () => {
    const world = new World();
    const ann = await world.connected('Ann');
    await world.connected('Bob');

    const [hers, his] = world.webex.webhooks;
    expect(world.webex.webhooks).toHaveLength(2);
    expect(hers).toMatchObject({ resource: 'all', event: 'all', targetUrl: `${FUNCTIONS_URL}/webex/webhook` });
    expect(hers?.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(hers?.secret).not.toBe(his?.secret);
    expect(world.record(ann.key)).toMatchObject({ webhookSecret: hers?.secret, webhookIds: [hers?.id] });
  });

  test('keeps the webhook and its secret when the same user is set up again, and revives it', async () => {
    const world = new World();
    const { person } = await world.connected('Ann');
    const [before] = structuredClone(world.webex.webhooks);
    if (world.webex.webhooks[0]) world.webex.webhooks[0].status = 'inactive';

    await world.control(setupOf(person, world.webex.signIn(person)));

    expect(world.webex.webhooks).toEqual([{ ...before, status: 'active' }]);
  });

  test('keeps whose Slack user it is when the same user is set up again', async () => {
    const world = new World();
    const { person, key } = await world.connected('Ann');
    const owner = { team: 'T', user: 'U' };
    world.values.set(`user:${key}`, { text: JSON.stringify({ ...world.record(key), owner }), ttlMinutes: 1 });
    await world.control(setupOf(person, world.webex.signIn(person)));
    expect(world.record(key)).toMatchObject({ owner });
  });

  test('gives a webhook that was left over the secret it knows', async () => {
    const world = new World();
    const { person, key } = await world.connected('Ann');
    world.values.clear();
    await world.control(setupOf(person, world.webex.signIn(person)));
    expect(world.webex.webhooks).toHaveLength(1);
    expect(world.webhook.secret).toBe(world.record(key)?.['webhookSecret']);
  });

  test('replaces a webhook of ours that no longer points here or reports only a part', async () => {
    const world = new World();
    const { person } = await world.connected('Ann');
    if (world.webex.webhooks[0]) world.webex.webhooks[0].targetUrl = 'https://elsewhere.test/webex/webhook';

    await world.control(setupOf(person, world.webex.signIn(person)));

    expect(world.webex.webhooks.map(({ targetUrl }) => targetUrl)).toEqual([`${FUNCTIONS_URL}/webex/webhook`]);
  });

  test('tells the app on the account channel, and lets no token through to whoever listens', async () => {
    const world = new World();
    const person = world.webex.addPerson('Ann');
    const setup = setupOf(person, world.webex.signIn(person));

    const outcome = await world.control(setup);

    expect(outcome).toEqual({ passed: true, message: { id: setup.id, task: 'newUserSetup', userId: person.id } });
    const key = keyOf(person.id, 'PEOPLE');
    expect(world.published).toEqual([
      {
        channel: `webex.${key}.account`,
        message: {
          v: 1,
          id: `account:connected:${key}:${setup.id}`,
          kind: 'account',
          fromPlatform: 'webex',
          status: 'connected',
          senderId: person.id,
          senderName: 'Ann',
          senderEmail: 'ann@example.com',
          senderAvatar: 'https://avatars.test/Ann',
          proof: expect.anything(),
        },
      },
    ]);
  });

  test('takes the flat layout from the settings', async () => {
    const world = new World();
    world.vault.set('PIGDIN_SETTINGS', `{"layout":"flat","functionsUrl":"${FUNCTIONS_URL}"}`);
    const person = world.webex.addPerson('Ann');
    await world.control(setupOf(person, world.webex.signIn(person)));
    expect(world.published[0]?.channel).toBe(`webex.${keyOf(person.id, 'PEOPLE')}-account`);
  });

  test('keeps the expiry where the message tells it', async () => {
    const world = new World();
    const person = world.webex.addPerson('Ann');
    await world.control({ ...setupOf(person, world.webex.signIn(person)), expires_in: 60 });
    expect(world.record(userKey(person))).toMatchObject({ accessExpiresAt: world.time + 60_000 });
  });

  test.each([
    [
      'a token that Webex does not know',
      'signed-out',
      /does not accept this access token/,
      () => ({ access_token: 'wrong' }),
    ],
    ['the token of somebody else', 'bad-request', /belongs to somebody else/, () => ({ userId: webexId('PEOPLE') })],
    ['no refresh token', 'bad-request', /refresh_token/, () => ({ refresh_token: undefined })],
    ['a token with a line break', 'bad-request', /access_token/, () => ({ access_token: 'a\nb' })],
    ['a user id that is no id', 'bad-request', /userId/, () => ({ userId: 'ann' })],
    ['another platform', 'bad-request', /platform/, () => ({ platform: 'teams' })],
  ])('refuses %s with its own sentence and leaves nothing behind', async (_what, code, reason, wrong) => {
    const world = new World();
    const person = world.webex.addPerson('Ann');
    const outcome = await world.control({ ...setupOf(person, world.webex.signIn(person)), ...wrong() });

    expect(outcome).toMatchObject({ passed: false, refusal: { code, retryable: false } });
    expect(outcome).toHaveProperty('refusal.reason', expect.stringMatching(reason));
    expect(world.values.size + world.published.length + world.webex.webhooks.length).toBe(0);
  });

  test.each([
    ['is away', { status: 503 }, { code: 'unavailable' }],
    ['asks to wait', { status: 429, headers: { 'retry-after': '7' } }, { code: 'rate-limited', retryAfterSeconds: 7 }],
    [
      'asks to wait for no time',
      { status: 429, headers: { 'retry-after': '0' } },
      { code: 'rate-limited', retryAfterSeconds: 1 },
    ],
    ['asks to wait without saying how long', { status: 429 }, { code: 'rate-limited', retryAfterSeconds: 15 }],
    ['cannot be reached', 'drop' as const, { code: 'unavailable' }],
    ['talks nonsense', { status: 200, body: '<html>' }, { code: 'unavailable' }],
  ])('says so and may be asked again when Webex %s', async (_what, answer, refusal) => {
    const world = new World();
    const person = world.webex.addPerson('Ann');
    world.webex.fail('GET', /people/, answer);
    const outcome = await world.control(setupOf(person, world.webex.signIn(person)));
    expect(outcome).toMatchObject({ passed: false, refusal: { ...refusal, retryable: true } });
    expect(outcome).toHaveProperty('refusal.reason', expect.stringContaining('Webex'));
  });

  test('can be repeated after it stopped half way', async () => {
    const world = new World();
    const person = world.webex.addPerson('Ann');
    const tokens = world.webex.signIn(person);
    world.webex.fail('POST', /webhooks/, { status: 502 });

    expect(await world.control(setupOf(person, tokens))).toMatchObject({ passed: false });
    expect(await world.control(setupOf(person, tokens))).toMatchObject({ passed: true });
    expect(world.webex.webhooks).toHaveLength(1);
    expect(world.record(userKey(person))).toMatchObject({ webhookSecret: world.webex.webhooks[0]?.secret });
  });
});

describe('addNewSender', () => {
  test('makes a person known as a sender', async () => {
    const world = new World();
    const ann = await world.connected('Ann');
    const bob = world.webex.addPerson('Bob');

    expect(await world.control(senderOf(ann.person.id, bob.id))).toMatchObject({ passed: true });
    expect(world.users.get(userKey(bob))).toMatchObject({
      name: 'Bob',
      email: 'bob@example.com',
      profileUrl: 'https://avatars.test/Bob',
      type: 'sender',
    });
  });

  test('never makes a mere sender of an account', async () => {
    const world = new World();
    const ann = await world.connected('Ann');
    const bob = await world.connected('Bob');
    await world.control(senderOf(ann.person.id, bob.person.id));
    expect(world.users.get(bob.key)).toMatchObject({ type: 'account', status: 'connected' });
  });

  test('refreshes a token that has expired', async () => {
    const world = new World();
    const ann = await world.connected('Ann');
    const bob = world.webex.addPerson('Bob');
    world.webex.accessTokens.delete(ann.accessToken);

    expect(await world.control(senderOf(ann.person.id, bob.id))).toMatchObject({ passed: true });
    expect(world.record(ann.key)).toMatchObject({ accessExpiresAt: world.time + 1_209_599_000 });
  });

  test('is not the last word where Webex is away', async () => {
    const world = new World();
    const ann = await world.connected('Ann');
    world.webex.fail('GET', /people/, { status: 503 });
    const bob = world.webex.addPerson('Bob');
    expect(await world.control(senderOf(ann.person.id, bob.id))).toMatchObject({
      refusal: { code: 'unavailable', retryable: true },
    });
  });

  test('refuses for a user who is not connected, and for a person that Webex does not know', async () => {
    const world = new World();
    const ann = await world.connected('Ann');
    expect(await world.control(senderOf(webexId('PEOPLE'), ann.person.id))).toMatchObject({
      refusal: { code: 'not-connected' },
    });
    expect(await world.control(senderOf(ann.person.id, webexId('PEOPLE')))).toMatchObject({
      refusal: { code: 'refused', reason: expect.stringContaining('does not know') },
    });
  });
});

describe.each([true, false])('deleteUser, memberships tied to their users and channels: %s', (tied) => {
  const start = () => {
    const world = new World();
    world.referentialIntegrity = tied;
    return world;
  };
  const roomsIn = ({ channels }: World) => [...channels.keys()].filter((channel) => channel !== CONTROL_CHANNEL);

  test('removes every trace: webhooks, tokens, the person, the rooms', async () => {
    const world = start();
    const ann = await world.connected('Ann');
    const channel = channelIn(ann.person, world.webex.addRoom('Lunch', [ann.person]));
    world.channels.set(channel, { name: 'Lunch' });
    world.memberships.get(ann.key)?.add(channel);
    const message = deleteOf(ann.person.id);

    expect(await world.control(message)).toMatchObject({ passed: true });

    expect(world.webex.webhooks).toEqual([]);
    expect(world.record(ann.key)).toBeUndefined();
    expect(world.users.has(ann.key) || world.channels.has(channel)).toBe(false);
    expect([...(world.memberships.get(ann.key) ?? [])]).toEqual([]);
    expect(world.published).toMatchObject([
      { channel: `webex.${ann.key}.account`, message: { kind: 'account', status: 'deleted', senderName: 'Ann' } },
    ]);
  });

  test('leaves the webhooks of others alone', async () => {
    const world = start();
    const ann = await world.connected('Ann');
    world.webex.webhooks.push({ ...world.webhook, id: 'elsewhere', targetUrl: 'https://mine.test' });
    world.webex.webhooks.push({ ...world.webhook, id: 'foreign', name: 'Mine' });
    await world.control(deleteOf(ann.person.id));
    expect(world.webex.webhooks.map(({ id }) => id)).toEqual(['elsewhere', 'foreign']);
  });

  test('removes the rooms in pages within the limits of one run', async () => {
    const world = start();
    const ann = await world.connected('Ann');
    for (let count = 0; count < 10; count += 1) {
      const channel = channelIn(ann.person, world.webex.addRoom(`Room ${count}`, [ann.person]));
      world.channels.set(channel, {});
      world.memberships.get(ann.key)?.add(channel);
    }
    expect(await world.control(deleteOf(ann.person.id))).toMatchObject({ passed: true });
    expect(roomsIn(world)).toHaveLength(5);
    expect(world.memberships.get(ann.key)).toContain(CONTROL_CHANNEL);
    expect(world.users.get(ann.key)).toEqual({ type: 'removed', status: 'removed' });

    expect(await world.control(deleteOf(ann.person.id))).toMatchObject({ passed: true });
    expect(roomsIn(world)).toEqual([]);
    expect(world.users.has(ann.key)).toBe(false);
    expect([...(world.memberships.get(ann.key) ?? [])]).toEqual([]);
  });

  test('stays within the limits of one run with an expired token and webhooks that have piled up', async () => {
    const world = start();
    const ann = await world.connected('Ann');
    for (const id of ['old 1', 'old 2', 'old 3']) world.webex.webhooks.push({ ...world.webhook, id });
    world.webex.accessTokens.clear();
    expect(await world.control(deleteOf(ann.person.id))).toMatchObject({ passed: true });
    expect(world.record(ann.key)).toBeUndefined();
    expect(world.webex.webhooks).toHaveLength(2);
  });

  test('works for a user whose sign-in has ended, and for one who was never there', async () => {
    const world = start();
    const ann = await world.connected('Ann');
    world.webex.accessTokens.clear();
    world.webex.refreshTokens.clear();
    expect(await world.control(deleteOf(ann.person.id))).toMatchObject({ passed: true });
    expect(world.record(ann.key)).toBeUndefined();
    expect(await world.control(deleteOf(webexId('PEOPLE')))).toMatchObject({ passed: true });
  });

  test('forgets nothing while Webex is away, so that its webhooks can still be deleted', async () => {
    const world = start();
    const ann = await world.connected('Ann');
    for (const method of ['GET', 'DELETE']) {
      world.webex.fail(method, /webhooks/, { status: 500 });
      expect(await world.control(deleteOf(ann.person.id))).toMatchObject({
        refusal: { code: 'unavailable', retryable: true },
      });
      expect(world.record(ann.key)).toBeDefined();
    }
  });

  test('does not mind a webhook that is gone already', async () => {
    const world = start();
    const ann = await world.connected('Ann');
    world.webex.fail('DELETE', /webhooks/, failure(404, 'Invalid webhookId for Delete Webhook request.'));
    expect(await world.control(deleteOf(ann.person.id))).toMatchObject({ passed: true });
    expect(world.logs).toEqual([]);
  });
});

const tasks = (userId: string) => [
  { ...setupOf({ id: userId, emails: [], displayName: '' }, { accessToken: 'a', refreshToken: 'r' }) },
  senderOf(userId, userId),
  deleteOf(userId),
];

describe('a control message', () => {
  test.each(['newUserSetup', 'addNewSender', 'deleteUser'])(
    'is refused for %s without a proof, or with one that is wrong, old or early',
    async (task) => {
      const world = new World();
      const ann = await world.connected('Ann');
      const message = tasks(ann.person.id).find((each) => each.task === task) ?? {};
      const proofAt = (at: number, channel: string = CONTROL_CHANNEL) => sign(SECRET, channel, message, at);
      const proofs = [
        null,
        'yes',
        { at: world.time, mac: '0'.repeat(64) },
        sign('another-secret', CONTROL_CHANNEL, message, world.time),
        proofAt(world.time - PROOF_LIFETIME_MS - 1),
        proofAt(world.time + PROOF_LIFETIME_MS + 1),
        { ...proofAt(world.time - PROOF_LIFETIME_MS - 1), at: world.time },
        proofAt(world.time, 'webex.other'),
        sign(SECRET, CONTROL_CHANNEL, { ...message, id: 'another' }, world.time),
      ];
      for (const proof of proofs) {
        const outcome = await world.publish(runTask, CONTROL_CHANNEL, { ...message, proof }, JSON.stringify({ task }));
        expect(outcome).toMatchObject({ passed: false, refusal: { code: 'bad-proof' } });
      }
      expect(world.record(ann.key)).toBeDefined();
    },
  );

  test('is refused when it comes a second time', async () => {
    const world = new World();
    const ann = await world.connected('Ann');
    const message = deleteOf(ann.person.id);
    const proof = sign(SECRET, CONTROL_CHANNEL, message, world.time);
    expect(await world.control(message, { proof })).toMatchObject({ passed: true });
    await world.control(setupOf(ann.person, ann));
    expect(await world.control(message, { proof })).toMatchObject({ refusal: { code: 'bad-proof' } });
    const shouted = { ...proof, mac: proof.mac.toUpperCase() };
    expect(await world.control(message, { proof: shouted })).toMatchObject({ refusal: { code: 'bad-proof' } });
    expect(world.record(ann.key)).toBeDefined();
  });

  test('is refused when the publish meta names another task, or none', async () => {
    const world = new World();
    const ann = await world.connected('Ann');
    for (const task of ['deleteUsers', 'addNewSender', null, 7]) {
      expect(await world.control(deleteOf(ann.person.id), { task })).toMatchObject({
        refusal: { code: 'bad-request' },
      });
    }
    const message = deleteOf(ann.person.id);
    const signed = { ...message, proof: sign(SECRET, CONTROL_CHANNEL, message, world.time) };
    for (const meta of [undefined, 'deleteUser', { task: 'deleteUser' }, '{']) {
      expect(await world.publish(runTask, CONTROL_CHANNEL, signed, meta)).toMatchObject({
        refusal: { code: 'bad-request' },
      });
    }
  });

  test.each([null, 7, 'text', [], true])('is refused when it is no object: %j', async (message) => {
    const world = new World();
    expect(await world.publish(runTask, CONTROL_CHANNEL, message, '{"task":"deleteUser"}')).toMatchObject({
      refusal: { code: 'bad-request', retryable: false },
    });
  });

  test('is refused when its task is unknown', async () => {
    expect(await new World().control({ id: '1', task: 'newTask' })).toMatchObject({ refusal: { code: 'bad-request' } });
  });

  test('names the secret that is missing in the vault', async () => {
    const world = new World();
    world.vault.delete('PIGDIN_SECRET');
    expect(await world.control({ id: '1', task: 'deleteUser' })).toMatchObject({
      refusal: { code: 'unavailable', retryable: false, reason: expect.stringContaining('PIGDIN_SECRET') },
    });
  });

  test('names a secret that PubNub might read otherwise than the app', async () => {
    const world = new World();
    world.vault.set('PIGDIN_SECRET', 'geheimnißvoll');
    const outcome = await world.control({ id: '1', task: 'deleteUser' });
    expect(outcome).toHaveProperty('refusal.reason', expect.stringContaining('ASCII'));
  });

  test.each(['{', '7', '{"layout":"round"}', '{"functionsUrl":"here"}'])(
    'names settings that are wrong: %s',
    async (settings) => {
      const world = new World();
      world.vault.set('PIGDIN_SETTINGS', settings);
      const outcome = await world.control(deleteOf(webexId('PEOPLE')));
      expect(outcome).toHaveProperty('refusal.reason', expect.stringContaining('PIGDIN_SETTINGS'));
    },
  );

  test('says that it does not know its own address where neither settings nor request tell it', async () => {
    const world = new World();
    world.vault.delete('PIGDIN_SETTINGS');
    const person = world.webex.addPerson('Ann');
    const outcome = await world.control(setupOf(person, world.webex.signIn(person)));
    expect(outcome).toHaveProperty('refusal.reason', expect.stringContaining('functionsUrl'));
  });
});

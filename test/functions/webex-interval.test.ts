import { beforeEach, describe, expect, test } from 'vitest';
import { CONTROL_CHANNEL } from '../../src/bridge/channels.ts';
import { decodeEnvelope } from '../../src/bridge/envelope-schema.ts';
import { failure } from './support/fake-webex-routes.ts';
import { channelIn, World } from './support/world.ts';

const DAY_MS = 24 * 3_600_000;

let world: World;
let ann: Awaited<ReturnType<World['connected']>>;

beforeEach(async () => {
  world = new World();
  ann = await world.connected('Ann');
  world.webex.requests.length = 0;
});

function change(more: object): void {
  const record = { ...world.record(ann.key), ...more };
  world.values.set(`user:${ann.key}`, { text: JSON.stringify(record), ttlMinutes: 1 });
}

const paths = () => world.webex.requests.map(({ method, path }) => `${method} ${path.replace(/(\w\/).*/, '$1*')}`);

describe('an access token', () => {
  test('is refreshed in the last third of its life, not before', async () => {
    change({ accessExpiresAt: world.time + 9 * DAY_MS });
    world.time += 6 * DAY_MS - 1;
    await world.interval();
    expect(world.record(ann.key)).toMatchObject({ accessToken: ann.accessToken });

    world.time += 2;
    await world.interval();
    expect(world.record(ann.key)?.['accessToken']).not.toBe(ann.accessToken);
    expect(world.record(ann.key)).toMatchObject({ tokensAt: world.time, accessExpiresAt: world.time + 1_209_599_000 });
  });

  test('of unknown life is taken to last for 14 days', async () => {
    world.time += 9 * DAY_MS;
    await world.interval();
    expect(paths()).toEqual(['GET /webhooks']);
    world.time += DAY_MS;
    await world.interval();
    expect(paths()).toContain('POST /access_token');
  });

  test('that Webex has revoked before its time is refreshed', async () => {
    world.webex.accessTokens.clear();
    await world.interval();
    expect(world.record(ann.key)?.['accessToken']).not.toBe(ann.accessToken);
  });

  test('that cannot be refreshed for good signs the user out: told once, and kept in the record', async () => {
    world.webex.accessTokens.clear();
    world.webex.refreshTokens.clear();
    await world.interval();
    await world.interval();
    expect(world.record(ann.key)).toMatchObject({ status: 'signed-out' });
    expect(world.users.get(ann.key)).toMatchObject({ status: 'signed-out' });
    expect(world.published).toMatchObject([
      { channel: `webex.${ann.key}.account`, message: { kind: 'account', status: 'signed-out', senderName: 'Ann' } },
    ]);
    expect(paths().filter((path) => path === 'POST /access_token')).toHaveLength(1);
  });

  test.each([
    { status: 401, body: '{"error":"invalid_client","error_description":"Client authentication failed."}' },
    failure(400, 'client_secret cannot be null or empty'),
    failure(400, 'Client Id is invalid'),
  ])('is not lost because our client id or secret is wrong: %o', async (answer) => {
    world.webex.accessTokens.clear();
    world.webex.fail('POST', /access_token/, answer);
    await world.interval();
    expect(world.record(ann.key)).toMatchObject({ status: 'connected' });
    expect(world.published).toEqual([]);
  });

  test('that cannot be refreshed just now is tried again in the next round', async () => {
    world.webex.accessTokens.clear();
    world.webex.fail('POST', /access_token/, { status: 503 });
    await world.interval();
    expect(world.record(ann.key)).toMatchObject({ status: 'connected' });
    expect(world.logs).toHaveLength(1);
    await world.interval();
    expect(world.record(ann.key)?.['accessToken']).not.toBe(ann.accessToken);
  });
});

describe('a webhook', () => {
  test('that Webex has disabled is revived', async () => {
    world.webhook.status = 'inactive';
    const before = structuredClone(world.webhook);
    await world.interval();
    expect(world.webex.webhooks).toEqual([{ ...before, status: 'active' }]);
  });

  test('that was revived is told to the app once, with the time from when on reports may be missing', async () => {
    world.time += DAY_MS;
    await world.interval();
    expect(world.published).toEqual([]);
    const seen = new Date(world.time).toISOString();
    world.time += DAY_MS;
    world.webhook.status = 'inactive';
    await world.interval();
    world.time += DAY_MS;
    await world.interval();
    expect(world.published).toMatchObject([
      {
        channel: `webex.${ann.key}.account`,
        message: { kind: 'account', status: 'revived', since: seen, senderId: ann.person.id },
      },
    ]);
    expect(decodeEnvelope(world.published[0]?.message)).toMatchObject({ ok: true });
  });

  test.each([1, 2, 3])('that was revived is told also when run %i of the story died on the way', async (dying) => {
    const seen = new Date(world.time).toISOString();
    world.time += DAY_MS;
    world.webhook.status = 'inactive';
    // After Webex has revived it: without an answer; before the app is told; before the note is taken away.
    if (dying === 1) world.webex.fail('PUT', /webhooks/, 'drop', { after: true });
    if (dying === 2) world.failNext('publish');
    if (dying === 3) world.failNext('set', 3);
    await world.interval();
    world.time += DAY_MS;
    await world.interval();
    const told = world.published.map(({ message }) => message);
    expect(told.at(-1)).toMatchObject({ status: 'revived', since: seen });
    expect(told).toHaveLength(dying === 3 ? 2 : 1);
    expect(world.record(ann.key)).not.toHaveProperty('silentSince');
  });

  test('that is gone is told like one that was disabled', async () => {
    world.webex.webhooks.length = 0;
    await world.interval();
    expect(world.published).toMatchObject([{ message: { status: 'revived', since: expect.any(String) } }]);
  });

  test('of which no run has noted when it reported is told without a time', async () => {
    change({ webhookSeenAt: undefined });
    world.webhook.status = 'inactive';
    await world.interval();
    expect(world.published).toMatchObject([{ message: { status: 'revived' } }]);
    expect(world.published[0]?.message).not.toHaveProperty('since');
  });

  test('that is gone is made anew, with the same secret', async () => {
    const { secret, id } = world.webhook;
    world.webex.webhooks.length = 0;
    await world.interval();
    expect(world.webhook).toMatchObject({ secret, status: 'active' });
    expect(world.webhook.id).not.toBe(id);
    expect(world.record(ann.key)).toMatchObject({ webhookIds: [world.webhook.id] });
  });

  test('that piled up is deleted, one in each run, and none is forgotten', async () => {
    for (const id of ['old 1', 'old 2', 'old 3']) world.webex.webhooks.push({ ...world.webhook, id });
    const { id } = world.webhook;
    await world.interval();
    expect(world.record(ann.key)).toMatchObject({ webhookIds: [id, 'old 2', 'old 3'] });
    await world.interval();
    await world.interval();
    expect(world.webex.webhooks.map((webhook) => webhook.id)).toEqual([id]);
    expect(world.record(ann.key)).toMatchObject({ webhookIds: [id] });
  });

  test('that is well is left alone', async () => {
    await world.interval();
    expect(paths()).toEqual(['GET /webhooks']);
  });

  test('is looked after also where the vault does not tell our address', async () => {
    world.vault.set('PIGDIN_SETTINGS', '{"webexApiUrl":"https://webex.test/v1"}');
    const { targetUrl } = world.webhook;
    world.webex.webhooks.length = 0;
    await world.interval();
    expect(world.webhook.targetUrl).toBe(targetUrl);
  });
});

describe('what another run did meanwhile', () => {
  /** In the middle of the run: when it asks Webex for the webhooks. */
  const meanwhile = (act: () => void) => world.webex.onRequest('GET', /webhooks/, act);

  test('stays: a user who was removed does not come back', async () => {
    meanwhile(() => world.values.delete(`user:${ann.key}`));
    await world.interval();
    expect(world.record(ann.key)).toBeUndefined();
    expect(world.logs).toEqual([]);
  });

  test('stays: whose account it is now', async () => {
    const owner = { team: 'T', user: 'U' };
    meanwhile(() => change({ owner }));
    await world.interval();
    expect(world.record(ann.key)).toMatchObject({ owner });
  });

  test('stays: newer tokens are not overwritten', async () => {
    meanwhile(() => change({ accessToken: 'newer', refreshToken: 'newer too', tokensAt: world.time + 1 }));
    await world.interval();
    expect(world.record(ann.key)).toMatchObject({ accessToken: 'newer', refreshToken: 'newer too' });
  });

  test('is not taken for newer when a stale read hides our own refresh', async () => {
    change({ accessExpiresAt: world.time + 1 });
    world.time += DAY_MS;
    const stale = world.values.get(`user:${ann.key}`);
    meanwhile(() => stale && world.values.set(`user:${ann.key}`, stale));
    await world.interval();
    expect(world.record(ann.key)?.['accessToken']).not.toBe(ann.accessToken);
    expect(world.record(ann.key)).toMatchObject({ tokensAt: world.time });
  });

  test('counts: a refresh token that is good only once was used by the other run, and nobody is signed out', async () => {
    world.time += 10 * DAY_MS;
    world.webex.onRequest('POST', /access_token/, () => {
      world.webex.refreshTokens.clear();
      change({ ...world.webex.signIn(ann.person), tokensAt: world.time + 1, accessExpiresAt: world.time + DAY_MS });
    });
    await world.interval();
    expect(world.record(ann.key)).toMatchObject({ status: 'connected', tokensAt: world.time + 1 });
    expect(world.published).toEqual([]);
  });

  test('counts: who was removed is not signed out', async () => {
    world.webex.accessTokens.clear();
    world.webex.refreshTokens.clear();
    world.webex.onRequest('POST', /access_token/, () => world.values.delete(`user:${ann.key}`));
    await world.interval();
    expect(world.record(ann.key)).toBeUndefined();
    expect(world.published).toEqual([]);
  });
});

describe('the walk', () => {
  test("extends the life of each user's record, and comes round", async () => {
    const users = [ann, await world.connected('Bob'), await world.connected('Carol')];
    for (const round of [1, 2]) {
      for (const { key } of users) {
        const value = world.values.get(`user:${key}`);
        world.values.set(`user:${key}`, { text: value?.text ?? '', ttlMinutes: round });
      }
      for (const _ of users) await world.interval();
      for (const { key } of users) expect(world.values.get(`user:${key}`)?.ttlMinutes).toBe(365 * 24 * 60);
    }
  });

  test('goes on behind a user who gives trouble', async () => {
    const bob = await world.connected('Bob');
    world.webhook.status = 'inactive';
    world.webex.fail('GET', /webhooks/, 'drop');
    await world.interval();
    world.values.set(`user:${bob.key}`, { text: world.values.get(`user:${bob.key}`)?.text ?? '', ttlMinutes: 1 });
    await world.interval();
    expect(world.values.get(`user:${bob.key}`)?.ttlMinutes).toBe(365 * 24 * 60);
    await world.interval();
    expect(world.webhook.status).toBe('active');
  });

  test('stays within the limits of one run when everything is due at once', async () => {
    world.webex.addPerson('Bob');
    world.webex.webhooks.push({ ...world.webhook, id: 'stale' });
    change({ webhookIds: ['stale', 'gone'] });
    world.webhook.targetUrl = 'https://elsewhere.test';
    world.webex.accessTokens.clear();
    await world.interval();
    expect(world.logs).toEqual([]);
    expect(world.calls.xhr).toBeLessThanOrEqual(5);
  });

  test.each([true, false])('finishes the removal of a user with many rooms, memberships tied: %s', async (tied) => {
    world.referentialIntegrity = tied;
    const roomsLeft = () => [...world.channels.keys()].filter((channel) => channel !== CONTROL_CHANNEL).length;
    for (let count = 0; count < 12; count += 1) {
      const channel = channelIn(ann.person, world.webex.addRoom(`Room ${count}`, [ann.person]));
      world.channels.set(channel, {});
      world.memberships.get(ann.key)?.add(channel);
    }
    await world.control({ id: 'x', task: 'deleteUser', userId: ann.person.id });
    expect(roomsLeft()).toBe(7);
    await world.interval();
    await world.interval();
    expect(roomsLeft()).toBe(0);
    expect([...(world.memberships.get(ann.key) ?? [])]).toEqual([]);
    expect(world.users.has(ann.key)).toBe(false);
    await world.interval();
    expect(world.logs).toEqual([]);
  });

  test('is not held up by what somebody else made a removed user a member of', async () => {
    const channel = channelIn(ann.person, world.webex.addRoom('Room', [ann.person]));
    world.channels.set(channel, {});
    world.channels.set('junk', {});
    world.memberships.set(ann.key, new Set(['junk', CONTROL_CHANNEL, channel]));
    world.values.delete(`user:${ann.key}`);
    world.users.delete(ann.key);
    await world.interval();
    expect(world.channels.has(channel)).toBe(false);
    expect(world.channels.has('junk')).toBe(true);
    expect([...(world.memberships.get(ann.key) ?? [])]).toEqual([]);
  });

  test('does not remove an account whose record cannot be read', async () => {
    world.values.delete(`user:${ann.key}`);
    await world.interval();
    expect(world.users.has(ann.key)).toBe(true);
    expect(world.memberships.get(ann.key)).toContain(CONTROL_CHANNEL);
    expect(world.logs).toEqual([expect.stringContaining('record of an account is missing')]);
  });

  test('has nothing to do without users, or with a member who is none', async () => {
    const empty = new World();
    await empty.interval();
    empty.memberships.set('somebody', new Set([CONTROL_CHANNEL, 'elsewhere']));
    await empty.interval();
    expect(empty.logs).toEqual([]);
    expect([...(empty.memberships.get('somebody') ?? [])]).toEqual([CONTROL_CHANNEL, 'elsewhere']);
  });

  test('begins anew when its cursor cannot be read', async () => {
    world.values.set('interval:cursor', { text: '7', ttlMinutes: 1 });
    await world.interval();
    expect(paths()).toEqual(['GET /webhooks']);
  });

  test('ends well even when PubNub itself fails', async () => {
    const runtime = world.runtime();
    world.runtime = () => ({
      ...runtime,
      objects: { ...runtime.objects, members: async () => Promise.reject(new Error('x')) },
    });
    await world.interval();
    expect(world.logs).toEqual([expect.stringContaining('failed')]);
  });
});

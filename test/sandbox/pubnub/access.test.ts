import { createHmac } from 'node:crypto';
import type PubNub from 'pubnub';
import { describe, expect, test } from 'vitest';
import { decodeCbor, encodeCbor, type CborMap } from '../../../sandbox/pubnub/access/cbor.ts';
import type { PubNubOptions, PubNubService } from '../../../sandbox/pubnub/service.ts';
import { client, pubnubService, refusalOf } from './support.ts';

const guarded = (options: PubNubOptions = {}) => pubnubService({ accessManager: true, ...options });

/** A client with the secret key. */
const admin = (service: PubNubService): PubNub =>
  client(service, { secretKey: service.keyset.secretKey, userId: 'admin' });

/** A client with a token of these rights. */
async function holder(
  service: PubNubService,
  rights: Partial<PubNub.PAM.GrantTokenParameters>,
  userId = 'ann',
): Promise<PubNub> {
  const token = await admin(service).grantToken({ ttl: 60, ...rights });
  const pubnub = client(service, { userId });
  pubnub.setToken(token);
  return pubnub;
}

const forbidden = { status: 403, body: expect.objectContaining({ message: 'Forbidden', error: true, status: 403 }) };

describe('a token', () => {
  test('is read by the SDK, with everything it was granted', async () => {
    const service = await guarded({ now: () => Date.now() });
    const pubnub = admin(service);

    const token = await pubnub.grantToken({
      ttl: 15,
      authorized_uuid: 'ann',
      resources: {
        channels: { 'webex.u.r': { read: true, write: true } },
        uuids: { ann: { get: true, update: true } },
      },
      patterns: { channels: { '^webex\\.[^.]+$': { read: true } } },
      meta: { plan: 'free', level: 3, ok: true },
    });

    expect(pubnub.parseToken(token)).toMatchObject({
      version: 2,
      ttl: 15,
      authorized_uuid: 'ann',
      resources: {
        channels: { 'webex.u.r': { read: true, write: true, manage: false } },
        uuids: { ann: { get: true } },
      },
      patterns: { channels: { '^webex\\.[^.]+$': { read: true, write: false } } },
      meta: { plan: 'free', level: 3, ok: true },
    });
  });

  test('that authorizedUUID should bind is bound to nobody: the SDK leaves it out', async () => {
    const service = await guarded();
    const pubnub = admin(service);
    const rights = { ttl: 15, authorizedUUID: 'ann', resources: { channels: { a: { read: true } } } };

    const token = await pubnub.grantToken(rights);

    expect(pubnub.parseToken(token)?.authorized_uuid).toBeUndefined();
  });

  test.each([
    [{ ttl: 0, resources: { channels: { a: { read: true } } } }, 'ttl'],
    [{ ttl: 43_201, resources: { channels: { a: { read: true } } } }, 'ttl'],
    [{ ttl: 15, patterns: { channels: { '(': { read: true } } } }, 'permissions.patterns.channels.('],
    [{ ttl: 15, resources: { channels: { a: { read: false } } } }, 'permissions'],
  ])('is not granted for %j', async (rights, location) => {
    const service = await guarded();

    const refusal = await refusalOf(admin(service).grantToken(rights));

    expect(refusal.status).toBe(400);
    expect(JSON.stringify(refusal.body)).toContain(`"location":${JSON.stringify(location)}`);
  });

  test('is granted only to who signs with the secret key', async () => {
    const service = await guarded();
    const rights = { ttl: 15, resources: { channels: { a: { read: true } } } };
    const stranger = client(service, { secretKey: 'sec-c-other' });

    expect(await refusalOf(stranger.grantToken(rights))).toMatchObject({
      status: 403,
      body: { message: 'Invalid Signature' },
    });
    const unsigned = await fetch(`${service.url}/v3/pam/${service.keyset.subscribeKey}/grant`, {
      method: 'POST',
      body: '{}',
    });
    expect(unsigned.status).toBe(403);
  });
});

describe('while Access Manager is on', () => {
  test('nothing goes without a token', async () => {
    const service = await guarded();
    const pubnub = client(service);

    for (const work of [
      () => pubnub.publish({ channel: 'a', message: {} }),
      () => pubnub.signal({ channel: 'a', message: {} }),
      () => pubnub.fetchMessages({ channels: ['a'] }),
      () => pubnub.objects.getUUIDMetadata({ uuid: 'ann' }),
      () => pubnub.hereNow({ channels: ['a'] }),
    ]) {
      expect(await refusalOf(work())).toEqual(forbidden);
    }
    expect(await pubnub.time()).toHaveProperty('timetoken');
  });

  test('a subscriber without a token is told at once, and stops', async () => {
    const service = await guarded();
    const pubnub = client(service);
    const { promise, resolve } = Promise.withResolvers<PubNub.Status>();
    pubnub.addListener({ status: (status) => resolve(status as PubNub.Status) });

    pubnub.subscribe({ channels: ['a'] });

    expect((await promise).category).toBe('PNConnectionErrorCategory');
  });

  test('rights hold for the named channel and the named operation', async () => {
    const service = await guarded();
    const ann = await holder(service, { resources: { channels: { a: { write: true } } } });

    await ann.publish({ channel: 'a', message: { n: 1 } });
    await ann.publish({ channel: 'a', message: { text: 'x'.repeat(5000) }, sendByPost: true });

    const refusal = await refusalOf(ann.publish({ channel: 'b', message: { n: 1 } }));
    expect(refusal).toEqual(forbidden);
    expect(refusal.body).toMatchObject({ payload: { channels: ['b'] } });
    expect(await refusalOf(ann.fetchMessages({ channels: ['a'] }))).toEqual(forbidden);
    expect(await refusalOf(ann.deleteMessages({ channel: 'a' }))).toEqual(forbidden);
  });

  test('patterns are regular expressions', async () => {
    const service = await guarded();
    const ann = await holder(service, { patterns: { channels: { '^webex\\.ann\\..+$': { write: true } } } });

    await ann.publish({ channel: 'webex.ann.r', message: {} });
    expect(await refusalOf(ann.publish({ channel: 'webex.bob.r', message: {} }))).toEqual(forbidden);
  });

  test('a wildcard subscription needs a grant on the wildcard itself', async () => {
    const service = await guarded();
    const ann = await holder(service, { resources: { channels: { 'webex.ann.*': { read: true } } } });
    ann.subscribe({ channels: ['webex.ann.*'] });

    await service.journal.waitFor(
      'the long poll',
      (entry) => entry.type === 'subscribe' && entry.timetoken !== undefined,
    );

    const only = await holder(service, { resources: { channels: { 'webex.ann.r': { read: true } } } });
    const url = `${service.url}/v2/subscribe/${service.keyset.subscribeKey}/webex.ann.%2A/0?auth=${only.getToken() ?? ''}`;
    expect((await fetch(url)).status).toBe(403);
  });

  test('a bound token serves its user alone', async () => {
    const service = await guarded();
    const rights = { authorized_uuid: 'ann', resources: { channels: { a: { write: true } } } };

    await (await holder(service, rights, 'ann')).publish({ channel: 'a', message: {} });
    const thief = await holder(service, rights, 'eve');

    expect(await refusalOf(thief.publish({ channel: 'a', message: {} }))).toEqual(forbidden);
  });

  test('metadata and memberships have their own rights', async () => {
    const service = await guarded({ referentialIntegrity: false });
    const ann = await holder(service, {
      resources: { uuids: { ann: { get: true, update: true } }, channels: { a: { join: true }, b: { get: true } } },
    });

    await ann.objects.setUUIDMetadata({ uuid: 'ann', data: { name: 'Ann' } });
    await ann.objects.setMemberships({ uuid: 'ann', channels: ['a'] });

    expect(await refusalOf(ann.objects.removeUUIDMetadata({ uuid: 'ann' }))).toEqual(forbidden);
    expect(await refusalOf(ann.objects.setUUIDMetadata({ uuid: 'bob', data: {} }))).toEqual(forbidden);
    expect(await refusalOf(ann.objects.setMemberships({ uuid: 'ann', channels: ['b'] }))).toEqual(forbidden);
    expect(await refusalOf(ann.objects.setChannelMembers({ channel: 'b', uuids: ['ann'] }))).toEqual(forbidden);
    expect(await refusalOf(ann.objects.getChannelMetadata({ channel: 'b' }))).toMatchObject({ status: 404 });
  });

  test('a token ends with its time', async () => {
    let now = Date.now();
    const service = await guarded({ now: () => now });
    const ann = await holder(service, { ttl: 1, resources: { channels: { a: { write: true } } } });
    now += 61_000;

    expect(await refusalOf(ann.publish({ channel: 'a', message: {} }))).toMatchObject({
      status: 403,
      body: { message: 'Token is expired.' },
    });
  });

  test('a token can be revoked', async () => {
    const service = await guarded();
    const ann = await holder(service, { resources: { channels: { a: { write: true } } } });

    await admin(service).revokeToken(ann.getToken() ?? '');

    expect(await refusalOf(ann.publish({ channel: 'a', message: {} }))).toMatchObject({
      status: 403,
      body: { message: 'Token is revoked.' },
    });
    expect((await refusalOf(admin(service).revokeToken('nonsense'))).status).toBe(400);
  });

  test('a forged token is refused', async () => {
    const service = await guarded();
    const ann = await holder(service, { resources: { channels: { a: { read: true } } } });
    const content = decodeCbor(Buffer.from(ann.getToken() ?? '', 'base64url')) as CborMap;
    const forged = { ...content, res: { chan: { a: 255 }, grp: {}, uuid: {} } };
    ann.setToken(encodeCbor(forged).toString('base64url'));

    expect(await refusalOf(ann.publish({ channel: 'a', message: {} }))).toMatchObject({ status: 403 });
  });

  test('the secret key may do everything', async () => {
    const service = await guarded();
    const pubnub = admin(service);

    await pubnub.publish({ channel: 'a', message: { "odd !*'()": '~ %' } });
    await pubnub.publish({ channel: 'a', message: { n: 1 }, sendByPost: true });
    await pubnub.objects.setUUIDMetadata({ uuid: 'bob', data: { name: "Bob (it's me!)" } });

    expect((await pubnub.fetchMessages({ channels: ['a'] })).channels['a']).toHaveLength(2);
    await pubnub.objects.getAllUUIDMetadata({ filter: "name LIKE \"*(it's me!)\" && id == 'bob'" });
  });

  test('an old signature is refused', async () => {
    const service = await guarded();
    const { publishKey, subscribeKey, secretKey } = service.keyset;
    const path = `/v2/presence/sub-key/${subscribeKey}`;
    const timestamp = Math.floor(Date.now() / 1000) - 120;
    const text = ['GET', publishKey, path, `timestamp=${timestamp}`, ''].join('\n');
    const signature = `v2.${createHmac('sha256', secretKey).update(text).digest('base64url')}`;

    const response = await fetch(`${service.url}${path}?timestamp=${timestamp}&signature=${signature}`);

    expect(response.status).toBe(400);
  });

  test('Functions go on without a token', async () => {
    const service = await guarded();
    const ann = await holder(service, { resources: { channels: { a: { write: true } } } });
    await ann.publish({ channel: 'a', message: { n: 1 } });

    expect((await fetch(`${service.url}/v1/blocks/sub-key/${service.keyset.subscribeKey}/none`)).status).toBe(404);
  });
});

describe('CBOR', () => {
  test.each([
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [255, '18ff'],
    [256, '190100'],
    [65_536, '1a00010000'],
    [1_000_000_000_000, '1b000000e8d4a51000'],
    [-1, '20'],
    [-256, '38ff'],
    [1.5, 'fb3ff8000000000000'],
    [true, 'f5'],
    [false, 'f4'],
    [null, 'f6'],
    ['ü', '62c3bc'],
    [{ a: 1 }, 'a1416101'],
  ])('%j is %s, and back', (value, hex) => {
    const bytes = encodeCbor(value);

    expect(bytes.toString('hex')).toBe(hex);
    expect(decodeCbor(bytes)).toEqual(value);
  });

  test.each([
    ['', 'CBOR ends too early'],
    ['18', 'CBOR ends too early'],
    ['62c3', 'CBOR ends too early'],
    ['a1', 'CBOR ends too early'],
    ['9f', 'Indefinite lengths'],
    ['f9', 'Unexpected CBOR value'],
    ['0000', 'More than one CBOR value'],
    ['83010203', 'Unexpected CBOR type 4'],
    ['a10101', 'Unexpected CBOR key'],
  ])('"%s" is refused: %s', (hex, message) => {
    expect(() => decodeCbor(Buffer.from(hex, 'hex'))).toThrow(message);
  });
});

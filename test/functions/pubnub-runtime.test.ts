import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pubnubRuntime } from '../../functions/runtime/pubnub.ts';

const RFC_4231 = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';

/** PubNub's modules as the documents describe them. */
const stubs = () => ({
  kvstore: {
    get: vi.fn(async (_key: string): Promise<unknown> => null),
    set: vi.fn(async () => undefined),
    removeItem: vi.fn(async () => undefined),
    incrCounter: vi.fn(async (): Promise<unknown> => 3),
    getCounter: vi.fn(async () => 4),
  },
  xhr: { fetch: vi.fn(async (): Promise<unknown> => ({ status: 200, headers: { 'Retry-After': 7 }, body: '{}' })) },
  vault: { get: vi.fn(async (_name: string): Promise<unknown> => 'value') },
  crypto: {
    ALGORITHM: { HMAC_SHA1: 'HmacSHA1', HMAC_SHA256: 'HmacSHA256' },
    hmac: vi.fn(async () => Buffer.from(RFC_4231, 'hex').toString('base64').replaceAll('+', '-').replaceAll('/', '_')),
    sha256: vi.fn(async () => Buffer.from(RFC_4231, 'hex').toString('base64')),
  },
  'codec/base64': { btoa },
  uuid: { v4: () => 'a-uuid' },
  pubnub: {
    publish: vi.fn(async () => [1, 'Sent', '17']),
    objects: {
      getUUIDMetadata: vi.fn(async (): Promise<unknown> => ({
        status: 200,
        data: { id: 'u', name: 'Ann', email: null },
      })),
      setUUIDMetadata: vi.fn(async () => undefined),
      removeUUIDMetadata: vi.fn(async () => undefined),
      getChannelMetadata: vi.fn(async (): Promise<unknown> => ({
        data: { name: 'Lunch', custom: { roomId: 'r', proofAt: 1, proofMac: 7 } },
      })),
      setChannelMetadata: vi.fn(async () => undefined),
      removeChannelMetadata: vi.fn(async () => undefined),
      setMemberships: vi.fn(async () => undefined),
      removeMemberships: vi.fn(async () => undefined),
      getMemberships: vi.fn(async (): Promise<unknown> => ({ data: [{ channel: { id: 'c' } }], next: 'n' })),
      getChannelMembers: vi.fn(async (): Promise<unknown> => ({ data: [], next: 'n' })),
    },
  },
});

let modules: ReturnType<typeof stubs>;
const runtime = () => pubnubRuntime('a-function');

beforeEach(() => {
  modules = stubs();
  vi.stubGlobal('pubnubModule', (name: keyof typeof modules) => modules[name]);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('crypto', () => {
  test('takes a plain key, gives it to PubNub in base64, and turns the answer into hex', async () => {
    expect(await runtime().hmac('SHA256', 'Jefe', 'what do ya want for nothing?')).toBe(RFC_4231);
    expect(modules.crypto.hmac).toHaveBeenCalledWith('SmVmZQ==', 'what do ya want for nothing?', 'HmacSHA256');
    await runtime().hmac('SHA1', 'Jefe', '');
    expect(modules.crypto.hmac).toHaveBeenLastCalledWith('SmVmZQ==', '', 'HmacSHA1');
    expect(await runtime().sha256('any')).toBe(RFC_4231);
  });
});

describe('the vault', () => {
  test.each([
    ['rejects', async () => Promise.reject(new Error('none'))],
    ['gives null', async () => null],
    ['gives an empty text', async () => ''],
  ])('has no secret when PubNub %s', async (_what, get) => {
    modules.vault.get.mockImplementation(get);
    expect(await runtime().secret('PIGDIN_SECRET')).toBeUndefined();
  });

  test('gives the secret it has', async () => {
    expect(await runtime().secret('PIGDIN_SECRET')).toBe('value');
  });
});

describe('the KV store', () => {
  test('stores with a lifetime in minutes, and counts', async () => {
    const { kv } = runtime();
    await kv.set('key', { a: 1 }, 60);
    expect(modules.kvstore.set).toHaveBeenCalledWith('key', { a: 1 }, 60);
    await kv.remove('key');
    expect(modules.kvstore.removeItem).toHaveBeenCalledWith('key');
    expect(await kv.get('key')).toBeNull();
    expect(await kv.increment('key')).toBe(3);
  });

  test('asks for a counter whose increment answers nothing', async () => {
    modules.kvstore.incrCounter.mockResolvedValue(undefined);
    expect(await runtime().kv.increment('key')).toBe(4);
  });
});

describe('xhr', () => {
  test('sends a body only where there is one, and gives headers in lowercase', async () => {
    const { http } = runtime();
    expect(await http('https://x', { method: 'GET' })).toEqual({
      status: 200,
      headers: { 'retry-after': '7' },
      body: '{}',
    });
    expect(modules.xhr.fetch).toHaveBeenCalledWith('https://x', { method: 'GET', headers: {} });
    await http('https://x', { method: 'POST', headers: { a: 'b' }, body: '{}' });
    expect(modules.xhr.fetch).toHaveBeenLastCalledWith('https://x', {
      method: 'POST',
      headers: { a: 'b' },
      body: '{}',
    });
  });

  test('takes an answer without headers or body', async () => {
    modules.xhr.fetch.mockResolvedValue({ status: 204 });
    expect(await runtime().http('https://x', { method: 'DELETE' })).toEqual({ status: 204, headers: {}, body: '' });
  });
});

describe('App Context', () => {
  test('gives what is set of a user and a channel', async () => {
    const { objects } = runtime();
    expect(await objects.user('u')).toEqual({ name: 'Ann' });
    expect(await objects.channel('c')).toEqual({ name: 'Lunch', custom: { proofAt: 1 } });
  });

  test.each([
    ['rejects', async () => Promise.reject(new Error('404'))],
    ['answers nothing', async () => undefined],
    ['answers null', async () => ({ data: null })],
  ])('has nothing when PubNub %s', async (_what, get) => {
    modules.pubnub.objects.getUUIDMetadata.mockImplementation(get);
    modules.pubnub.objects.getChannelMetadata.mockImplementation(get);
    expect(await runtime().objects.user('u')).toBeUndefined();
    expect(await runtime().objects.channel('c')).toBeUndefined();
  });

  test('writes, removes, joins and leaves by the names PubNub uses', async () => {
    const { objects } = runtime();
    const { pubnub } = modules;
    await objects.setUser('u', { name: 'Ann' });
    expect(pubnub.objects.setUUIDMetadata).toHaveBeenCalledWith(
      expect.objectContaining({ uuid: 'u', data: { name: 'Ann' } }),
    );
    await objects.setChannel('c', { name: 'Lunch' });
    expect(pubnub.objects.setChannelMetadata).toHaveBeenCalledWith(expect.objectContaining({ channel: 'c' }));
    await objects.removeUser('u');
    await objects.removeChannel('c');
    await objects.join('u', ['c']);
    await objects.leave('u', ['c']);
    expect(pubnub.objects.removeUUIDMetadata).toHaveBeenCalledWith({ uuid: 'u' });
    expect(pubnub.objects.removeChannelMetadata).toHaveBeenCalledWith({ channel: 'c' });
    expect(pubnub.objects.setMemberships).toHaveBeenCalledWith({ uuid: 'u', channels: ['c'] });
    expect(pubnub.objects.removeMemberships).toHaveBeenCalledWith({ uuid: 'u', channels: ['c'] });
  });

  test.each([undefined, null, {}, { data: 7 }, { data: [7] }])(
    'fails where a page cannot be read: %j',
    async (answer) => {
      modules.pubnub.objects.getMemberships.mockResolvedValue(answer);
      modules.pubnub.objects.getChannelMembers.mockResolvedValue(answer);
      await expect(runtime().objects.memberships('u')).rejects.toThrow('cannot be read');
      await expect(runtime().objects.members('c', 1)).rejects.toThrow('cannot be read');
    },
  );

  test('gives the users of a channel, and leaves out what names nobody', async () => {
    modules.pubnub.objects.getChannelMembers.mockResolvedValue({ data: [{ uuid: { id: 'u' } }, {}], next: null });
    expect(await runtime().objects.members('c', 2)).toEqual({ items: ['u'], next: undefined });
  });

  test('pages, and ends at an empty page; memberships already at one that is not full', async () => {
    const { objects } = runtime();
    expect(await objects.memberships('u')).toEqual({ items: ['c'], next: undefined });
    const full = Array.from({ length: 100 }, (_, index) => ({ channel: { id: `c${index}` } }));
    modules.pubnub.objects.getMemberships.mockResolvedValueOnce({ data: full, next: 'n' });
    expect(await objects.memberships('u')).toMatchObject({ next: 'n' });
    expect(modules.pubnub.objects.getMemberships).toHaveBeenCalledWith({ uuid: 'u', limit: 100 });
    expect(await objects.members('c', 5, 'page')).toEqual({ items: [], next: undefined });
    expect(modules.pubnub.objects.getChannelMembers).toHaveBeenCalledWith({
      channel: 'c',
      limit: 5,
      page: { next: 'page' },
    });
  });
});

test('has a clock and new ids', () => {
  expect(runtime().uuid()).toBe('a-uuid');
  expect(Math.abs(runtime().now() - Date.now())).toBeLessThan(1000);
});

test('publishes objects on a channel', async () => {
  await runtime().publish('c', { a: 1 });
  expect(modules.pubnub.publish).toHaveBeenCalledWith({ channel: 'c', message: { a: 1 } });
});

test("writes lines that name the Function and fit into PubNub's log", () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  runtime().log('failed', { error: 'unavailable', status: 500 });
  expect(log).toHaveBeenCalledWith('a-function: failed error=unavailable status=500');
  runtime().log('x'.repeat(5000));
  expect(String(log.mock.lastCall?.[0]).length).toBeLessThanOrEqual(1024);
});

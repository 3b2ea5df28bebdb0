/** What the Admin API knows of the keyset itself, and who may ask. */
import { describe, expect, test } from 'vitest';
import type { PubNubService } from '../../../sandbox/pubnub/service.ts';
import { call } from './admin-support.ts';
import { pubnubService } from './support.ts';

const subkey = (service: PubNubService): string => `subkey=${service.keyset.subscribeKey}`;

type Page = Awaited<ReturnType<typeof call<{ key: string }[]>>>;

/** The keys on each page, until there is no token for a further one. */
async function pages(service: PubNubService, list: string, size: number): Promise<string[][]> {
  const found: string[][] = [];
  let token: string | undefined = '';
  while (token !== undefined) {
    const page: Page = await call(
      service,
      'GET',
      `kv/${list}?${subkey(service)}&size=${size}${token && `&page_token=${token}`}`,
    );
    expect(page.meta.paging).toMatchObject({ pageSize: size });
    found.push(page.data.map(({ key }) => key));
    token = page.meta.paging?.pageToken;
  }
  return found;
}

describe('secrets', () => {
  test('reach the vault, and are never shown', async () => {
    const service = await pubnubService();
    const path = `kv/secrets/TOKEN?${subkey(service)}`;

    const written = await call(service, 'PUT', path, { value: 's3cret' });
    expect(written).toMatchObject({ status: 200, data: { key: 'TOKEN' }, errors: [] });
    expect(JSON.stringify(written)).not.toContain('s3cret');
    expect(service.vault.secrets.get('TOKEN')).toBe('s3cret');
    expect((await call(service, 'GET', `kv/secrets?${subkey(service)}`)).data).toEqual([{ key: 'TOKEN' }]);
    expect(await call(service, 'DELETE', path)).toMatchObject({ status: 200, errors: [] });
    expect(await call(service, 'DELETE', path)).toMatchObject({ status: 400, errors: [{ code: 'FAAS-1021' }] });
  });

  test('are listed in pages, by a token for the next', async () => {
    const service = await pubnubService();
    for (const key of ['C', 'A', 'B']) service.vault.secrets.set(key, 'x');

    expect(await pages(service, 'secrets', 2)).toEqual([['A', 'B'], ['C']]);
    expect(await pages(service, 'secrets', 3)).toEqual([['A', 'B', 'C']]);
  });
});

describe('the KV store', () => {
  test('has the strings, JSON and counters of the Functions', async () => {
    let now = Date.parse('2026-11-16T09:00:00Z');
    const service = await pubnubService({ now: () => now });
    const query = subkey(service);

    const written = await call(service, 'PUT', `kv/strings/s?${query}`, { value: 'text', ttlSeconds: 20 });
    await call(service, 'PUT', `kv/jsons/j?${query}`, { value: { a: [1] } });
    await call(service, 'POST', `kv/counters/c/increment?${query}`, { value: 5 });
    const counter = await call(service, 'POST', `kv/counters/c/decrement?${query}`, { value: 2 });

    expect(written).toMatchObject({ status: 200, data: { key: 's', value: 'text', ttlSeconds: 20 } });
    expect(service.kv.get('s')).toBe('text');
    expect((await call(service, 'GET', `kv/strings/s?${query}`)).data).toEqual(written.data);
    const json = { key: 'j', value: { a: [1] }, ttlSeconds: 86_400 };
    expect((await call(service, 'GET', `kv/jsons/j?${query}`)).data).toEqual(json);
    expect(counter.data).toEqual({ key: 'c', value: 3 });
    expect((await call(service, 'GET', `kv/counters/c?${query}`)).data).toEqual(counter.data);
    now += 20_000;
    expect((await call(service, 'GET', `kv/strings/s?${query}`)).errors[0]?.code).toBe('FAAS-1021');
    expect((await call(service, 'DELETE', `kv/jsons/j?${query}`)).status).toBe(200);
    expect(service.kv.get('j')).toBeNull();
  });

  test('lists its entries with their values', async () => {
    const service = await pubnubService();
    const list = async (kind: string) => (await call(service, 'GET', `kv/${kind}?${subkey(service)}`)).data;
    await call(service, 'PUT', `kv/strings/s?${subkey(service)}`, { value: 'text', ttlSeconds: 60 });
    service.kv.set('written by a Function', '{"a":1}');
    service.kv.increment('c');

    expect(await list('strings')).toEqual([
      { key: 's', value: 'text', ttlSeconds: 60 },
      { key: 'written by a Function', value: '{"a":1}' },
    ]);
    expect(await list('jsons')).toEqual([{ key: 'written by a Function', value: { a: 1 } }]);
    expect(await list('counters')).toEqual([{ key: 'c', value: 1 }]);
  });

  test('lists many entries in pages, by a token for the next', async () => {
    const service = await pubnubService();
    const keys = Array.from({ length: 150 }, (_, index) => `key ${String(index).padStart(3, '0')}`);
    for (const key of keys) service.kv.set(key, 'x');

    expect(await pages(service, 'strings', 60)).toEqual([keys.slice(0, 60), keys.slice(60, 120), keys.slice(120)]);
  });

  test('does not call text that is no JSON so', async () => {
    const service = await pubnubService();
    service.kv.set('s', 'text');

    const read = await call(service, 'GET', `kv/jsons/s?${subkey(service)}`);

    expect(read).toMatchObject({ status: 400, errors: [{ code: 'FAAS-1021' }] });
  });

  test.each([
    ['PUT', 'kv/strings/s', { value: 'x', ttlSeconds: 19 }, 'FAAS-400'],
    ['PUT', 'kv/strings/s', { value: 'x'.repeat(32_001) }, 'FAAS-400'],
    ['PUT', 'kv/strings/s', { value: 1 }, 'FAAS-400'],
    ['GET', 'kv/strings/missing', undefined, 'FAAS-1021'],
    ['DELETE', 'kv/strings/missing', undefined, 'FAAS-1021'],
  ])('refuses %s %s %j', async (method, path, body, code) => {
    const service = await pubnubService();

    const refused = await call(service, method, `${path}?${subkey(service)}`, body);

    expect(refused).toMatchObject({ status: 400, errors: [{ code }] });
  });

  test.each([
    ['page_token=next', 'FAAS-1018'],
    ['size=0', 'FAAS-1019'],
  ])('is not listed by %s', async (query, code) => {
    const service = await pubnubService();

    for (const list of ['strings', 'secrets']) {
      const listed = await call(service, 'GET', `kv/${list}?${subkey(service)}&${query}`);
      expect(listed).toMatchObject({ status: 400, errors: [{ code }] });
    }
  });

  test.each([
    ['', 'FAAS-1020'],
    ['?subkey=sub-c-other', 'FAAS-1022'],
  ])('belongs to one keyset: %j is refused', async (query, code) => {
    const service = await pubnubService();

    for (const list of ['strings', 'secrets']) {
      expect(await call(service, 'GET', `kv/${list}${query}`)).toMatchObject({ status: 400, errors: [{ code }] });
    }
  });
});

describe('keysets', () => {
  const keysets = async ({ admin }: PubNubService, path: string, headers: Record<string, string> = {}) => {
    const right = { authorization: admin.apiKey, 'pubnub-version': '2026-05-26' };
    const response = await fetch(`${admin.url}/keysets${path}`, { headers: { ...right, ...headers } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('are shown with their keys, one by one and in a list', async () => {
    const service = await pubnubService();
    const { publishKey, subscribeKey, secretKey } = service.keyset;

    const one = await keysets(service, `/${service.admin.keysetId}`);

    expect(one.body).toEqual({
      id: String(service.admin.keysetId),
      name: expect.any(String),
      type: 'testing',
      appId: expect.any(String),
      publishKey,
      subscribeKey,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(JSON.stringify(one.body)).not.toContain(secretKey);
    expect((await keysets(service, '')).body).toEqual({ keysets: [one.body], total: 1, page: 1, limit: 10 });
    const second = await keysets(service, '?page=2&limit=5');
    expect(second.body).toEqual({ keysets: [], total: 1, page: 2, limit: 5 });
  });

  test.each([
    ['/1', {}, 403, 'Forbidden'],
    ['?page=0', {}, 400, 'BadRequest'],
    ['', { authorization: 'wrong' }, 401, 'Unauthorized'],
    ['', { 'pubnub-version': 'latest' }, 400, 'BadRequest'],
  ])('%j with %j are refused with %i %s', async (path, headers, statusCode, error) => {
    const refused = await keysets(await pubnubService(), path, { ...headers });

    expect(refused).toEqual({ status: statusCode, body: { statusCode, error, message: [expect.any(String)] } });
  });
});

describe('the door', () => {
  const packages = (service: PubNubService, headers: Record<string, string>) =>
    fetch(`${service.admin.url}/faas/packages`, { headers });

  test.each([
    [{}, 401, 'FAAS-1001'],
    [{ authorization: 'wrong' }, 401, 'FAAS-1002'],
    [{ authorization: 'Bearer sandbox-service-integration-key' }, 401, 'FAAS-1002'],
    [{ authorization: 'sandbox-service-integration-key' }, 400, 'FAAS-400'],
  ])('%j is answered with %i %s', async (headers, status, code) => {
    const response = await packages(await pubnubService(), { ...headers });

    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      meta: { timestamp: expect.any(String), correlationId: expect.any(String) },
      errors: [{ code, message: expect.any(String) }],
    });
  });

  test('a body that is no JSON', async () => {
    const { admin } = await pubnubService();

    const response = await fetch(`${admin.url}/faas/packages`, {
      method: 'POST',
      headers: { authorization: admin.apiKey, 'pubnub-version': '2026-05-26' },
      body: '{oops',
    });

    expect(await response.json()).toMatchObject({ errors: [{ code: 'FAAS-1003' }] });
  });
});

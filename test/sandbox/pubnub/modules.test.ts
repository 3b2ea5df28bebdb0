import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PubNubOptions, PubNubService } from '../../../sandbox/pubnub/service.ts';
import { client, functionFiles, pubnubService } from './support.ts';

/** A service whose Function on `on` runs this body, which may set `out`. */
async function running(body: string, options: PubNubOptions = {}): Promise<PubNubService> {
  const service = await pubnubService(options);
  const code = `export default async (request) => { let out; ${body}\n request.message.out = out; return request.ok(); };`;
  const bindings = [{ name: 'f', type: 'BEFORE_PUBLISH', channel: 'on' } as const];
  service.functions.deploy({ directory: functionFiles({ f: code }), bindings });
  return service;
}

/** Runs the Function once more, and gives what it left in `out`. */
async function run(service: PubNubService, message: Record<string, unknown> = {}): Promise<unknown> {
  const { timetoken } = await client(service).publish({ channel: 'on', message: message as Record<string, string> });
  const entry = service.journal.entries.find((one) => one.type === 'publish' && one.timetoken === timetoken);
  return entry?.type === 'publish' ? (entry.message as { out?: unknown }).out : undefined;
}

const outOf = async (body: string, options: PubNubOptions = {}): Promise<unknown> => run(await running(body, options));

/** The body of a Function that catches what `call` throws. */
const caught = (call: string): string => `try { out = await ${call}; } catch (error) { out = String(error); }`;

/** A server on loopback that ends with the test. */
async function server(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const http = createServer(handle);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => http.closeAllConnections());
  onTestFinished(() => void http.close());
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

describe('kvstore', () => {
  test('keeps values as JSON, and items as text', async () => {
    const out = await outOf(
      `const kv = require('kvstore'); await kv.set('a', { list: [1, null] }); await kv.setItem('b', 'text');
       out = [await kv.get('a'), await kv.getItem('b'), await kv.get('missing'), await kv.getItem('missing')];`,
    );

    expect(out).toEqual([{ list: [1, null] }, 'text', null, null]);
  });

  test('what one Function keeps, the next execution reads', async () => {
    const service = await running(
      `const kv = require('kvstore'); out = await kv.get('n'); await kv.set('n', (out || 0) + 1);`,
    );

    expect([await run(service), await run(service), await run(service)]).toEqual([null, 1, 2]);
  });

  test('what is removed is gone', async () => {
    const out = await outOf(
      `const kv = require('kvstore'); await kv.set('a', 1); await kv.removeItem('a'); out = await kv.get('a');`,
    );

    expect(out).toBeNull();
  });

  test.each([
    ['a day unless told', '', 24 * 60],
    ['as many minutes as told', ', 5', 5],
    ['at least a minute', ', 0.1', 1],
    ['at most a year', ', 9999999', 525_600],
  ])('a value lives %s', async (_name, ttl, minutes) => {
    let now = Date.parse('2026-11-16T09:00:00Z');
    const service = await running(`await require('kvstore').set('a', 1${ttl});`, { now: () => now });
    await run(service);

    now += minutes * 60_000 - 1;
    expect(service.kv.get('a')).toBe('1');
    now += 1;
    expect(service.kv.get('a')).toBeNull();
  });

  test.each([
    [`set('k'.repeat(1001), 1)`, 'Error: Limit exceeded: a KV store key has at most 1000 characters'],
    [`set('k', 'v'.repeat(32000))`, 'Error: Limit exceeded: a KV store value has at most 32000 characters'],
    [`set('k', undefined)`, 'Error: A KV store value must be JSON'],
    [`setItem('k', { a: 1 })`, 'Error: setItem takes a string'],
    [`get(undefined)`, 'Error: A KV store key is a string that is not empty'],
  ])('%s fails', async (call, message) => {
    expect(await outOf(caught(`require('kvstore').${call}`))).toBe(message);
  });

  test('values and keys of exactly the limit are kept', async () => {
    expect(await outOf(caught(`require('kvstore').setItem('k'.repeat(1000), 'v'.repeat(32000))`))).toBeUndefined();
  });

  test('lists keys by the hundred', async () => {
    const service = await running(
      `const kv = require('kvstore'); const first = await kv.getKeys(); const second = await kv.getKeys(first[99]); out = [first.length, second];`,
    );
    for (let n = 100; n < 202; n += 1) service.kv.set(`k${n}`, '1');

    expect(await run(service)).toEqual([100, ['k200', 'k201']]);
  });

  test('counters add up, whoever counts', async () => {
    const service = await running(
      `const kv = require('kvstore'); out = [await kv.incrCounter('c'), await kv.incrCounter('c', -3), await kv.getCounter('c'), await kv.getCounter('none'), await kv.getCounterKeys()];`,
    );

    expect(await run(service)).toEqual([1, -2, -2, 0, ['c']]);
    await Promise.all([run(service), run(service), run(service)]);
    expect(service.kv.counter('c')).toBe(-8);
  });

  test('another execution may read what is out of date; the writer itself does not, nor do counters lag', async () => {
    let now = Date.parse('2026-11-16T09:00:00Z');
    const service = await running(
      `const kv = require('kvstore'); const before = await kv.get('a'); await kv.set('a', (before || 0) + 1);
       out = [before, await kv.get('a'), await kv.incrCounter('c')];`,
      { now: () => now, kvStaleMs: 1000 },
    );

    expect(await run(service)).toEqual([null, 1, 1]);
    expect(await run(service)).toEqual([null, 1, 2]);
    now += 1000;
    expect(await run(service)).toEqual([1, 2, 3]);
  });
});

describe('vault', () => {
  test('gives the secrets it was deployed with', async () => {
    const service = await pubnubService();
    const code = `export default async (request) => { request.message.out = await require('vault').get('S'); return request.ok(); };`;
    const bindings = [{ name: 'f', type: 'BEFORE_PUBLISH', channel: 'on' } as const];
    service.functions.deploy({ directory: functionFiles({ f: code }), bindings, vault: { S: 'secret' } });

    expect(await run(service)).toBe('secret');
  });

  test('rejects for a name it does not know, or gives null where it is told to', async () => {
    const service = await running(caught(`require('vault').get('S')`));

    expect(await run(service)).toBe('Error: The vault has no secret named S');
    service.vault.missing = 'null';
    expect(await run(service)).toBeNull();
  });
});

describe('xhr', () => {
  test('sends method, headers and body, and gives status, headers and text', async () => {
    const url = await server((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(201, { 'X-Method': request.method, 'X-Token': request.headers.authorization });
        response.end(Buffer.concat(chunks));
      });
    });

    const out = await outOf(
      `const { status, body, headers } = await require('xhr').fetch('${url}', { method: 'PUT', headers: { Authorization: 'Bearer x' }, body: 'Grüße' });
       out = [status, body, headers['x-method'], headers['x-token']];`,
    );

    expect(out).toEqual([201, 'Grüße', 'PUT', 'Bearer x']);
  });

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('knows %s', async (method) => {
    const url = await server((request, response) => response.end(request.method));

    expect(await outOf(`out = (await require('xhr').fetch('${url}', { method: '${method}' })).body;`)).toBe(method);
  });

  test('follows no redirects', async () => {
    const url = await server((_request, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    );

    expect(
      await outOf(
        `const { status, headers } = await require('xhr').fetch('${url}'); out = [status, headers.location];`,
      ),
    ).toEqual([302, 'http://127.0.0.1:1/']);
  });

  test.each([
    [
      `require('xhr').fetch('https://webexapis.com/v1/people/me')`,
      "Error: The sandbox's xhr reaches only this machine, not webexapis.com",
    ],
    [`require('xhr').fetch('http://127.0.0.1:1', { method: 'TRACE' })`, 'Error: xhr knows no method TRACE'],
    [`require('xhr').fetch('nonsense')`, 'Error: Invalid URL'],
    [`require('xhr').fetch('http://127.0.0.1:1')`, expect.stringContaining('fetch failed')],
  ])('%s fails', async (call, message) => {
    expect(await outOf(caught(call))).toEqual(message);
  });

  test('gives up on a server that does not answer', async () => {
    const url = await server(() => undefined);

    expect(await outOf(caught(`require('xhr').fetch('${url}')`), { limits: { xhrTimeoutMs: 20 } })).toContain(
      'timeout',
    );
    expect(await outOf(caught(`require('xhr').fetch('${url}', { timeout: 20 })`))).toContain('timeout');
  });
});

describe('crypto', () => {
  const key = Buffer.from('secret').toString('base64');

  test.each([
    ['HMAC_SHA1', 'sha1'],
    ['HMAC_SHA256', 'sha256'],
    ['HMAC_SHA512', 'sha512'],
  ])('%s takes a key in base64 and gives URL-safe base64 with padding', async (name, algorithm) => {
    const out = await outOf(
      `const crypto = require('crypto'); out = []; for (let i = 0; i < 20; i += 1) out.push(await crypto.hmac('${key}', 'text' + i, crypto.ALGORITHM.${name}));`,
    );

    const expected = Array.from({ length: 20 }, (_, index) =>
      createHmac(algorithm, 'secret').update(`text${index}`).digest('base64').replaceAll('+', '-').replaceAll('/', '_'),
    );
    expect(out).toEqual(expected);
    expect(expected.join('')).toMatch(/[-_]/);
    expect(expected[0]).toMatch(/=$/);
  });

  test('hashes are plain base64', async () => {
    const out = await outOf(
      `const crypto = require('crypto'); out = [await crypto.sha1('abc'), await crypto.sha256('abc'), await crypto.sha512('abc')];`,
    );

    expect(out).toEqual([
      'qZk+NkcGgWq6PiVxeFDCbJzQ2J0=',
      'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=',
      expect.stringMatching(/^3a81oZNherrMQXNJriBBMRLm.*==$/),
    ]);
  });

  test('an unknown algorithm fails', async () => {
    expect(await outOf(caught(`require('crypto').hmac('a', 'b', 'AES')`))).toBe('Error: Unknown algorithm: AES');
  });
});

describe('codec, utils and uuid', () => {
  test('codecs', async () => {
    const out = await outOf(
      `const base64 = require('codec/base64'); const query = require('codec/query_string');
       out = [require('codec/auth').basic('ann', 'pw'), base64.btoa('hello?'), base64.atob('aGVsbG8/'), base64.encodeString('hello?>'),
              query.parse('a=1&b=x%20y', { c: '3' }), query.stringify({ a: 1, b: 'x y' })];`,
    );

    expect(out).toEqual([
      'Basic YW5uOnB3',
      'aGVsbG8/',
      'hello?',
      'aGVsbG8_Pg',
      { a: '1', b: 'x y', c: '3' },
      'a=1&b=x+y',
    ]);
  });

  test('utils', async () => {
    const out = await outOf(
      `const utils = require('utils'); out = [utils.randomInt(3, 3), utils.isNumeric('1.5'), utils.isNumeric('x'), utils.isNumeric('')];`,
    );

    expect(out).toEqual([3, true, false, false]);
  });

  test('uuids of every version', async () => {
    const out = (await outOf(
      `const uuid = require('uuid'); const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
       out = [uuid.v3('www.example.com', dns), uuid.v5('www.example.com', dns), uuid.validate(uuid.v4()), uuid.version(uuid.v4()), uuid.validate('x')];`,
    )) as unknown[];

    // RFC 9562, appendices A.2 and A.4.
    expect(out).toEqual([
      '5df41881-3aed-3515-88a7-2f4a814cf09e',
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
      true,
      4,
      false,
    ]);
  });
});

describe('jwt', () => {
  const signed = (options: string, claims = '{ user: 1 }') =>
    `const jwt = require('jwt'); const token = jwt.sign(${claims}, 'secret', ${options});`;

  test('what is signed is verified and decoded', async () => {
    const out = await outOf(
      `${signed(`{ expiresIn: '1h' }`)} const { iat, exp, user } = jwt.verify(token, 'secret'); out = [exp - iat, user, jwt.decode(token).user, jwt.decode(token, { complete: true }).header, jwt.decode('x')];`,
    );

    expect(out).toEqual([3600, 1, 1, { alg: 'HS256', typ: 'JWT' }, null]);
  });

  test.each([
    ['an old one', signed('{ expiresIn: -1 }'), `jwt.verify(token, 'secret')`, 'TokenExpiredError: jwt expired'],
    ['another secret', signed('{}'), `jwt.verify(token, 'other')`, 'JsonWebTokenError: invalid signature'],
    ['nonsense', signed('{}'), `jwt.verify('x.y.z', 'secret')`, 'JsonWebTokenError: jwt malformed'],
    [
      'an algorithm not allowed',
      signed('{}'),
      `jwt.verify(token, 'secret', { algorithms: ['HS512'] })`,
      'JsonWebTokenError: invalid algorithm',
    ],
    [
      'another issuer',
      signed('{}', `{ iss: 'a' }`),
      `jwt.verify(token, 'secret', { issuer: 'b' })`,
      'JsonWebTokenError: jwt issuer invalid',
    ],
    [
      'another audience',
      signed('{}', `{ aud: 'a' }`),
      `jwt.verify(token, 'secret', { audience: 'b' })`,
      'JsonWebTokenError: jwt audience invalid',
    ],
    [
      'an unknown algorithm',
      'const jwt = require("jwt");',
      `jwt.sign({}, 'secret', { algorithm: 'RS256' })`,
      'JsonWebTokenError: The sandbox has no algorithm RS256',
    ],
  ])('refuses %s', async (_name, before, call, message) => {
    expect(await outOf(`${before} ${caught(call)}`)).toBe(message);
  });
});

describe('pubnub', () => {
  test('publishes as the documents show it, or with a timetoken where it is told to', async () => {
    const body = `out = await require('pubnub').publish({ channel: 'other', message: { n: 1 }, meta: { a: 1 }, customMessageType: 'chat' });`;

    expect(await outOf(body)).toEqual([1, 'Sent', expect.stringMatching(/^\d{17}$/)]);
    expect(await outOf(body, { publishAnswer: 'object' })).toEqual({ timetoken: expect.stringMatching(/^\d{17}$/) });
  });

  test('a fire is neither delivered nor stored, a signal is only delivered', async () => {
    const service = await running(
      `const pubnub = require('pubnub'); await pubnub.fire({ channel: 'a', message: {} }); await pubnub.signal({ channel: 'b', message: 1 });`,
    );

    await run(service);

    expect(service.journal.entries).toContainEqual(
      expect.objectContaining({ channel: 'a', kind: 'message', stored: false, delivered: false }),
    );
    expect(service.journal.entries).toContainEqual(
      expect.objectContaining({ channel: 'b', kind: 'signal', stored: false, delivered: true }),
    );
  });

  test.each([
    [`require('pubnub').publish({ channel: 'a.b.c.d', message: {} })`, 'Wildcard maximum depth exceeded'],
    [`require('pubnub').publish({ channel: 'a' })`, 'Missing message'],
    [`require('pubnub').publish({ channel: 'a', message: { text: 'x'.repeat(33000) } })`, 'Request Entity Too Large'],
    [`require('pubnub').signal({ channel: 'a', message: { text: 'x'.repeat(64) } })`, 'Signal size too large'],
    [`require('pubnub').objects.getUUIDMetadata({ uuid: 'nobody' })`, '404'],
    [`require('pubnub').objects.getUUIDMetadata({})`, 'Missing uuid'],
    [`require('pubnub').messageCounts({ channels: ['a'] })`, 'Missing channelTimetokens'],
  ])('%s fails', async (call, message) => {
    expect(await outOf(caught(call))).toContain(message);
  });

  test('reads and deletes history', async () => {
    const service = await running(
      `const pubnub = require('pubnub'); const { channels } = await pubnub.fetchMessages({ channels: ['a'], count: 1 });
       const old = await pubnub.history({ channel: 'a' });
       const counts = await pubnub.messageCounts({ channels: ['a'], channelTimetokens: [old.startTimeToken] });
       await pubnub.deleteMessages({ channel: 'a' });
       out = [channels.a.map((item) => item.message), old.messages.map((item) => item.entry), counts.channels];`,
    );
    for (const n of [1, 2]) await client(service).publish({ channel: 'a', message: { n } });

    expect(await run(service)).toEqual([[{ n: 2 }], [{ n: 1 }, { n: 2 }], { a: 1 }]);
    expect((await client(service).fetchMessages({ channels: ['a'] })).channels).toEqual({});
  });

  test('shares App Context with everyone', async () => {
    const service = await running(
      `const { objects } = require('pubnub');
       await objects.setUUIDMetadata({ uuid: 'ann', data: { name: 'Ann', custom: { team: 'blue' } } });
       await objects.setChannelMetadata({ channel: 'c1', data: { name: 'One' } });
       await objects.setMemberships({ uuid: 'ann', channels: ['c1', { id: 'c2', custom: { role: 'host' } }] });
       const ann = await objects.getUUIDMetadata({ uuid: 'ann' });
       const all = await objects.getAllUUIDMetadata({ filter: 'name == "Ann"', include: { totalCount: true } });
       const first = await objects.getMemberships({ uuid: 'ann', limit: 1, include: { channelFields: true } });
       const next = await objects.getMemberships({ uuid: 'ann', limit: 1, page: { next: first.next }, include: { customFields: true } });
       const members = await objects.getChannelMembers({ channel: 'c2' });
       out = [ann.data.custom, all.totalCount, first.data[0].channel.name, next.data[0].custom, members.data[0].uuid.id];`,
      { referentialIntegrity: false },
    );

    expect(await run(service)).toEqual([{ team: 'blue' }, 1, 'One', { role: 'host' }, 'ann']);
    expect((await client(service).objects.getUUIDMetadata({ uuid: 'ann' })).data.name).toBe('Ann');
  });

  test('removes what it set', async () => {
    const service = await running(
      `const { objects } = require('pubnub');
       await objects.setChannelMetadata({ channel: 'c', data: { name: 'One' } });
       await objects.setChannelMembers({ channel: 'c', uuids: ['ann'] });
       const name = (await objects.getChannelMetadata({ channel: 'c' })).data.name;
       await objects.removeChannelMembers({ channel: 'c', uuids: ['ann'] });
       await objects.setMemberships({ uuid: 'bob', channels: ['c'] });
       await objects.removeMemberships({ uuid: 'bob', channels: ['c'] });
       await objects.removeChannelMetadata({ channel: 'c' });
       out = [name, (await objects.getChannelMembers({ channel: 'c' })).data, (await objects.getAllChannelMetadata()).data];`,
      { referentialIntegrity: false },
    );

    expect(await run(service)).toEqual(['One', [], []]);
  });
});

describe('console', () => {
  test('lines are in the journal, cut at 1 KB', async () => {
    const service = await running(`console.log('one', { a: 1 }); console.error('x'.repeat(2000));`);

    await run(service);

    expect(service.journal.entries.filter(({ type }) => type === 'function-log')).toEqual([
      { type: 'function-log', name: 'f', level: 'log', line: 'one { a: 1 }' },
      { type: 'function-log', name: 'f', level: 'error', line: 'x'.repeat(1024) },
    ]);
  });

  test('after 250 lines it is silent, until the Function is deployed anew', async () => {
    const service = await running(`for (let i = 0; i < 200; i += 1) console.log('line', i);`);

    await run(service);
    await run(service);

    expect(service.journal.entries.filter(({ type }) => type === 'function-log')).toHaveLength(250);
  });
});

test('on interval by the clock, until the service is closed', async () => {
  const service = await pubnubService({ intervals: true });
  const code = `export default async (event) => { await require('kvstore').incrCounter('ticks'); return event.ok(); };`;
  const bindings = [{ name: 'tick', type: 'ON_INTERVAL', minutes: 0.0002 } as const];

  service.functions.deploy({ directory: functionFiles({ tick: code }), bindings });

  const second = service.journal.waitFor('two runs', () => service.kv.counter('ticks') >= 2);
  await expect(second).resolves.toMatchObject({ type: 'function', name: 'tick', outcome: 'ok' });
});

import { describe, expect, test } from 'vitest';
import type { FunctionEntry } from '../../../sandbox/pubnub/entry.ts';
import type { FunctionBinding } from '../../../sandbox/pubnub/functions/binding.ts';
import type { PubNubOptions, PubNubService } from '../../../sandbox/pubnub/service.ts';
import { client, functionFiles, pubnubService, refusalOf } from './support.ts';

/** A Function on publish to `channel`, of this body. */
const onPublish = (body: string): string => `export default async (request) => {\n${body}\n};\n`;
const onRequest = (body: string): string => `export default async (request, response) => {\n${body}\n};\n`;

/** A service with one Function, `f`, on the channel `on.*` and further bindings. */
async function withFunction(body: string, options: PubNubOptions = {}, channel = 'on.*'): Promise<PubNubService> {
  const service = await pubnubService(options);
  const directory = functionFiles({ f: onPublish(body) });
  service.functions.deploy({ directory, bindings: [{ name: 'f', type: 'BEFORE_PUBLISH', channel }] });
  return service;
}

const publish = (service: PubNubService, message: unknown, channel = 'on.a') =>
  client(service).publish({ channel, message: message as Record<string, string> });

const runs = (service: PubNubService): FunctionEntry[] =>
  service.journal.entries.filter((entry) => entry.type === 'function');

const published = (service: PubNubService, on?: string): unknown[] =>
  service.journal.entries.flatMap((entry) =>
    entry.type === 'publish' && (on ?? entry.channel) === entry.channel ? [entry.message] : [],
  );

/** What the Function's handler wrote back into the message: a way to look inside. */
async function inside(body: string, options: PubNubOptions = {}): Promise<unknown> {
  const service = await withFunction(`${body}\nreturn request.ok();`, options);
  await publish(service, {});
  return (published(service, 'on.a')[0] as { out?: unknown }).out;
}

const looping = (count: number, call: string): string =>
  `const out = []; for (let i = 0; i < ${count}; i += 1) { try { await ${call}; out.push('ok'); } catch (e) { out.push(String(e)); } } request.message.out = out;`;

const deploy = async (code: string, binding: Partial<FunctionBinding> = {}): Promise<void> => {
  const service = await pubnubService();
  const bindings = [{ name: 'f', type: 'BEFORE_PUBLISH', channel: 'on.a', ...binding } as FunctionBinding];
  service.functions.deploy({ directory: functionFiles({ f: code }), bindings });
};

const withEndpoint = async (body: string, path = 'webex/webhook') => {
  const service = await pubnubService();
  service.functions.deploy({
    directory: functionFiles({ f: onRequest(body) }),
    bindings: [{ name: 'f', type: 'ON_REQUEST', path }],
  });
  return { service, url: `${service.url}/v1/blocks/sub-key/${service.keyset.subscribeKey}` };
};

const twoEndpoints = (a: string, b: string): FunctionBinding[] => [
  { name: 'f', type: 'ON_REQUEST', path: a },
  { name: 'g', type: 'ON_REQUEST', path: b },
];

const appending = (letter: string) => onPublish(`request.message.path += '${letter}'; return request.ok();`);

describe('before publish', () => {
  test('what the Function makes of the message is delivered, stored and answered for', async () => {
    const service = await withFunction(
      `request.message.seen = true; delete request.message.secret; return request.ok();`,
    );

    const { timetoken } = await publish(service, { secret: 1, n: 1 });

    expect(service.journal.entries).toContainEqual(
      expect.objectContaining({ type: 'publish', message: { n: 1, seen: true }, timetoken }),
    );
    expect((await client(service).fetchMessages({ channels: ['on.a'] })).channels['on.a']?.[0]?.message).toEqual({
      n: 1,
      seen: true,
    });
    expect(runs(service)).toMatchObject([{ name: 'f', trigger: 'BEFORE_PUBLISH', on: 'on.a', outcome: 'ok' }]);
  });

  test('the message may be replaced as a whole', async () => {
    const service = await withFunction(`request.message = { other: 1 }; return request.ok();`);

    await publish(service, { n: 1 });

    expect(published(service)).toEqual([{ other: 1 }]);
  });

  test('a handler need not be async', async () => {
    const service = await pubnubService();
    const directory = functionFiles({ f: 'export default (request) => request.ok();' });
    service.functions.deploy({ directory, bindings: [{ name: 'f', type: 'BEFORE_PUBLISH', channel: 'on.a' }] });

    await publish(service, { n: 1 });

    expect(runs(service)).toMatchObject([{ outcome: 'ok' }]);
  });

  test('abort keeps the message from everyone, and the publisher reads the reason', async () => {
    const service = await withFunction(`return request.abort('not today');`);

    expect(await refusalOf(publish(service, { n: 1 }))).toEqual({ status: 400, body: 'not today' });
    expect(published(service)).toEqual([]);
    expect(runs(service)).toMatchObject([{ outcome: 'abort' }]);
  });

  test('abort with an object is read as its JSON', async () => {
    const service = await withFunction(`return request.abort({ code: 'x' });`);

    expect(await refusalOf(publish(service, { n: 1 }))).toEqual({ status: 400, body: '{"code":"x"}' });
  });

  test('abort answers with another shape where it is told to', async () => {
    const service = await withFunction(`return request.abort('no');`, { abortAnswer: 'object' });

    expect(await refusalOf(publish(service, { n: 1 }))).toMatchObject({
      status: 400,
      body: { error: true, message: 'no' },
    });
  });

  test.each([
    ['throws', `throw new Error('broken');`, 'Error: broken'],
    ['forgets to answer', `return request;`, 'Error: The handler ended with neither ok nor abort'],
    ['deletes the message', `delete request.message; return request.ok();`, 'Error: The Function left no message'],
    ['throws nonsense', `return undefinedName;`, 'ReferenceError: undefinedName is not defined'],
  ])('a Function that %s fails the publish', async (_name, body, error) => {
    const service = await withFunction(body);

    expect((await refusalOf(publish(service, { n: 1 }))).status).toBe(400);
    expect(published(service)).toEqual([]);
    expect(runs(service)).toMatchObject([{ outcome: 'error', error }]);
  });

  test('a bare string does not trigger it', async () => {
    const service = await withFunction(`return request.abort('never');`);

    await client(service).publish({ channel: 'on.a', message: 'text' });

    expect(published(service)).toEqual(['text']);
    expect(runs(service)).toEqual([]);
  });

  test('a fire triggers it, a signal does not', async () => {
    const service = await withFunction(`return request.ok();`);

    await client(service).publish({ channel: 'on.a', message: {}, replicate: false, storeInHistory: false });
    await client(service).signal({ channel: 'on.a', message: {} });

    expect(runs(service)).toHaveLength(1);
  });

  test('the request tells who published, how, and with which meta', async () => {
    const service = await withFunction(
      `const { channels, verb, pubkey, subkey, meta, params } = request;
       request.message = { channels, verb, pubkey, subkey, meta, params }; return request.ok();`,
    );

    await client(service, { userId: 'ann' }).publish({
      channel: 'on.a',
      message: {},
      meta: { task: 'x' },
      sendByPost: true,
    });

    expect(published(service)[0]).toMatchObject({
      channels: ['on.a'],
      verb: 'POST',
      pubkey: service.keyset.publishKey,
      subkey: service.keyset.subscribeKey,
      meta: { clientip: '127.0.0.1', origin: `127.0.0.1:${service.port}`, useragent: expect.any(String) },
      params: { uuid: 'ann', meta: '{"task":"x"}' },
    });
  });

  test.each([
    ['prefix', ['webex.u', 'webex.u.r']],
    ['segment', ['webex.u']],
  ] as const)('webex.* under the reading "%s" fires for %j', async (wildcard, expected) => {
    const service = await withFunction(`return request.ok();`, { wildcard }, 'webex.*');

    for (const channel of ['webex', 'webex.u', 'webex.u.r', 'other.u']) await publish(service, {}, channel);

    expect(runs(service).map(({ on }) => on)).toEqual(expected);
  });

  test('several Functions on one channel run in the order of deployment, each on what the one before left', async () => {
    const service = await pubnubService();
    service.functions.deploy({
      directory: functionFiles({ one: appending('1'), two: appending('2') }),
      bindings: [
        { name: 'two', type: 'BEFORE_PUBLISH', channel: 'on.*' },
        { name: 'one', type: 'BEFORE_PUBLISH', channel: 'on.a' },
      ],
    });

    await publish(service, { path: '' });

    expect(published(service)).toEqual([{ path: '21' }]);
  });
});

describe('limits of one execution', () => {
  test.each([
    ['xhr', 5, `require('xhr').fetch('http://127.0.0.1:1')`, 'xhr calls'],
    ['the KV store', 10, `require('kvstore').get('k')`, 'KV store calls'],
    ['the vault', 10, `require('vault').get('missing')`, 'vault reads'],
    ['App Context', 10, `require('pubnub').objects.getAllUUIDMetadata()`, 'PubNub API calls'],
    ['publish', 10, `require('pubnub').fire({ channel: 'off', message: {} })`, 'publish and fire calls'],
  ])('%s: %i calls, the next one fails and names the limit', async (_name, limit, call, words) => {
    const out = (await inside(looping(limit + 1, call))) as string[];

    const limited = out.map((line) => line.includes('Limit exceeded'));
    expect(limited).toEqual([...Array.from({ length: limit }, () => false), true]);
    expect(out.at(-1)).toBe(`Error: Limit exceeded: at most ${limit} ${words} per execution of a Function`);
  });

  test('the kinds do not share their limits, and the journal counts each', async () => {
    const service = await withFunction(
      `const kv = require('kvstore'); for (let i = 0; i < 10; i += 1) await kv.get('k' + i);
       await require('vault').get('s'); await require('pubnub').publish({ channel: 'off', message: {} }); return request.ok();`,
    );
    service.vault.secrets.set('s', 'x');

    await publish(service, {});

    expect(runs(service)[0]?.calls).toEqual({ xhr: 0, kv: 10, vault: 1, pubnub: 0, publish: 1 });
  });

  test('each execution counts anew', async () => {
    const service = await withFunction(
      `for (let i = 0; i < 10; i += 1) await require('kvstore').get('k'); return request.ok();`,
    );

    await publish(service, {});
    await publish(service, {});

    expect(runs(service).map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
  });

  test('time: an execution that does not end fails, and its message with it', async () => {
    const service = await withFunction(`await new Promise(() => {}); return request.ok();`, {
      limits: { executionMs: 30 },
    });

    expect((await refusalOf(publish(service, {}))).status).toBe(400);
    expect(runs(service)).toMatchObject([{ outcome: 'error', error: 'Error: Limit exceeded: 30 ms per execution' }]);
  });

  test('hops: a Function may set itself off twice more; the fourth in the chain is dropped, and only the journal names the limit', async () => {
    const service = await withFunction(
      `const again = await require('pubnub').publish({ channel: 'on.a', message: { n: request.message.n + 1 } });
       request.message.again = Array.isArray(again); return request.ok();`,
    );

    await publish(service, { n: 1 });

    expect(published(service)).toEqual([
      { n: 3, again: true },
      { n: 2, again: true },
      { n: 1, again: true },
    ]);
    const what = 'on.a: limit exceeded, at most 3 Functions set off by each other';
    expect(service.journal.entries).toContainEqual({ type: 'dropped', reason: 'hops', what, count: 1 });
  });

  test('hops count only Functions: what none listens to is delivered', async () => {
    const service = await withFunction(
      `await require('pubnub').publish({ channel: request.message.n < 3 ? 'on.a' : 'off', message: { n: request.message.n + 1 } }); return request.ok();`,
    );

    await publish(service, { n: 1 });

    expect(published(service)).toContainEqual({ n: 4 });
  });

  test('only awaited work finishes', async () => {
    const service = await withFunction(
      `const kv = require('kvstore');
       (async () => { await kv.set('first', 1); await kv.set('second', 2); })().catch(() => {});
       return request.ok();`,
    );

    await publish(service, {});

    const late = await service.journal.waitFor('the late call', ({ type }) => type === 'dropped');
    expect(late).toEqual({ type: 'dropped', reason: 'late-call', what: 'f: kv', count: 1 });
    expect(service.kv.get('first')).toBeNull();
    expect(service.kv.get('second')).toBeNull();
  });
});

describe('deployment', () => {
  test.each([
    [
      'more than 64 KB',
      `export default async () => {};//${'x'.repeat(65_536)}`,
      'Limit exceeded: f has 65568 bytes, a Function at most 65536',
    ],
    ['no default export', 'const a = 1;', 'f needs exactly one default export'],
    ['two default exports', 'export default 1;\nexport default 2;', 'f needs exactly one default export'],
    ['an export that is no function', 'export default 1;', 'The default export of f is not a function'],
    ['an import', `import kv from 'kvstore';\nexport default async () => {};`, 'Cannot use import statement'],
    [
      'a module PubNub does not have',
      `const fs = require('fs');\nexport default async () => {};`,
      'Module not found: fs',
    ],
    [
      'a module call outside of the handler',
      `const kv = require('kvstore');\nkv.get('k');\nexport default async () => {};`,
      'Modules work only inside the handler',
    ],
    ['code that is none', 'export default async () => {', 'Unexpected'],
  ])('%s is refused', async (_name, code, message) => {
    await expect(deploy(code)).rejects.toThrow(message);
  });

  test.each([['a.b.c.*'], ['a.*.c'], ['*'], ['a*']])('the channel %s is refused', async (channel) => {
    await expect(deploy('export default async () => {};', { channel })).rejects.toThrow('Not a channel');
  });

  test('paths that overlap are refused', async () => {
    const service = await pubnubService();
    const directory = functionFiles({
      f: onRequest('return response.send();'),
      g: onRequest('return response.send();'),
    });

    expect(() => service.functions.deploy({ directory, bindings: twoEndpoints('webex/*', 'webex/oauth') })).toThrow(
      'overlap',
    );
    expect(() => service.functions.deploy({ directory, bindings: twoEndpoints('/webex', 'b') })).toThrow('Not a path');
    service.functions.deploy({ directory, bindings: twoEndpoints('webex/webhook', 'webex/oauth') });
  });

  test('an interval of more than an hour is refused', async () => {
    const binding = { type: 'ON_INTERVAL', minutes: 61 } as const;

    await expect(deploy('export default async () => {};', binding)).rejects.toThrow('at least once an hour');
  });

  test('a Function sees nothing of Node', async () => {
    const out = await inside(
      `request.message.out = [typeof process, typeof Buffer, typeof fetch, typeof setTimeout, typeof globalThis.require];`,
    );

    expect(out).toEqual(['undefined', 'undefined', 'undefined', 'undefined', 'undefined']);
  });

  test('what its modules throw are errors of its own world', async () => {
    const out = await inside(
      `try { await require('kvstore').get(''); } catch (error) { request.message.out = [error instanceof Error, error.message]; }`,
    );

    expect(out).toEqual([true, 'A KV store key is a string that is not empty']);
  });

  test('state of the module survives between executions while it is warm, and not a cold start', async () => {
    const service = await pubnubService();
    const directory = functionFiles({
      f: `let n = 0;\n${onPublish('n += 1; request.message.n = n; return request.ok();')}`,
    });
    service.functions.deploy({ directory, bindings: [{ name: 'f', type: 'BEFORE_PUBLISH', channel: 'on.a' }] });

    await publish(service, {});
    await publish(service, {});

    service.functions.coldStart();
    await publish(service, {});

    expect(published(service)).toEqual([{ n: 1 }, { n: 2 }, { n: 1 }]);
  });

  test('what does not load leaves in place what ran before', async () => {
    const service = await withFunction(`request.message.seen = true; return request.ok();`);
    const directory = functionFiles({ f: 'no function' });
    const bindings = [{ name: 'f', type: 'BEFORE_PUBLISH', channel: 'on.a' } as const];

    expect(() => service.functions.deploy({ directory, bindings })).toThrow('default export');
    await publish(service, {});

    expect(published(service)).toEqual([{ seen: true }]);
  });
});

describe('on request', () => {
  test('gets method, headers, raw body, path and query', async () => {
    const { url } = await withEndpoint(
      `const { method, headers, body, path, params, query } = request;
       return response.send({ method, signature: headers['x-spark-signature'], body, path, params, query, json: await request.json() });`,
    );

    const response = await fetch(`${url}/webex/webhook?a=1%202`, {
      method: 'POST',
      headers: { 'X-Spark-Signature': 'abc' },
      body: '{"text": "Grüße"}',
    });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual({
      method: 'POST',
      signature: 'abc',
      body: '{"text": "Grüße"}',
      path: '/webex/webhook?a=1%202',
      params: { a: '1 2' },
      query: { a: '1 2' },
      json: { text: 'Grüße' },
    });
  });

  test('answers with the status, headers and text it chose', async () => {
    const { url, service } = await withEndpoint(
      `response.status = 302; response.headers['Location'] = 'https://example.com/'; return response.send('moved');`,
    );

    const response = await fetch(`${url}/webex/webhook`, { redirect: 'manual' });

    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('https://example.com/');
    expect(await response.text()).toBe('moved');
    expect(runs(service)).toMatchObject([
      { trigger: 'ON_REQUEST', on: 'webex/webhook', outcome: 'answered', status: 302 },
    ]);
  });

  test('the status of send wins', async () => {
    const { url } = await withEndpoint(`response.status = 200; return response.send({ no: 1 }, 401);`);

    expect((await fetch(`${url}/webex/webhook`)).status).toBe(401);
  });

  test('a path may end in an asterisk', async () => {
    const { url } = await withEndpoint(`return response.send(request.path);`, 'webex/*');

    expect(await (await fetch(`${url}/webex/anything/else`)).text()).toBe('/webex/anything/else');
  });

  test.each([
    ['throws', `throw new Error('broken');`],
    ['never sends', `return 1;`],
  ])('a handler that %s is a 500 that tells nothing', async (_name, body) => {
    const { url, service } = await withEndpoint(body);

    const response = await fetch(`${url}/webex/webhook`);

    expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error']);
    expect(runs(service)).toMatchObject([{ outcome: 'error', status: 500 }]);
  });

  test('a path without a Function is a 404', async () => {
    const { url } = await withEndpoint(`return response.send();`);

    expect((await fetch(`${url}/webex/other`)).status).toBe(404);
  });

  test('it may set off a Function on publish, as the second hop', async () => {
    const service = await pubnubService();
    service.functions.deploy({
      directory: functionFiles({
        hook: onRequest(
          `await require('pubnub').publish({ channel: 'on.a', message: { n: 1 }, meta: { by: 'hook' } }); return response.send();`,
        ),
        gate: onPublish(`request.message.params = request.params; return request.ok();`),
      }),
      bindings: [
        { name: 'hook', type: 'ON_REQUEST', path: 'hook' },
        { name: 'gate', type: 'BEFORE_PUBLISH', channel: 'on.*' },
      ],
    });

    await fetch(`${service.url}/v1/blocks/sub-key/${service.keyset.subscribeKey}/hook`, { method: 'POST' });

    expect(published(service)).toEqual([{ n: 1, params: { uuid: expect.any(String), meta: '{"by":"hook"}' } }]);
  });
});

describe('on interval', () => {
  test('runs when it is told to', async () => {
    const service = await pubnubService();
    service.functions.deploy({
      directory: functionFiles({
        tick: `export default async (event) => { await require('kvstore').incrCounter('ticks'); return event.ok(); };`,
      }),
      bindings: [{ name: 'tick', type: 'ON_INTERVAL', minutes: 5 }],
    });

    await service.functions.runInterval('tick');
    await service.functions.runInterval('tick');

    expect(service.kv.counter('ticks')).toBe(2);
    expect(runs(service)).toMatchObject([{ trigger: 'ON_INTERVAL', outcome: 'ok' }, { outcome: 'ok' }]);
  });

  test('what it throws is in the journal', async () => {
    const service = await pubnubService();
    service.functions.deploy({
      directory: functionFiles({ tick: `export default async () => { throw new Error('broken'); };` }),
      bindings: [{ name: 'tick', type: 'ON_INTERVAL', minutes: 5 }],
    });

    await service.functions.runInterval('tick');

    expect(runs(service)).toMatchObject([{ outcome: 'error', error: 'Error: broken' }]);
    await expect(service.functions.runInterval('other')).rejects.toThrow('No On Interval Function named other');
  });
});

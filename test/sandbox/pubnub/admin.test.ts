import { describe, expect, test } from 'vitest';
import type { PubNubService } from '../../../sandbox/pubnub/service.ts';
import { client, pubnubService } from './support.ts';

interface Envelope<Data = { id: string; [field: string]: unknown }> {
  data: Data;
  meta: { timestamp: string; correlationId: string; paging?: unknown };
  errors?: { code: string; message: string }[];
}

/** A call of the Admin API with the right key. */
async function call<Data = { id: string; [field: string]: unknown }>(
  { admin }: PubNubService,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number } & Envelope<Data>> {
  const response = await fetch(`${admin.url}/faas/${path}`, {
    method,
    headers: { authorization: admin.apiKey, 'pubnub-version': '2026-05-26', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, ...((text === '' ? {} : JSON.parse(text)) as Envelope<Data>) };
}

const marking = (mark: string): string =>
  `export default async (request) => { request.message.mark = '${mark}'; return request.ok(); };`;

const onPublish = (name: string, code: string, inputChannel = 'webex.*') => ({
  name,
  type: 'BEFORE_PUBLISH',
  code,
  config: { type: 'BEFORE_PUBLISH', inputChannel },
});

const pigdin = (...functions: unknown[]) => ({ name: 'pigdin', revisionName: 'first', functions });

/** A package with one revision, put on the keyset. */
async function deployed(service: PubNubService, ...functions: unknown[]) {
  const { data: created } = await call(service, 'POST', 'packages', pigdin(...functions));
  const revisions = await call<{ id: string }[]>(service, 'GET', `packages/${created.id}/package-revisions`);
  const packageRevisionId = revisions.data[0]?.id ?? '';
  const { keysetId } = service.admin;
  const { data } = await call(service, 'POST', 'package-deployments', { packageRevisionId, keysetId });
  return { packageId: created.id, revisionId: packageRevisionId, id: data.id, state: data['state'] };
}

/** What becomes of a message published on the channel. */
async function published(service: PubNubService, channel = 'webex.u'): Promise<unknown> {
  const { timetoken } = await client(service).publish({ channel, message: { n: 1 } });
  const entry = service.journal.entries.find((one) => one.type === 'publish' && one.timetoken === timetoken);
  return entry?.type === 'publish' ? entry.message : undefined;
}

describe('deploying a package', () => {
  test('runs its Functions from start to stop', async () => {
    const service = await pubnubService();
    const { id, state } = await deployed(service, onPublish('mark', marking('one')));
    expect(state).toBe('CREATED');
    expect(await published(service)).toEqual({ n: 1 });

    expect((await call(service, 'POST', `package-deployments/${id}/function-deployments`)).data['state']).toBe(
      'RUNNING',
    );
    expect(await published(service)).toEqual({ n: 1, mark: 'one' });

    expect((await call(service, 'DELETE', `package-deployments/${id}/function-deployments`)).data['state']).toBe(
      'STOPPED',
    );
    expect(await published(service)).toEqual({ n: 1 });
  });

  test('serves On Request and On Interval Functions, too', async () => {
    const service = await pubnubService();
    const { id } = await deployed(
      service,
      {
        name: 'hook',
        type: 'ON_REQUEST',
        code: `export default async (request, response) => response.send('hello');`,
        config: { type: 'ON_REQUEST', path: 'webex/webhook' },
      },
      {
        name: 'tick',
        type: 'ON_INTERVAL',
        code: `export default async (event) => event.ok();`,
        config: { type: 'ON_INTERVAL', interval: 15 },
      },
    );
    await call(service, 'POST', `package-deployments/${id}/function-deployments`);

    const hook = await fetch(`${service.url}/v1/blocks/sub-key/${service.keyset.subscribeKey}/webex/webhook`);
    expect(await hook.text()).toBe('hello');
    await service.functions.runInterval('tick');
    expect(service.journal.entries.at(-1)).toMatchObject({ type: 'function', name: 'tick', outcome: 'ok' });
  });

  test('runs the Functions of one channel in their sort order', async () => {
    const service = await pubnubService();
    const { id } = await deployed(
      service,
      { ...onPublish('last', marking('last')), sortOrder: 2 },
      { ...onPublish('first', marking('first')), sortOrder: 1 },
    );

    await call(service, 'POST', `package-deployments/${id}/function-deployments`);

    expect(await published(service)).toEqual({ n: 1, mark: 'last' });
  });

  test('rolls a running deployment over to a new revision', async () => {
    const service = await pubnubService();
    const first = await deployed(service, onPublish('mark', marking('one')));
    await call(service, 'POST', `package-deployments/${first.id}/function-deployments`);
    const revision = await call(service, 'POST', 'package-revisions', {
      packageId: first.packageId,
      functions: [onPublish('mark', marking('two'))],
    });
    const second = await call(service, 'POST', 'package-deployments', {
      packageRevisionId: revision.data.id,
      keysetId: service.admin.keysetId,
    });

    const rolled = await call(service, 'PUT', `package-deployments/${first.id}/function-deployments`, {
      newPackageDeploymentId: second.data.id,
    });

    expect(rolled.data).toMatchObject({ id: second.data.id, state: 'RUNNING' });
    expect((await call(service, 'GET', `package-deployments/${first.id}`)).data['state']).toBe('STOPPED');
    expect(await published(service)).toEqual({ n: 1, mark: 'two' });
  });

  test('a rolling update to code that does not load leaves the old one running', async () => {
    const service = await pubnubService();
    const first = await deployed(service, onPublish('mark', marking('one')));
    await call(service, 'POST', `package-deployments/${first.id}/function-deployments`);
    const revision = await call(service, 'POST', 'package-revisions', {
      packageId: first.packageId,
      functions: [onPublish('mark', 'no function at all')],
    });
    const second = await call(service, 'POST', 'package-deployments', {
      packageRevisionId: revision.data.id,
      keysetId: service.admin.keysetId,
    });

    const rolled = await call(service, 'PUT', `package-deployments/${first.id}/function-deployments`, {
      newPackageDeploymentId: second.data.id,
    });

    expect(rolled).toMatchObject({ status: 400, errors: [{ code: 'FAAS-400' }] });
    expect(await published(service)).toEqual({ n: 1, mark: 'one' });
  });

  test('stops everything of a package at once', async () => {
    const service = await pubnubService();
    const { id, packageId } = await deployed(service, onPublish('mark', marking('one')));
    await call(service, 'POST', `package-deployments/${id}/function-deployments`);

    expect((await call(service, 'DELETE', `function-deployments?package_id=${packageId}`)).status).toBe(204);
    expect((await call(service, 'DELETE', 'function-deployments')).status).toBe(400);
    expect(await published(service)).toEqual({ n: 1 });
  });

  test('tells before a start what runs on the same channels', async () => {
    const service = await pubnubService();
    const { id } = await deployed(service, onPublish('mark', marking('one')));
    const { keysetId } = service.admin;
    const intersected = async (query: string): Promise<string[]> => {
      const path = `package-deployments/intersected?keyset_id=${keysetId}&${query}`;
      return (await call<{ id: string }[]>(service, 'GET', path)).data.map((one) => one.id);
    };

    expect(await intersected('channel=webex.a')).toEqual([]);
    await call(service, 'POST', `package-deployments/${id}/function-deployments`);

    expect(await intersected('channel=webex.a')).toEqual([id]);
    expect(await intersected('channel=other&channel=webex.*')).toEqual([id]);
    expect(await intersected('channel=webex.a&function_type=ON_REQUEST')).toEqual([]);
    expect(await intersected('channel=other')).toEqual([]);
    expect((await call(service, 'GET', 'package-deployments/intersected')).status).toBe(400);
  });

  test('counts what runs against the limit', async () => {
    const service = await pubnubService();
    const { id } = await deployed(service, onPublish('mark', marking('one')));
    await call(service, 'POST', `package-deployments/${id}/function-deployments`);

    expect((await call(service, 'GET', 'limits/package-deployments-running')).data).toEqual({ limit: 5, running: 1 });
  });

  test.each([
    ['a bundle that is too large', onPublish('big', `${marking('x')}//${'x'.repeat(65_536)}`), 'Limit exceeded'],
    ['a channel Functions cannot have', onPublish('f', marking('x'), 'a.b.c.*'), 'Not a channel'],
  ])('%s does not start', async (_name, one, message) => {
    const service = await pubnubService();
    const { id } = await deployed(service, one);

    const started = await call(service, 'POST', `package-deployments/${id}/function-deployments`);

    expect(started.status).toBe(400);
    expect(started.errors?.[0]).toMatchObject({ code: 'FAAS-400', message: expect.stringContaining(message) });
    expect((await call(service, 'GET', `package-deployments/${id}`)).data['state']).toBe('CREATED');
  });
});

describe('packages and revisions', () => {
  test('are listed in pages, and searched by name', async () => {
    const service = await pubnubService();
    for (const name of ['a1', 'a2', 'b1']) {
      await call(service, 'POST', 'packages', { ...pigdin(onPublish('f', marking('x'))), name });
    }

    const page = await call<{ name: string }[]>(service, 'GET', 'packages?page=1&size=2');
    expect(page.data.map(({ name }) => name)).toEqual(['b1']);
    expect(page.meta.paging).toEqual({ page: 1, size: 2, total: 3 });
    const found = await call<{ name: string }[]>(service, 'GET', 'packages?search=a');
    expect(found.data.map(({ name }) => name)).toEqual(['a1', 'a2']);
    expect((await call(service, 'GET', 'packages?page=-1')).status).toBe(400);
  });

  test('a package can be read, changed and deleted', async () => {
    const service = await pubnubService();
    const { data } = await call(service, 'POST', 'packages', {
      ...pigdin(onPublish('f', marking('x'))),
      tags: ['chat'],
    });

    const changed = await call(service, 'PUT', `packages/${data.id}`, { description: 'new' });
    expect(changed.data).toMatchObject({ name: 'pigdin', description: 'new', tags: ['chat'] });
    expect((await call(service, 'GET', `packages/${data.id}`)).data).toEqual(changed.data);
    expect((await call(service, 'DELETE', `packages/${data.id}`)).status).toBe(204);
    expect(await call(service, 'GET', `packages/${data.id}`)).toMatchObject({
      status: 400,
      errors: [{ code: 'FAAS-1004', message: `Package with ID [${data.id}] was not found!` }],
    });
  });

  test('two packages cannot have one name', async () => {
    const service = await pubnubService();
    await call(service, 'POST', 'packages', pigdin(onPublish('f', marking('x'))));

    const second = await call(service, 'POST', 'packages', pigdin(onPublish('f', marking('x'))));

    expect(second).toMatchObject({ status: 409, errors: [{ code: 'FAAS-409' }] });
  });

  test('the Functions of a revision are as they were given', async () => {
    const service = await pubnubService();
    const given = onPublish('mark', marking('one'));
    const { revisionId } = await deployed(service, given);

    const { data } = await call<unknown[]>(service, 'GET', `package-revisions/${revisionId}/functions`);

    expect(data).toEqual([
      {
        ...given,
        id: expect.any(String),
        functionRevisionId: expect.any(String),
        language: 'JAVASCRIPT',
        sortOrder: 0,
      },
    ]);
  });

  test('a revision is renamed, lists its deployments, and is not deleted while it runs', async () => {
    const service = await pubnubService();
    const { id, revisionId, packageId } = await deployed(service, onPublish('mark', marking('one')));
    await call(service, 'POST', `package-deployments/${id}/function-deployments`);

    const renamed = await call(service, 'PUT', `package-revisions/${revisionId}`, { name: 'second' });
    expect(renamed.data['name']).toBe('second');
    expect((await call(service, 'GET', `package-revisions/${revisionId}`)).data).toEqual(renamed.data);
    const listed = await call<{ id: string }[]>(service, 'GET', `package-revisions/${revisionId}/package-deployments`);
    expect(listed.data.map((one) => one.id)).toEqual([id]);
    for (const path of [`package-revisions/${revisionId}`, `packages/${packageId}`, `package-deployments/${id}`]) {
      expect((await call(service, 'DELETE', path)).status).toBe(400);
    }

    await call(service, 'DELETE', `package-deployments/${id}/function-deployments`);
    expect((await call(service, 'DELETE', `package-deployments/${id}`)).status).toBe(204);
    expect((await call(service, 'DELETE', `package-revisions/${revisionId}`)).status).toBe(204);
    expect((await call(service, 'GET', `package-revisions/${revisionId}`)).status).toBe(400);
  });

  test.each([
    ['no functions', { name: 'p', revisionName: 'r' }],
    ['an unknown type', pigdin({ ...onPublish('f', 'x'), type: 'ON_MOONLIGHT' })],
    ['types that differ', pigdin({ ...onPublish('f', 'x'), type: 'ON_REQUEST' })],
    ['no code', pigdin(onPublish('f', ''))],
  ])('a package with %s is refused', async (_name, body) => {
    const service = await pubnubService();

    expect(await call(service, 'POST', 'packages', body)).toMatchObject({
      status: 400,
      errors: [{ code: 'FAAS-400' }],
    });
  });

  test('the keyset goes by its number, and only by its own', async () => {
    const service = await pubnubService();
    const { revisionId: packageRevisionId } = await deployed(service, onPublish('f', marking('x')));
    const create = (keysetId: unknown) => call(service, 'POST', 'package-deployments', { packageRevisionId, keysetId });

    expect(await create(service.keyset.subscribeKey)).toMatchObject({ status: 400, errors: [{ code: 'FAAS-400' }] });
    expect(await create(1)).toMatchObject({ status: 403, errors: [{ code: 'FAAS-403' }] });
  });
});

describe('the KV store and the secrets', () => {
  const subkey = (service: PubNubService): string => `subkey=${service.keyset.subscribeKey}`;

  test('secrets reach the vault, and are never shown', async () => {
    const service = await pubnubService();
    const query = subkey(service);

    expect((await call(service, 'PUT', `kv/secrets/TOKEN?${query}`, { value: 's3cret' })).status).toBe(204);
    expect(service.vault.secrets.get('TOKEN')).toBe('s3cret');
    const listed = await call(service, 'GET', `kv/secrets?${query}`);
    expect(listed.data).toEqual([{ key: 'TOKEN' }]);
    expect((await call(service, 'DELETE', `kv/secrets/TOKEN?${query}`)).status).toBe(204);
    expect((await call(service, 'DELETE', `kv/secrets/TOKEN?${query}`)).status).toBe(400);
  });

  test('strings, JSON and counters are those of the Functions', async () => {
    let now = Date.parse('2026-11-16T09:00:00Z');
    const service = await pubnubService({ now: () => now });
    const query = subkey(service);

    await call(service, 'PUT', `kv/strings/s?${query}`, { value: 'text', ttlSeconds: 20 });
    await call(service, 'PUT', `kv/jsons/j?${query}`, { value: { a: [1] } });
    await call(service, 'POST', `kv/counters/c/increment?${query}`, { value: 5 });
    const counter = await call(service, 'POST', `kv/counters/c/decrement?${query}`, { value: 2 });

    expect(service.kv.get('s')).toBe('text');
    expect((await call(service, 'GET', `kv/strings/s?${query}`)).data).toEqual({ key: 's', value: 'text' });
    expect((await call(service, 'GET', `kv/jsons/j?${query}`)).data).toEqual({ key: 'j', value: { a: [1] } });
    expect(counter.data).toEqual({ key: 'c', value: 3 });
    expect((await call(service, 'GET', `kv/counters/c?${query}`)).data).toEqual({ key: 'c', value: 3 });
    expect((await call(service, 'GET', `kv/strings?${query}`)).data).toEqual({ keys: ['j', 's'] });
    now += 20_000;
    expect((await call(service, 'GET', `kv/strings/s?${query}`)).status).toBe(400);
    expect((await call(service, 'DELETE', `kv/jsons/j?${query}`)).status).toBe(204);
    expect(service.kv.get('j')).toBeNull();
  });

  test.each([
    ['PUT', 'kv/strings/s', { value: 'x', ttlSeconds: 19 }],
    ['PUT', 'kv/strings/s', { value: 'x'.repeat(32_001) }],
    ['PUT', 'kv/strings/s', { value: 1 }],
    ['GET', 'kv/strings/missing', undefined],
  ])('%s %s %j is refused', async (method, path, body) => {
    const service = await pubnubService();

    expect((await call(service, method, `${path}?${subkey(service)}`, body)).status).toBe(400);
  });

  test('belong to one keyset', async () => {
    const service = await pubnubService();

    expect((await call(service, 'GET', 'kv/secrets')).status).toBe(400);
    expect(await call(service, 'GET', 'kv/secrets?subkey=sub-c-other')).toMatchObject({
      status: 403,
      errors: [{ code: 'FAAS-403' }],
    });
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

import { describe, expect, test } from 'vitest';
import type { PubNubService } from '../../../sandbox/pubnub/service.ts';
import { assigned, assignedNext, call, marking, onPublish, running, start, type Item } from './admin-support.ts';
import { client, pubnubService } from './support.ts';

/** What becomes of a message published on the channel. */
async function published(service: PubNubService, channel = 'webex.u'): Promise<unknown> {
  const { timetoken } = await client(service).publish({ channel, message: { n: 1 } });
  const entry = service.journal.entries.find((one) => one.type === 'publish' && one.timetoken === timetoken);
  return entry?.type === 'publish' ? entry.message : undefined;
}

const launch = (service: PubNubService, id: string, method = 'POST', body?: unknown) =>
  call(service, method, `package-deployments/${id}/function-deployments`, body);

const stateOf = async (service: PubNubService, id: string): Promise<unknown> =>
  (await call(service, 'GET', `package-deployments/${id}`)).data['state'];

describe('a deployment', () => {
  test('runs its Functions from start to stop', async () => {
    const service = await pubnubService();
    const { id, deployment } = await assigned(service, onPublish('mark', marking('one')));
    expect(deployment['state']).toBe('STOPPED');
    expect(await published(service)).toEqual({ n: 1 });

    await start(service, id);
    expect(await published(service)).toEqual({ n: 1, mark: 'one' });

    expect((await launch(service, id, 'DELETE')).data['state']).toBe('STOPPED');
    expect(await published(service)).toEqual({ n: 1 });
  });

  test('tells of itself and of each of its Functions', async () => {
    let now = Date.parse('2026-11-16T09:00:00Z');
    const service = await pubnubService({ now: () => now });
    const { id, revisionId } = await assigned(service, onPublish('a', marking('a')), onPublish('b', marking('b')));
    const functions = await call<Item[]>(service, 'GET', `package-revisions/${revisionId}/functions`);
    now += 60_000;
    await launch(service, id);
    now += 60_000;

    const dates = { createdDttm: '2026-11-16T09:00:00.000Z', updatedDttm: '2026-11-16T09:01:00.000Z' };
    expect((await call(service, 'GET', `package-deployments/${id}`)).data).toEqual({
      id,
      packageRevisionId: revisionId,
      keysetId: service.admin.keysetId,
      state: 'RUNNING',
      functionDeployments: functions.data.map(({ functionRevisionId }) => ({
        functionRevisionId,
        state: 'RUNNING',
        ...dates,
      })),
      ...dates,
    });
  });

  test('serves On Request and On Interval Functions, too', async () => {
    const service = await pubnubService();
    const { id } = await assigned(
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
    await start(service, id);

    const hook = await fetch(`${service.url}/v1/blocks/sub-key/${service.keyset.subscribeKey}/webex/webhook`);
    expect(await hook.text()).toBe('hello');
    await service.functions.runInterval('tick');
    expect(service.journal.entries.at(-1)).toMatchObject({ type: 'function', name: 'tick', outcome: 'ok' });
  });

  test('runs the Functions of one channel in their sort order', async () => {
    const service = await pubnubService();
    const { id } = await assigned(
      service,
      { ...onPublish('last', marking('last')), sortOrder: 2 },
      { ...onPublish('first', marking('first')), sortOrder: 1 },
    );

    await start(service, id);

    expect(await published(service)).toEqual({ n: 1, mark: 'last' });
  });

  test.each([
    ['a bundle that is too large', onPublish('big', `${marking('x')}//${'x'.repeat(65_536)}`), 'Limit exceeded'],
    ['a channel Functions cannot have', onPublish('f', marking('x'), 'a.b.c.*'), 'Not a channel'],
    ['code that does not load', onPublish('f', 'no function at all'), ''],
  ])('with %s fails to start', async (_name, one, reason) => {
    const service = await pubnubService();
    const { id } = await assigned(service, one);

    const started = await launch(service, id);

    expect(started.status).toBe(500);
    const message = expect.stringMatching(new RegExp(`^Deployment failed to start: .*${reason}`));
    expect(started.errors).toEqual([{ code: 'FAAS-1012', message }]);
    expect(await stateOf(service, id)).toBe('STOPPED');
  });
});

describe('a deployment that is starting', () => {
  /** It starts as long as the clock stands still. */
  async function starting() {
    const service = await pubnubService({ now: () => 0 });
    const first = await assigned(service, onPublish('mark', marking('one')));
    const answer = await launch(service, first.id);
    return { service, ...first, answer };
  }

  test('says so, and runs in a moment', async () => {
    let now = 0;
    const service = await pubnubService({ now: () => now });
    const { id } = await assigned(service, onPublish('mark', marking('one')));

    expect((await launch(service, id)).data['state']).toBe('STARTING');
    expect(await stateOf(service, id)).toBe('STARTING');
    now += 1000;
    expect(await stateOf(service, id)).toBe('RUNNING');
  });

  test('can be neither started nor stopped nor replaced', async () => {
    const { service, id, packageId } = await starting();
    const next = await assignedNext(service, packageId, marking('two'));

    expect(await launch(service, id)).toMatchObject({ status: 423, errors: [{ code: 'FAAS-1008' }] });
    expect(await launch(service, id, 'DELETE')).toMatchObject({ status: 423, errors: [{ code: 'FAAS-1009' }] });
    const rolled = await launch(service, id, 'PUT', { newPackageDeploymentId: next });
    expect(rolled).toMatchObject({ status: 423, errors: [{ code: 'FAAS-1009' }] });
    const stopped = await call(service, 'DELETE', `function-deployments?package_id=${packageId}`);
    expect(stopped).toMatchObject({ status: 423, errors: [{ code: 'FAAS-1009' }] });
    expect(await stateOf(service, id)).toBe('STARTING');
  });

  test('counts as active, but not yet as running', async () => {
    const { service, id, answer } = await starting();

    expect(answer.status).toBe(200);
    expect((await call(service, 'DELETE', `package-deployments/${id}`)).status).toBe(409);
    expect((await call(service, 'GET', 'limits/package-deployments-running')).data['currentValue']).toBe('0');
  });
});

describe('a rolling update', () => {
  test('puts a new revision in the place of the running one', async () => {
    const service = await pubnubService();
    const { id, packageId } = await assigned(service, onPublish('mark', marking('one')));
    await start(service, id);
    const next = await assignedNext(service, packageId, marking('two'));

    const rolled = await launch(service, id, 'PUT', { newPackageDeploymentId: next });
    await running(service, next);

    expect(rolled.data).toMatchObject({ id: next, state: 'STARTING' });
    expect(await stateOf(service, id)).toBe('STOPPED');
    expect(await published(service)).toEqual({ n: 1, mark: 'two' });
  });

  test('to code that does not load leaves the old one running', async () => {
    const service = await pubnubService();
    const { id, packageId } = await assigned(service, onPublish('mark', marking('one')));
    await start(service, id);
    const next = await assignedNext(service, packageId, 'no function at all');

    const rolled = await launch(service, id, 'PUT', { newPackageDeploymentId: next });

    expect(rolled).toMatchObject({ status: 500, errors: [{ code: 'FAAS-1012' }] });
    expect(await stateOf(service, id)).toBe('RUNNING');
    expect(await published(service)).toEqual({ n: 1, mark: 'one' });
  });
});

describe('the deployments of a keyset', () => {
  test('are stopped at once, by their package or their revision', async () => {
    const service = await pubnubService();
    const { id, packageId, revisionId } = await assigned(service, onPublish('mark', marking('one')));
    const stop = (query: string) => call<Item[]>(service, 'DELETE', `function-deployments?${query}`);
    for (const query of [`package_id=${packageId}`, `package_revision_id=${revisionId}`]) {
      await start(service, id);

      const stopped = await stop(query);

      expect(stopped).toMatchObject({ status: 200, data: [{ id, state: 'STOPPED' }] });
      expect(await published(service)).toEqual({ n: 1 });
    }
    expect((await stop(`package_id=${packageId}`)).data).toEqual([]);
    expect(await stop('package_id=unknown')).toMatchObject({ status: 400, errors: [{ code: 'FAAS-1004' }] });
    for (const query of ['', `package_id=${packageId}&package_revision_id=${revisionId}`]) {
      expect(await stop(query)).toMatchObject({ status: 400, errors: [{ code: 'FAAS-400' }] });
    }
  });

  test('are told, channel by channel, before others start', async () => {
    const service = await pubnubService();
    const { id } = await assigned(service, onPublish('mark', marking('one')));
    const { keysetId } = service.admin;
    const intersected = (query: string, keyset = keysetId) =>
      call<unknown[]>(service, 'GET', `package-deployments/intersected?keyset_id=${keyset}&${query}`);
    const none = (channel: string) => ({ channel, packageDeployments: [] });

    expect((await intersected('channel=webex.a')).data).toEqual([none('webex.a')]);
    await start(service, id);

    const both = await intersected('channel=other&channel=webex.*');
    expect(both.data).toMatchObject([none('other'), { channel: 'webex.*', packageDeployments: [{ id }] }]);
    expect((await intersected('channel=webex.a&function_type=ON_REQUEST')).data).toEqual([none('webex.a')]);
    expect(await intersected('channel=webex.a', 1)).toMatchObject({ status: 403, errors: [{ code: 'FAAS-403' }] });
    expect((await intersected('')).status).toBe(400);
  });

  test('are counted against the limit', async () => {
    const service = await pubnubService();
    const { id } = await assigned(service, onPublish('mark', marking('one')));
    await start(service, id);

    expect((await call(service, 'GET', 'limits/package-deployments-running')).data).toEqual({
      name: expect.any(String),
      description: expect.any(String),
      maxValue: '5',
      currentValue: '1',
    });
  });

  test('have each revision once', async () => {
    const service = await pubnubService();
    const { id, revisionId: packageRevisionId } = await assigned(service, onPublish('f', marking('x')));
    const body = { packageRevisionId, keysetId: service.admin.keysetId };

    expect(await call(service, 'POST', 'package-deployments', body)).toMatchObject({
      status: 409,
      errors: [{ code: 'FAAS-1015' }],
    });
    await call(service, 'DELETE', `package-deployments/${id}`);
    expect((await call(service, 'POST', 'package-deployments', body)).status).toBe(200);
  });

  test('go by the number of the keyset, and only by its own', async () => {
    const service = await pubnubService();
    const { revisionId: packageRevisionId } = await assigned(service, onPublish('f', marking('x')));
    const create = (keysetId: unknown) => call(service, 'POST', 'package-deployments', { packageRevisionId, keysetId });

    expect(await create(service.keyset.subscribeKey)).toMatchObject({ status: 400, errors: [{ code: 'FAAS-400' }] });
    expect(await create(1)).toMatchObject({ status: 403, errors: [{ code: 'FAAS-403' }] });
  });
});

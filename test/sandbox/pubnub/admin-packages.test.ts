import { describe, expect, test } from 'vitest';
import { assigned, call, marking, onPublish, pigdin, start, type Item } from './admin-support.ts';
import { pubnubService } from './support.ts';

const DATES = { createdDttm: expect.any(String), updatedDttm: expect.any(String) };

describe('packages', () => {
  test('are listed in pages, and searched by name', async () => {
    const service = await pubnubService();
    for (const name of ['a1', 'a2', 'b1']) {
      await call(service, 'POST', 'packages', { ...pigdin(onPublish('f', marking('x'))), name });
    }

    const page = await call<{ name: string }[]>(service, 'GET', 'packages?page=1&size=2');
    expect(page.data.map(({ name }) => name)).toEqual(['b1']);
    expect(page.meta.paging).toEqual({ totalElements: 3, totalPages: 2, pageSize: 2, pageNumber: 1, pageOffset: 2 });
    expect(page.errors).toEqual([]);
    const found = await call<{ name: string }[]>(service, 'GET', 'packages?search=a');
    expect(found.data.map(({ name }) => name)).toEqual(['a1', 'a2']);
  });

  test.each([
    ['page=-1', 'FAAS-400'],
    ['size=0', 'FAAS-1019'],
  ])('are not listed by %s', async (query, code) => {
    expect(await call(await pubnubService(), 'GET', `packages?${query}`)).toMatchObject({
      status: 400,
      errors: [{ code }],
    });
  });

  test('can be read, changed and deleted', async () => {
    const service = await pubnubService();
    const { data } = await call(service, 'POST', 'packages', {
      ...pigdin(onPublish('f', marking('x'))),
      tags: ['chat'],
    });

    const changed = await call(service, 'PUT', `packages/${data.id}`, { description: 'new' });
    expect(changed.data).toMatchObject({ name: 'pigdin', description: 'new', tags: ['chat'] });
    expect((await call(service, 'GET', `packages/${data.id}`)).data).toEqual(changed.data);
    expect(await call(service, 'DELETE', `packages/${data.id}`)).toEqual({
      status: 200,
      meta: { timestamp: expect.any(String), correlationId: expect.any(String) },
      errors: [],
    });
    expect(await call(service, 'GET', `packages/${data.id}`)).toMatchObject({
      status: 400,
      errors: [{ code: 'FAAS-1004', message: `Package with ID [${data.id}] was not found!` }],
    });
  });

  test('cannot have one name twice', async () => {
    const service = await pubnubService();
    await call(service, 'POST', 'packages', pigdin(onPublish('f', marking('x'))));

    const second = await call(service, 'POST', 'packages', pigdin(onPublish('f', marking('x'))));

    expect(second).toMatchObject({ status: 409, errors: [{ code: 'FAAS-409' }] });
  });

  test.each([
    ['no functions', { name: 'p', revisionName: 'r' }],
    ['an unknown type', pigdin({ ...onPublish('f', 'x'), type: 'ON_MOONLIGHT' })],
    ['types that differ', pigdin({ ...onPublish('f', 'x'), type: 'ON_REQUEST' })],
    ['no code', pigdin(onPublish('f', ''))],
  ])('with %s are refused', async (_name, body) => {
    const service = await pubnubService();

    expect(await call(service, 'POST', 'packages', body)).toMatchObject({
      status: 400,
      errors: [{ code: 'FAAS-400' }],
    });
  });

  test('count their revisions and deployments, and what of them runs', async () => {
    const service = await pubnubService();
    const functions = [onPublish('f', marking('x'))];
    const { id, packageId } = await assigned(service, ...functions);
    await call(service, 'POST', 'package-revisions', { packageId, functions });
    await start(service, id);

    expect((await call(service, 'GET', `packages/${packageId}`)).data).toMatchObject({
      revisionsTotal: 2,
      revisionsRunning: 1,
      packageDeploymentsTotal: 1,
      packageDeploymentsRunning: 1,
    });
  });
});

describe('a revision', () => {
  test('shows its Functions as they were given, and how often it runs', async () => {
    const service = await pubnubService();
    const given = onPublish('mark', marking('one'));
    const { revisionId, packageId, id } = await assigned(service, given);
    const shown = {
      ...given,
      id: expect.any(String),
      functionRevisionId: expect.any(String),
      packageRevisionId: revisionId,
      language: 'JAVASCRIPT',
      sortOrder: 0,
      ...DATES,
    };
    const revision = async () => (await call(service, 'GET', `package-revisions/${revisionId}`)).data;

    expect((await call(service, 'GET', `package-revisions/${revisionId}/functions`)).data).toEqual([shown]);
    expect(await revision()).toEqual({
      id: revisionId,
      packageId,
      name: 'first',
      packageDeploymentsTotal: 1,
      packageDeploymentsRunning: 0,
      ...DATES,
      functions: [shown],
    });
    await start(service, id);
    expect(await revision()).toMatchObject({ packageDeploymentsTotal: 1, packageDeploymentsRunning: 1 });
  });

  test('is renamed and described, and lists its deployments', async () => {
    const service = await pubnubService();
    const { id, revisionId } = await assigned(service, onPublish('mark', marking('one')));

    const renamed = await call(service, 'PUT', `package-revisions/${revisionId}`, { name: 'second' });
    const described = await call(service, 'PUT', `package-revisions/${revisionId}`, { description: 'better' });

    expect(renamed.data['name']).toBe('second');
    expect(described.data).toMatchObject({ name: 'second', description: 'better' });
    expect((await call(service, 'GET', `package-revisions/${revisionId}`)).data).toEqual(described.data);
    const listed = await call<Item[]>(service, 'GET', `package-revisions/${revisionId}/package-deployments`);
    expect(listed.data).toEqual([(await call(service, 'GET', `package-deployments/${id}`)).data]);
  });

  test('is not deleted while it runs; nor is its package, nor its deployment', async () => {
    const service = await pubnubService();
    const { id, revisionId, packageId } = await assigned(service, onPublish('mark', marking('one')));
    await start(service, id);

    for (const [path, code] of [
      [`package-deployments/${id}`, 'FAAS-1014'],
      [`packages/${packageId}`, 'FAAS-1016'],
      [`package-revisions/${revisionId}`, 'FAAS-1017'],
    ] as const) {
      expect(await call(service, 'DELETE', path)).toMatchObject({ status: 409, errors: [{ code }] });
    }
  });

  test('that does not run is deleted with its deployments', async () => {
    const service = await pubnubService();
    const { id, revisionId } = await assigned(service, onPublish('mark', marking('one')));
    const unknown = { status: 400, errors: [{ code: 'FAAS-1004' }] };

    expect((await call(service, 'DELETE', `package-revisions/${revisionId}`)).status).toBe(200);

    for (const path of [`package-revisions/${revisionId}`, `package-deployments/${id}`]) {
      expect(await call(service, 'GET', path)).toMatchObject(unknown);
      expect(await call(service, 'DELETE', path)).toMatchObject(unknown);
    }
  });
});

/** What PubNub's documents say beyond what the sandbox shows, and what counts as the same. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { AdminApi } from '../../functions/deploy/admin-api.ts';
import { Deployments } from '../../functions/deploy/deployments.ts';
import { isSame, packageBody, revisionName, type FunctionObject } from '../../functions/deploy/mapper.ts';
import { KeysetStore } from '../../functions/deploy/store.ts';
import { version } from './support.ts';

/** An Admin API that gives these answers, one after the other. */
const answering = (...answers: unknown[]) => answeringWith(200, answers);

async function answeringWith(status: number, answers: unknown[]): Promise<{ api: AdminApi; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.statusCode = status;
    response.end(JSON.stringify(answers.shift()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { api: new AdminApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'key'), asked };
}

const deployment = (id: string) => ({
  id,
  packageRevisionId: 'r1',
  keysetId: 12345,
  state: 'RUNNING',
  functionDeployments: [{ functionRevisionId: 'f1', state: 'RUNNING' }],
  createdDttm: '2026-01-15T10:30:00.000Z',
});

/** As PubNub gives a Function back, with fields that we do not send. */
const deployed = (name: string): FunctionObject[] =>
  packageBody(version(name)).functions.map((one, index) => ({
    ...one,
    id: `f${index}`,
    config: { ...one.config, outputChannel: '' },
  }));

describe('a Function', () => {
  test('is the same, whatever PubNub adds to it, and however it ends its lines', () => {
    for (const [index, one] of deployed('one').entries()) {
      const wanted = version('one')[index];
      if (!wanted) throw new Error('A Function is missing');
      expect(isSame(wanted, one)).toBe(true);
      expect(
        isSame({ ...wanted, code: `${wanted.code}\n\n// end\n` }, { ...one, code: `${one.code}\r\n\r\n// end` }),
      ).toBe(true);
    }
  });

  test.each<[string, (one: FunctionObject) => Partial<FunctionObject>]>([
    ['name', () => ({ name: 'other' })],
    ['type', () => ({ type: 'AFTER_PUBLISH' })],
    ['code', (one) => ({ code: `${one.code}//` })],
    ['channel', (one) => ({ config: { ...one.config, inputChannel: 'other' } })],
  ])('is another with another %s', (_what, change) => {
    const [wanted, one] = [version('one')[0], deployed('one')[0]];
    if (!wanted || !one) throw new Error('A Function is missing');
    expect(isSame(wanted, { ...one, ...change(one) })).toBe(false);
  });

  test('gives its revision a name that changes with the code', () => {
    expect(revisionName(version('one'))).toBe(revisionName(version('one')));
    expect(revisionName(version('one'))).not.toBe(revisionName(version('two')));
  });
});

describe('an answer of the documents', () => {
  test('groups by channel what runs on it', async () => {
    const { api, asked } = await answering({
      data: [
        { channel: 'webex.*', packageDeployments: [deployment('d1'), deployment('d2')] },
        { channel: 'webex-user-update', packageDeployments: [] },
      ],
      meta: {},
      errors: [],
    });

    const found = await new Deployments(api, 12345).intersecting(['webex.*', 'webex-user-update']);

    expect(found.map(({ id }) => id)).toEqual(['d1', 'd2']);
    const query = new URLSearchParams(asked[0]?.split('?')[1]);
    expect(query.getAll('channel')).toEqual(['webex.*', 'webex-user-update']);
    expect(query.get('keyset_id')).toBe('12345');
  });

  test('lists deployments on all keysets; those on ours count', async () => {
    const other = { ...deployment('d1'), keysetId: 99 };
    const { api } = await answering({ data: [other, deployment('d2')], meta: { paging: { pageSize: 100 } } });

    expect((await new Deployments(api, 12345).of('r1')).map(({ id }) => id)).toEqual(['d2']);
  });

  test('lists pages of another size than was asked for', async () => {
    const page = (ids: string[], pageSize: number) => ({
      data: ids.map((id) => ({ id })),
      meta: { paging: { totalElements: 3, totalPages: 2, pageSize, pageNumber: 0, pageOffset: 0 } },
    });
    const { api, asked } = await answering(page(['a', 'b'], 2), page(['c'], 2));

    const call = { method: 'GET', path: '/things', doing: 'list things', area: 'package' } as const;
    const found = await api.list(call, z.object({ id: z.string() }));

    expect(found.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(asked.map((url) => new URLSearchParams(url.split('?')[1]).get('page'))).toEqual(['0', '1']);
  });

  test('ends, where every page is the same', async () => {
    const page = { data: [{ id: 'a' }], meta: { paging: { pageSize: 0 } } };
    const { api } = await answering(page, page);

    const call = { method: 'GET', path: '/things', doing: 'list things', area: 'package' } as const;

    expect(await api.list(call, z.object({ id: z.string() }))).toEqual([{ id: 'a' }]);
  });

  test('lists the names of secrets by a token for the next page', async () => {
    const page = (keys: string[], pageToken: string | null) => ({
      data: keys.map((key) => ({ key })),
      meta: { paging: { pageSize: 1, pageToken } },
    });
    const { api, asked } = await answering(page(['A'], 't1'), page(['B'], 't2'), page([], 't3'));

    expect(await new KeysetStore(api, 'sub-c-1').secretNames()).toEqual(new Set(['A', 'B']));
    expect(asked[1]).toContain('page_token=t1');
  });

  test('that nothing is under a key has a code of its own', async () => {
    const { api } = await answeringWith(400, [{ errors: [{ code: 'FAAS-1021', message: 'KV key not found' }] }]);

    expect(await new KeysetStore(api, 'sub-c-1').text('nothing')).toBeUndefined();
  });

  test('tells which keyset has a number', async () => {
    const keyset = { id: '12345', name: 'Production', appId: '1', publishKey: 'pub-c-1', subscribeKey: 'sub-c-1' };
    const { api, asked } = await answering(keyset);

    expect(await new Deployments(api, 12345).subscribeKey()).toBe('sub-c-1');
    expect(asked).toEqual(['/keysets/12345']);
  });
});

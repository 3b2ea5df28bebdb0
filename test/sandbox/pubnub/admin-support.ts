import { vi } from 'vitest';
import type { PubNubService } from '../../../sandbox/pubnub/service.ts';

interface Envelope<Data> {
  data: Data;
  meta: { timestamp: string; correlationId: string; paging?: { pageToken?: string } };
  errors: { code: string; message: string }[];
}

/** Whatever has an id. */
export interface Item {
  id: string;
  [field: string]: unknown;
}

/** A call of the Functions API with the right key. */
export async function call<Data = Item>(
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
  return { status: response.status, ...((await response.json()) as Envelope<Data>) };
}

export const marking = (mark: string): string =>
  `export default async (request) => { request.message.mark = '${mark}'; return request.ok(); };`;

export const onPublish = (name: string, code: string, inputChannel = 'webex.*') => ({
  name,
  type: 'BEFORE_PUBLISH',
  code,
  config: { type: 'BEFORE_PUBLISH', inputChannel },
});

export const pigdin = (...functions: unknown[]) => ({ name: 'pigdin', revisionName: 'first', functions });

interface Assigned {
  readonly packageId: string;
  readonly revisionId: string;
  readonly id: string;
  readonly deployment: Item;
}

/** A package with one revision, put on the keyset. */
export async function assigned(service: PubNubService, ...functions: unknown[]): Promise<Assigned> {
  const { data: created } = await call(service, 'POST', 'packages', pigdin(...functions));
  const revisions = await call<Item[]>(service, 'GET', `packages/${created.id}/package-revisions`);
  const revisionId = revisions.data[0]?.id ?? '';
  const deployment = await assign(service, revisionId);
  return { packageId: created.id, revisionId, id: deployment.id, deployment };
}

/** A second revision of the package, put on the keyset. Resolves to the deployment's id. */
export async function assignedNext(service: PubNubService, packageId: string, code: string): Promise<string> {
  const functions = [onPublish('mark', code)];
  const revision = await call(service, 'POST', 'package-revisions', { packageId, functions });
  return (await assign(service, revision.data.id)).id;
}

async function assign(service: PubNubService, packageRevisionId: string): Promise<Item> {
  const { keysetId } = service.admin;
  return (await call(service, 'POST', 'package-deployments', { packageRevisionId, keysetId })).data;
}

/** Starts the deployment; resolves when it runs. */
export async function start(service: PubNubService, id: string): Promise<void> {
  await call(service, 'POST', `package-deployments/${id}/function-deployments`);
  await running(service, id);
}

/** Resolves when the deployment runs. */
export const running = (service: PubNubService, id: string): Promise<void> =>
  vi.waitFor(
    async () => {
      const { state } = (await call(service, 'GET', `package-deployments/${id}`)).data;
      if (state !== 'RUNNING') throw new Error(`The deployment is ${String(state)}`);
    },
    { interval: 5 },
  );

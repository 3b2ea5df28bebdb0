import * as z from 'zod';
import type { AdminApi } from './admin-api.ts';
import { AdminError } from './admin-error.ts';
import { Deployment, INTERSECTING_TYPE, Intersecting } from './mapper.ts';

const OneDeployment = z.object({ data: Deployment });
const Keyset = z.object({ subscribeKey: z.string() });

/** Which revisions are on the keyset, and which of them runs. */
export class Deployments {
  readonly #api: AdminApi;
  readonly #keysetId: number;

  constructor(api: AdminApi, keysetId: number) {
    this.#api = api;
    this.#keysetId = keysetId;
  }

  /** Those of a revision on this keyset. @throws AdminError as all methods here do */
  async of(revisionId: string): Promise<Deployment[]> {
    const path = `/faas/package-revisions/${revisionId}/package-deployments`;
    const call = { method: 'GET', path, doing: 'list the deployments', area: 'deployment' } as const;
    const found = await this.#api.list(call, Deployment);
    return found.filter(({ keysetId }) => keysetId === this.#keysetId);
  }

  async get(id: string): Promise<Deployment> {
    const path = `/faas/package-deployments/${id}`;
    const call = { method: 'GET', path, doing: 'show a deployment', area: 'deployment' } as const;
    return (await this.#api.call(call, OneDeployment)).data;
  }

  /** Does not start it. PubNub takes each revision once for a keyset. */
  async create(packageRevisionId: string): Promise<Deployment> {
    const body = { packageRevisionId, keysetId: this.#keysetId };
    const doing = `put the revision onto the keyset ${this.#keysetId}`;
    const call = { method: 'POST', path: '/faas/package-deployments', body, doing, area: 'deployment' } as const;
    return (await this.#api.call(call, OneDeployment)).data;
  }

  async start(id: string): Promise<void> {
    const path = `/faas/package-deployments/${id}/function-deployments`;
    await this.#api.call({ method: 'POST', path, doing: 'start the Functions', area: 'launch' }, z.unknown());
  }

  /** The new one takes the place of the one that runs. */
  async replace(runningId: string, newPackageDeploymentId: string): Promise<void> {
    const path = `/faas/package-deployments/${runningId}/function-deployments`;
    const doing = 'put the new version in the place of the running one';
    await this.#api.call({ method: 'PUT', path, body: { newPackageDeploymentId }, doing, area: 'launch' }, z.unknown());
  }

  /** What runs on this keyset on any of the channels. */
  async intersecting(channel: readonly string[]): Promise<Deployment[]> {
    const query = { keyset_id: this.#keysetId, channel, function_type: INTERSECTING_TYPE };
    const path = '/faas/package-deployments/intersected';
    const doing = 'tell what else runs on the channels';
    return (await this.#api.call({ method: 'GET', path, query, doing, area: 'deployment' }, Intersecting)).data;
  }

  /** Of this keyset; undefined where PubNub does not tell: it is asked only to find a mistake early. */
  async subscribeKey(): Promise<string | undefined> {
    const path = `/keysets/${this.#keysetId}`;
    try {
      return (await this.#api.call({ method: 'GET', path, doing: 'show the keyset', area: 'deployment' }, Keyset))
        .subscribeKey;
    } catch (error) {
      if (error instanceof AdminError) return undefined;
      throw error;
    }
  }
}

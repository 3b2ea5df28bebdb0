import type { DeployConfig } from '../../src/config.ts';
import { AdminApi } from './admin-api.ts';
import { Deployments } from './deployments.ts';
import { isLive, type Deployment } from './mapper.ts';
import { Packages } from './packages.ts';
import { KeysetStore } from './store.ts';

/** The account and its keyset, seen through the Admin API. */
export interface PubNubAdmin {
  readonly packages: Packages;
  readonly deployments: Deployments;
  readonly store: KeysetStore;
}

export function connectAdmin({ adminUrl, apiKey, keysetId, subscribeKey }: DeployConfig): PubNubAdmin {
  const api = new AdminApi(adminUrl, apiKey);
  return {
    packages: new Packages(api),
    deployments: new Deployments(api, keysetId),
    store: new KeysetStore(api, subscribeKey),
  };
}

/** The deployment of the package that runs on the keyset, or is about to; the newest, should there be several. */
export async function liveDeployment(
  { packages, deployments }: PubNubAdmin,
  packageId: string,
): Promise<Deployment | undefined> {
  for (const { id } of await packages.revisions(packageId)) {
    const live = (await deployments.of(id)).find(isLive);
    if (live) return live;
  }
  return undefined;
}

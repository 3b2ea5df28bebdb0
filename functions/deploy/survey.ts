/** What is in PubNub already. Only reads. */
import { readFingerprints, type Fingerprints } from './fingerprints.ts';
import { channelsOf, type Deployment, type FunctionObject } from './mapper.ts';
import { liveDeployment, type PubNubAdmin } from './pubnub.ts';
import type { Retried } from './retry.ts';
import type { WantedFunction } from './wanted.ts';

export interface Present {
  readonly package: PresentPackage | undefined;
  /** Deployments on our channels that are neither ours nor to be replaced by ours. */
  readonly inTheWay: readonly Deployment[];
  readonly secretNames: ReadonlySet<string>;
  readonly fingerprints: Fingerprints;
  /** What PubNub says the keyset's is; undefined where it does not say. */
  readonly subscribeKey: string | undefined;
}

interface PresentPackage {
  /** The newest; undefined where all were deleted. */
  readonly revision: { readonly id: string; readonly functions: readonly FunctionObject[] } | undefined;
  /** What runs on the keyset, or is about to. */
  readonly live: Deployment | undefined;
}

/** @throws AdminError */
export async function survey(
  pubnub: PubNubAdmin,
  functions: readonly WantedFunction[],
  retried: Retried,
): Promise<Present> {
  const found = await retried(() => presentPackage(pubnub));
  const onChannels = await retried(() => pubnub.deployments.intersecting(channelsOf(functions)));
  return {
    package: found,
    // One deployment is told once for each channel.
    inTheWay: [...new Map(onChannels.map((one) => [one.id, one])).values()].filter(({ id }) => id !== found?.live?.id),
    secretNames: await retried(() => pubnub.store.secretNames()),
    fingerprints: await retried(() => readFingerprints(pubnub.store)),
    subscribeKey: await pubnub.deployments.subscribeKey(),
  };
}

async function presentPackage(pubnub: PubNubAdmin): Promise<PresentPackage | undefined> {
  const packageId = await pubnub.packages.id();
  if (packageId === undefined) return undefined;
  const [newest] = await pubnub.packages.revisions(packageId);
  const live = await liveDeployment(pubnub, packageId);
  if (!newest) return { revision: undefined, live };
  return { revision: { id: newest.id, functions: await pubnub.packages.functionsOf(newest.id) }, live };
}

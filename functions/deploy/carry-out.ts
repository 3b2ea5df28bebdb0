/**
 * Carries a plan out. Each step looks for itself what is done already, so that the whole can be run again after a failure
 * anywhere, and nothing is doubled. What runs goes on running until the new version takes its place in one call.
 */
import { writeFingerprints } from './fingerprints.ts';
import { isSame, type Deployment } from './mapper.ts';
import { isWritten, type Plan, type PlannedSecret, type Wanted } from './plan.ts';
import { liveDeployment, type PubNubAdmin } from './pubnub.ts';
import { untilRunning, type Retried } from './retry.ts';
import type { WantedFunction } from './wanted.ts';

interface Tools {
  readonly pubnub: PubNubAdmin;
  readonly retried: Retried;
  readonly say: (line: string) => void;
  readonly pauseMs: number;
}

/** @throws AdminError */
export async function carryOut(plan: Plan, wanted: Wanted, tools: Tools): Promise<void> {
  // A new secret does not harm what runs, and the new version finds it from its first message on.
  await writeSecrets(plan, wanted, tools, ({ change }) => change === 'new');
  if (plan.revision === 'create' || plan.launch !== 'keep') await launch(wanted.functions, tools);
  await writeSecrets(plan, wanted, tools, ({ change }) => change !== 'new');
  if (plan.secrets.some(isWritten)) {
    await tools.retried(() => writeFingerprints(tools.pubnub.store, wanted.fingerprints));
  }
}

async function writeSecrets(
  { secrets }: Plan,
  wanted: Wanted,
  { pubnub, retried, say }: Tools,
  now: (secret: PlannedSecret) => boolean,
): Promise<void> {
  for (const { name } of secrets.filter(isWritten).filter(now)) {
    await retried(() => pubnub.store.putSecret(name, wanted.secrets[name] ?? ''));
    say(`  ✓ secret ${name}`);
  }
}

async function launch(functions: readonly WantedFunction[], tools: Tools): Promise<void> {
  const { pubnub, retried, say } = tools;
  const packageId = await retried(() => ensurePackage(pubnub, functions));
  const revisionId = await retried(() => ensureRevision(pubnub, packageId, functions));
  say('  ✓ package and revision');
  const deployment = await retried(() => ensureDeployment(pubnub, revisionId));
  say('  ✓ on the keyset');
  await retried(() => ensureLive(pubnub, packageId, deployment));
  await untilRunning(() => pubnub.deployments.get(deployment.id), tools);
  say('  ✓ running');
}

const ensurePackage = async ({ packages }: PubNubAdmin, functions: readonly WantedFunction[]): Promise<string> =>
  (await packages.id()) ?? packages.create(functions);

async function ensureRevision(
  { packages }: PubNubAdmin,
  packageId: string,
  functions: readonly WantedFunction[],
): Promise<string> {
  const [newest] = await packages.revisions(packageId);
  if (newest) {
    const deployed = await packages.functionsOf(newest.id);
    const found = functions.every((wanted) => deployed.some((one) => isSame(wanted, one)));
    if (found && deployed.length === functions.length) return newest.id;
  }
  return packages.createRevision(packageId, functions);
}

const ensureDeployment = async ({ deployments }: PubNubAdmin, revisionId: string): Promise<Deployment> =>
  (await deployments.of(revisionId))[0] ?? deployments.create(revisionId);

async function ensureLive(pubnub: PubNubAdmin, packageId: string, { id }: Deployment): Promise<void> {
  const live = await liveDeployment(pubnub, packageId);
  if (!live) return pubnub.deployments.start(id);
  if (live.id !== id) return pubnub.deployments.replace(live.id, id);
}

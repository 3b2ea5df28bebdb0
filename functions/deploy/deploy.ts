import type { DeployConfig } from '../../src/config.ts';
import { carryOut } from './carry-out.ts';
import { fingerprintsOf } from './fingerprints.ts';
import { isNothing, makePlan, type Plan } from './plan.ts';
import { connectAdmin } from './pubnub.ts';
import { createRetried } from './retry.ts';
import { survey } from './survey.ts';
import type { Terminal } from './terminal.ts';
import { secretsOf, type WantedFunction } from './wanted.ts';
import { describeNext, describePlan } from './words.ts';

export interface DeployOptions {
  /** Show the plan and end. */
  readonly planOnly: boolean;
  /** Ask nobody. */
  readonly yes: boolean;
  /** Write every secret, changed or not. */
  readonly rewriteSecrets: boolean;
  /** Before a second attempt. */
  readonly pauseMs?: number;
}

const PAUSE_MS = 500;

/** Says what it would do, asks, and does it. Resolves to whether all is in place, or as was asked. @throws AdminError */
export async function deploy(
  config: DeployConfig,
  functions: readonly WantedFunction[],
  terminal: Terminal,
  options: DeployOptions,
): Promise<boolean> {
  const { say } = terminal;
  const { pauseMs = PAUSE_MS, rewriteSecrets } = options;
  const { subscribeKey } = config;
  const pubnub = connectAdmin(config);
  const retried = createRetried({ say, pauseMs });
  const secrets = secretsOf(config);
  const fingerprints = await fingerprintsOf(secrets, subscribeKey);
  const wanted = { functions, secrets, fingerprints, subscribeKey, rewriteSecrets };

  const plan = makePlan(wanted, await survey(pubnub, functions, retried));
  say(`${describePlan(plan, config)}\n`);
  const consent = await consentTo(plan, terminal, options);
  if (consent !== 'carry out') return consent === 'fine as it is';
  try {
    await carryOut(plan, wanted, { pubnub, retried, say, pauseMs });
  } catch (error) {
    say('\nNot finished. Nothing needs to be cleaned up: the next run goes on from here.');
    throw error;
  }
  say(`\nDone.\n\n${describeNext(config)}`);
  return true;
}

async function consentTo(
  plan: Plan,
  { say, ask }: Terminal,
  { planOnly, yes }: DeployOptions,
): Promise<'carry out' | 'fine as it is' | 'not possible'> {
  if (plan.obstacles.length > 0) {
    say('Nothing was changed.');
    return 'not possible';
  }
  if (isNothing(plan)) {
    say('All is in place already. Nothing was changed.');
    return 'fine as it is';
  }
  if (planOnly) {
    say('This was only the plan. Nothing was changed.');
    return 'fine as it is';
  }
  if (yes) return 'carry out';
  if (!ask) {
    say('Nothing was changed: this is no terminal, so nobody can be asked. Add --yes to carry it out.');
    return 'not possible';
  }
  if (await ask('Carry this out? (y/N) ')) return 'carry out';
  say('Nothing was changed.');
  return 'fine as it is';
}

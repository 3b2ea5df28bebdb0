/** What is to be done, from what is wanted and what is there. Pure. */
import { placeOf } from '../bundle.ts';
import type { SecretName } from '../runtime/runtime.ts';
import type { Fingerprints } from './fingerprints.ts';
import { isSame } from './mapper.ts';
import type { Present } from './survey.ts';
import { SECRET_NAMES, type Secrets, type WantedFunction } from './wanted.ts';

export interface PlannedFunction {
  readonly name: string;
  readonly place: string;
  /** Against the newest revision. */
  readonly change: 'new' | 'changed' | 'same' | 'removed';
}

export interface PlannedSecret {
  readonly name: SecretName;
  /** `unsure`: written again, because nobody knows whether it changed. `absent`: neither here nor in PubNub. */
  readonly change: 'new' | 'changed' | 'unsure' | 'same' | 'left alone' | 'absent';
}

export interface Plan {
  readonly package: 'create' | 'keep';
  readonly functions: readonly PlannedFunction[];
  /** Of the package, with these Functions. */
  readonly revision: 'create' | 'keep';
  readonly launch: 'start' | 'replace' | 'keep';
  readonly secrets: readonly PlannedSecret[];
  /** Sentences: while there is one, nothing can be done. */
  readonly obstacles: readonly string[];
}

export interface Wanted {
  readonly functions: readonly WantedFunction[];
  readonly secrets: Secrets;
  /** Of the secrets. */
  readonly fingerprints: Fingerprints;
  readonly subscribeKey: string;
  /** Whether to write every secret, changed or not. */
  readonly rewriteSecrets: boolean;
}

export function makePlan(wanted: Wanted, present: Present): Plan {
  const functions = plannedFunctions(wanted.functions, present);
  const revision = functions.every(({ change }) => change === 'same') ? 'keep' : 'create';
  return {
    package: present.package ? 'keep' : 'create',
    functions,
    revision,
    launch: launchOf(revision, present),
    secrets: SECRET_NAMES.map((name) => ({ name, change: secretChange(name, wanted, present) })),
    obstacles: obstaclesOf(wanted, present),
  };
}

/** Whether everything is in place already. */
export const isNothing = ({ revision, launch, secrets }: Plan): boolean =>
  revision === 'keep' && launch === 'keep' && !secrets.some(isWritten);

export const isWritten = ({ change }: PlannedSecret): boolean =>
  change === 'new' || change === 'changed' || change === 'unsure';

function plannedFunctions(functions: readonly WantedFunction[], present: Present): PlannedFunction[] {
  const deployed = present.package?.revision?.functions ?? [];
  const planned = functions.map((wanted): PlannedFunction => {
    const { name } = wanted.binding;
    const old = deployed.find((one) => one.name === name);
    const change = !old ? 'new' : isSame(wanted, old) ? 'same' : 'changed';
    return { name, place: placeOf(wanted.binding), change };
  });
  const removed = deployed.filter(({ name }) => functions.every(({ binding }) => binding.name !== name));
  return [...planned, ...removed.map(({ name, type }) => ({ name, place: type, change: 'removed' }) as const)];
}

function launchOf(revision: Plan['revision'], present: Present): Plan['launch'] {
  const { revision: newest, live } = present.package ?? {};
  if (!live) return 'start';
  if (revision === 'create' || live.packageRevisionId !== newest?.id) return 'replace';
  return live.state === 'RUNNING' ? 'keep' : 'start';
}

function secretChange(name: SecretName, wanted: Wanted, present: Present): PlannedSecret['change'] {
  const there = present.secretNames.has(name);
  if (wanted.secrets[name] === undefined) return there ? 'left alone' : 'absent';
  if (!there) return 'new';
  const before = present.fingerprints[name];
  if (before === undefined || wanted.rewriteSecrets) return 'unsure';
  return before === wanted.fingerprints[name] ? 'same' : 'changed';
}

const obstaclesOf = ({ subscribeKey }: Wanted, present: Present): string[] => [
  ...(present.subscribeKey === undefined || present.subscribeKey === subscribeKey
    ? []
    : [
        `PUBNUB_KEYSET_ID is of the keyset ${present.subscribeKey}, but PUBNUB_SUBSCRIBE_KEY says ${subscribeKey}. Both must be of one keyset.`,
      ]),
  ...present.inTheWay.map(
    ({ id }) =>
      `Other Functions run on Pigdin's channels of this keyset already (deployment ${id}). Every message would go through both. Stop them in the Admin Portal, under Functions, and run this again.`,
  ),
];

/**
 * Between Pigdin's table of Functions and PubNub's Admin API. What PubNub's documents leave open is decided here and nowhere
 * else; docs/deploy.md lists it.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { FunctionBinding } from '../deployment.ts';
import type { WantedFunction } from './wanted.ts';

/** One package for all Functions. In the account, not in the keyset: several keysets may run revisions of it. */
export const PACKAGE = 'pigdin';

/** A Function of a revision, as far as documented; `config` differs by type. */
export const FunctionObject = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  code: z.string(),
  config: z.record(z.string(), z.unknown()),
});
export type FunctionObject = z.output<typeof FunctionObject>;

/** Open: the fields of a request. These are the documented ones of the answers. */
const functionBody = ({ binding, code }: WantedFunction, sortOrder: number) => ({
  name: binding.name,
  language: 'JAVASCRIPT',
  type: binding.type,
  sortOrder,
  code,
  config: configOf(binding),
});

/** Open: `path`, and `interval` with its unit. Documented is BEFORE_PUBLISH alone. */
function configOf(binding: FunctionBinding): Record<string, string | number> {
  switch (binding.type) {
    case 'BEFORE_PUBLISH':
      return { type: binding.type, inputChannel: binding.channel };
    case 'ON_REQUEST':
      return { type: binding.type, path: binding.path };
    case 'ON_INTERVAL':
      return { type: binding.type, interval: binding.minutes };
  }
}

/** Creates a package with its first revision. */
export const packageBody = (functions: readonly WantedFunction[]) => ({
  name: PACKAGE,
  revisionName: revisionName(functions),
  description: 'Deployed by "npm run functions:deploy" of Pigdin.',
  functions: functions.map(functionBody),
});

/** Open: whether a revision takes a name of ours when it is created. */
export const revisionBody = (packageId: string, functions: readonly WantedFunction[]) => ({
  packageId,
  name: revisionName(functions),
  functions: functions.map(functionBody),
});

/** The same for the same Functions, so that it can be told in the portal which is which. */
export function revisionName(functions: readonly WantedFunction[]): string {
  const digest = createHash('sha256').update(JSON.stringify(functions.map(functionBody)));
  return `${PACKAGE}-${digest.digest('hex').slice(0, 8)}`;
}

/** Open: whether PubNub keeps the code to the byte; the end of a text and the ends of lines may change. */
export function isSame(wanted: WantedFunction, deployed: FunctionObject): boolean {
  const config = Object.entries(configOf(wanted.binding));
  return (
    deployed.name === wanted.binding.name &&
    deployed.type === wanted.binding.type &&
    normal(deployed.code) === normal(wanted.code) &&
    config.every(([name, value]) => deployed.config[name] === value)
  );
}

const normal = (code: string): string => code.replaceAll('\r\n', '\n').trimEnd();

/** The channels on which somebody else's Function would get in the way. */
export const channelsOf = (functions: readonly WantedFunction[]): string[] =>
  functions.flatMap(({ binding }) => (binding.type === 'BEFORE_PUBLISH' ? [binding.channel] : []));

/** Open: the spelling of `function_type`. */
export const INTERSECTING_TYPE = 'BEFORE_PUBLISH' satisfies FunctionBinding['type'];

export const Deployment = z.object({
  id: z.string(),
  packageRevisionId: z.string(),
  keysetId: z.coerce.number(),
  state: z.string(),
});
export type Deployment = z.output<typeof Deployment>;

/** One group for each channel. */
export const Intersecting = z.object({
  data: z
    .array(z.object({ packageDeployments: z.array(Deployment) }))
    .transform((groups) => groups.flatMap(({ packageDeployments }) => packageDeployments)),
});

/** Open: all states there are. These two were seen in documents for what runs or is about to. */
export const isLive = ({ state }: Deployment): boolean => state === 'RUNNING' || state === 'STARTING';

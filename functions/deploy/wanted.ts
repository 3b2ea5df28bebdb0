/** What is to run in PubNub. */
import type { DeployConfig } from '../../src/config.ts';
import { bundle } from '../bundle.ts';
import { FUNCTIONS, type FunctionBinding } from '../deployment.ts';
import type { SecretName } from '../runtime/runtime.ts';

export interface WantedFunction {
  readonly binding: FunctionBinding;
  readonly code: string;
}

export type Secrets = Readonly<Partial<Record<SecretName, string>>>;

/** Every secret that some Function reads. */
export const SECRET_NAMES: readonly SecretName[] = [...new Set(FUNCTIONS.flatMap(({ secrets }) => secrets))];

/** Every Function with its built code. Throws, saying what is wrong, for what PubNub would not run. */
export const buildWanted = (): Promise<WantedFunction[]> =>
  Promise.all(FUNCTIONS.map(async (binding) => ({ binding, code: await bundle(binding) })));

/** Those that the configuration knows; the others are left as they are in PubNub. */
export const secretsOf = ({ secret, webexApiUrl, functionsUrl, layout, webexClient }: DeployConfig): Secrets => ({
  PIGDIN_SECRET: secret,
  PIGDIN_SETTINGS: JSON.stringify({ webexApiUrl, functionsUrl, layout }),
  ...(webexClient && { WEBEX_CLIENT_ID: webexClient.id, WEBEX_CLIENT_SECRET: webexClient.secret }),
});

/** What is examined. What several checks look at is asked for once. */
import { randomUUID } from 'node:crypto';
import { isUserKey, type UserKey } from '../bridge/ids.ts';
import type { Answers, Health } from '../bridge/query.ts';
import type { Config } from '../config.ts';
import { HealthAnswer, WebhookAnswer } from './answers.ts';
import { NotNeeded } from './check.ts';
import { FunctionsProbe } from './functions.ts';
import { PubNubFault, PubNubProbe, type KnownAccount } from './pubnub.ts';

export interface Patient {
  readonly config: Config;
  readonly pubnub: PubNubProbe;
  readonly functions: FunctionsProbe;
  /** How long a message may be on its way through PubNub. */
  readonly patienceMs: number;
  readonly health: () => Promise<Health>;
  /** Whose webhook is tried. Throws NotNeeded where nobody is connected. */
  readonly account: () => Promise<KnownAccount>;
  readonly webhook: () => Promise<Answers['webhook']>;
  /** For channels that belong to nobody. */
  readonly nobody: UserKey;
}

export function patientOf(config: Config, patienceMs: number): Patient {
  const pubnub = new PubNubProbe(config.pubnub);
  const functions = new FunctionsProbe(config.pubnub);
  const nobody = freshKey();
  const account = once(async () => connectedOf(await pubnub.accounts().catch(notListed)));
  return {
    config,
    pubnub,
    functions,
    patienceMs,
    nobody,
    health: once(() => functions.ask(nobody, 'health', HealthAnswer)),
    account,
    webhook: once(async () => functions.ask((await account()).user, 'webhook', WebhookAnswer)),
  };
}

function notListed(error: unknown): never {
  if (!(error instanceof PubNubFault)) throw error;
  throw new NotNeeded(`not tried, because the keyset does not tell who is connected (${error.message})`);
}

function connectedOf(accounts: readonly KnownAccount[]): KnownAccount {
  const connected = accounts.find(({ signedOut }) => !signedOut);
  if (connected) return connected;
  throw new NotNeeded(
    accounts.length === 0
      ? 'nobody is connected yet; run this again when the first person is'
      : 'everybody who was connected is signed out; run this again when somebody has signed in',
  );
}

function freshKey(): UserKey {
  const key: string = randomUUID();
  if (!isUserKey(key)) throw new Error('A random UUID must do as the key of a user');
  return key;
}

function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => (result ??= work());
}

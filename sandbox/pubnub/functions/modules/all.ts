import type { KvStore } from '../kv-store.ts';
import type { Limits } from '../limits.ts';
import type { Realm } from '../load.ts';
import { codecModules } from './codec.ts';
import { cryptoModule } from './crypto.ts';
import { Guard } from './guard.ts';
import { jwtModule } from './jwt.ts';
import { kvstoreModule } from './kvstore.ts';
import { pubnubModule, type PubNubModuleParts } from './pubnub.ts';
import { utilsModule, uuidModule } from './uuid.ts';
import { vaultModule, type Vault } from './vault.ts';
import { xhrModule } from './xhr.ts';

export interface ModuleParts {
  readonly limits: Limits;
  readonly kv: KvStore;
  readonly vault: Vault;
  readonly now: () => number;
  /** A function, because publishing and running Functions need each other. */
  readonly pubnub: () => PubNubModuleParts;
}

/** Everything a Function can `require`. */
export function modulesFor(
  realm: Realm,
  { limits, kv, vault, pubnub, now }: ModuleParts,
): Readonly<Record<string, unknown>> {
  const guard = new Guard(realm);
  return {
    kvstore: kvstoreModule(guard, kv),
    xhr: xhrModule(guard, limits),
    vault: vaultModule(guard, vault),
    crypto: cryptoModule(guard),
    pubnub: pubnubModule(guard, pubnub()),
    jwt: jwtModule(realm, now),
    uuid: uuidModule,
    utils: utilsModule,
    ...codecModules,
  };
}

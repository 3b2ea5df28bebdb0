import { listen } from '../server.ts';
import { ADMIN_PATH } from './admin/admin-api.ts';
import { createApp } from './app.ts';
import { createCore, type Core } from './core.ts';
import type { AdminAccess, PubNubOptions } from './options.ts';

export type { PubNubOptions } from './options.ts';

/** The sandbox's PubNub, listening. */
export interface PubNubService extends Pick<
  Core,
  'keyset' | 'journal' | 'faults' | 'switches' | 'functions' | 'kv' | 'vault' | 'appContext' | 'access'
> {
  readonly url: string;
  readonly port: number;
  /** Of the Admin API: `url` stands for `https://admin-api.pubnub.com/v2`. */
  readonly admin: AdminAccess & { readonly url: string };
  close(): Promise<void>;
}

/** Starts a stand-in for PubNub's REST API on loopback. The official SDK reaches it with `origin` and `ssl: false`. */
export async function startPubNub(options: PubNubOptions = {}): Promise<PubNubService> {
  const core = createCore(options);
  const { keyset, journal, faults, switches, functions, kv, vault, appContext, access } = core;
  const server = await listen(createApp(core), options.port);
  return {
    url: server.url,
    port: server.port,
    keyset,
    journal,
    faults,
    switches,
    functions,
    kv,
    vault,
    appContext,
    access,
    admin: { ...core.admin, url: server.url + ADMIN_PATH },
    close: async () => {
      switches.close();
      functions.close();
      await server.close();
    },
  };
}

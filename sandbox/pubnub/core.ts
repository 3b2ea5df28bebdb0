import { Faults } from '../faults.ts';
import { Journal } from '../journal.ts';
import { AccessManager } from './access/access-manager.ts';
import { ALL_ADD_ONS, type AddOns } from './add-ons.ts';
import { Broker } from './broker.ts';
import type { PubNubEntry } from './entry.ts';
import { KvStore } from './functions/kv-store.ts';
import { LIMITS } from './functions/limits.ts';
import { Vault } from './functions/modules/vault.ts';
import { FunctionRuntime } from './functions/runtime.ts';
import { HistoryStore } from './history-store.ts';
import { DEMO_KEYSET, type Keyset } from './keyset.ts';
import { createAppContext, type AppContext } from './objects/app-context.ts';
import type { AdminAccess, PubNubOptions } from './options.ts';
import { Presence } from './presence.ts';
import { Publisher } from './publication.ts';
import { Switches } from './switches.ts';
import { Timetokens } from './timetoken.ts';

/** Everything behind the HTTP routes. */
export interface Core {
  readonly keyset: Keyset;
  readonly addOns: AddOns;
  readonly admin: AdminAccess;
  readonly now: () => number;
  readonly longPollMs: number;
  readonly journal: Journal<PubNubEntry>;
  readonly faults: Faults;
  readonly switches: Switches;
  readonly access: AccessManager;
  readonly timetokens: Timetokens;
  readonly broker: Broker;
  readonly history: HistoryStore;
  readonly presence: Presence;
  readonly appContext: AppContext;
  readonly publisher: Publisher;
  readonly functions: FunctionRuntime;
  readonly kv: KvStore;
  readonly vault: Vault;
}

const DEMO_ADMIN: AdminAccess = { apiKey: 'sandbox-service-integration-key', keysetId: 4711 };
const LONG_POLL_MS = 280_000;

export function createCore(options: PubNubOptions): Core {
  const { keyset = DEMO_KEYSET, wildcard = 'prefix', now = Date.now, longPollMs = LONG_POLL_MS } = options;
  const journal = new Journal<PubNubEntry>();
  if (options.log) journal.subscribe(options.log);
  const addOns = { ...ALL_ADD_ONS, ...options.addOns };
  const timetokens = new Timetokens(now);
  const broker = new Broker(timetokens, addOns.wildcardSubscribe ? wildcard : 'none');
  const switches = new Switches(journal, (envelope) => broker.deliver(envelope));
  const parts = {
    keyset,
    addOns,
    admin: options.admin ?? DEMO_ADMIN,
    now,
    longPollMs,
    journal,
    faults: new Faults(),
    switches,
    access: new AccessManager(keyset, now, options.accessManager ?? false),
    timetokens,
    broker,
    history: new HistoryStore(timetokens),
    presence: new Presence(),
    appContext: createAppContext(now, {
      enabled: addOns.appContext,
      enforced: options.referentialIntegrity ?? true,
    }),
    kv: new KvStore(now, options.kvStaleMs),
    vault: new Vault({}),
  };
  return { ...parts, ...publishing(parts, options) };
}

/** Functions publish, and publishing runs Functions: the two are made together. */
function publishing(
  parts: Omit<Core, 'publisher' | 'functions'>,
  options: PubNubOptions,
): Pick<Core, 'publisher' | 'functions'> {
  const { keyset, journal, switches, history, appContext } = parts;
  const functions: FunctionRuntime = new FunctionRuntime({
    ...parts,
    limits: { ...LIMITS, ...options.limits },
    reading: options.wildcard ?? 'prefix',
    abortAnswer: options.abortAnswer ?? 'array',
    intervals: options.intervals ?? false,
    refuse: (reason) => publisher.refuse(400, reason),
    pubnub: () => ({ publisher, history, appContext, publishAnswer: options.publishAnswer ?? 'array' }),
  });
  const publisher: Publisher = new Publisher({
    subscribeKey: keyset.subscribeKey,
    timetokens: parts.timetokens,
    history,
    journal,
    gate: functions.gate,
    deliver: (envelope) => switches.pass(envelope),
  });
  return { publisher, functions };
}

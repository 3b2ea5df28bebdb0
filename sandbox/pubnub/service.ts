import { Hono } from 'hono';
import { Faults, type ServerBindings } from '../faults.ts';
import { Journal } from '../journal.ts';
import { listen } from '../server.ts';
import { AccessManager } from './access/access-manager.ts';
import { grantRoutes } from './access/grant.ts';
import { accessGuard } from './access/guard.ts';
import { Broker } from './broker.ts';
import type { PubNubEntry } from './entry.ts';
import { KvStore } from './functions/kv-store.ts';
import { LIMITS, type Limits } from './functions/limits.ts';
import { Vault } from './functions/modules/vault.ts';
import { onRequestRoutes } from './functions/on-request.ts';
import { FunctionRuntime } from './functions/runtime.ts';
import { HistoryStore } from './history-store.ts';
import { historyRoutes } from './history.ts';
import { DEMO_KEYSET, type Keyset } from './keyset.ts';
import type { WildcardReading } from './names.ts';
import { createAppContext, type AppContext } from './objects/app-context.ts';
import { objectsRoutes } from './objects/routes.ts';
import { Presence, presenceRoutes } from './presence.ts';
import { Publisher } from './publication.ts';
import { publishRoutes } from './publish.ts';
import { answer, Refusal, serviceError } from './refusal.ts';
import { subscribeRoutes } from './subscribe.ts';
import { Switches } from './switches.ts';
import { Timetokens } from './timetoken.ts';

export interface PubNubOptions {
  /** Any free one unless told. */
  readonly port?: number;
  readonly keyset?: Keyset;
  /** Whether `a.*` reaches `a.b.c`, for subscriptions and for Functions alike; `prefix` unless told. */
  readonly wildcard?: WildcardReading;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Told of everything that the journal is told. */
  readonly log?: (entry: PubNubEntry) => void;
  /** What a publisher reads whom a Function refuses: `[0, reason, timetoken]` unless told. */
  readonly abortAnswer?: 'array' | 'object';
  /** What a publish inside a Function resolves to: `[1, "Sent", timetoken]` unless told. */
  readonly publishAnswer?: 'array' | 'object';
  readonly limits?: Partial<Limits>;
  /** How long a Function may still read what another has replaced in the KV store; 0 unless told. */
  readonly kvStaleMs?: number;
  /** Whether On Interval Functions run by the clock; otherwise only by `functions.runInterval`. */
  readonly intervals?: boolean;
  /** Switches Access Manager on: every request needs a token, or the secret key's signature. */
  readonly accessManager?: boolean;
  /** How long a poll without a message is held; 280 s unless told. */
  readonly longPollMs?: number;
}

/** The sandbox's PubNub, listening. */
export interface PubNubService {
  readonly url: string;
  readonly port: number;
  readonly keyset: Keyset;
  readonly journal: Journal<PubNubEntry>;
  readonly faults: Faults;
  readonly switches: Switches;
  readonly functions: FunctionRuntime;
  readonly kv: KvStore;
  readonly appContext: AppContext;
  readonly vault: Vault;
  readonly access: AccessManager;
  close(): Promise<void>;
}

/** Starts a stand-in for PubNub's REST API on loopback. The official SDK reaches it with `origin` and `ssl: false`. */
export async function startPubNub(options: PubNubOptions = {}): Promise<PubNubService> {
  const { keyset = DEMO_KEYSET, wildcard: reading = 'prefix', now = Date.now, abortAnswer = 'array' } = options;
  const limits = { ...LIMITS, ...options.limits };
  const journal = new Journal<PubNubEntry>();
  if (options.log) journal.subscribe(options.log);
  const timetokens = new Timetokens(now);
  const broker = new Broker(timetokens, reading);
  const history = new HistoryStore(timetokens);
  const presence = new Presence();
  const access = new AccessManager(keyset, now, options.accessManager ?? false);
  const appContext = createAppContext(now);
  const faults = new Faults();
  const switches = new Switches(journal, (envelope) => broker.deliver(envelope));
  const kv = new KvStore(now, options.kvStaleMs);
  const vault = new Vault({});
  const functions: FunctionRuntime = new FunctionRuntime({
    keyset,
    journal,
    limits,
    reading,
    kv,
    vault,
    now,
    abortAnswer,
    intervals: options.intervals ?? false,
    refuse: (reason) => publisher.refuse(400, reason),
    pubnub: () => ({ publisher, history, appContext, publishAnswer: options.publishAnswer ?? 'array' }),
  });
  const publisher: Publisher = new Publisher({
    subscribeKey: keyset.subscribeKey,
    timetokens,
    history,
    journal,
    gate: functions.gate,
    deliver: (envelope) => switches.pass(envelope),
  });

  const app = new Hono<{ Bindings: ServerBindings }>();
  app.use(switches.middleware(), faults.middleware(), accessGuard(access));
  app.get('/time/:callback', (context) => answer(context, [Number(timetokens.latest())]));
  app.route(
    '/',
    subscribeRoutes({ keyset, broker, presence, journal, switches, longPollMs: options.longPollMs ?? 280_000 }),
  );
  app.route('/', publishRoutes(keyset, publisher));
  app.route('/', historyRoutes(keyset, history));
  app.route('/', presenceRoutes(keyset, presence));
  app.route('/', grantRoutes(keyset, access));
  app.route('/', objectsRoutes(keyset, appContext));
  app.route('/', onRequestRoutes(keyset, functions));
  app.notFound((context) => {
    const { status, body } = serviceError(404, 'Balancer', 'Not Found');
    return answer(context, body, status);
  });
  app.onError((error, context) => {
    if (error instanceof Refusal) return answer(context, error.body, error.status);
    throw error;
  });

  const server = await listen(app, options.port);
  // Node's default of 16 KiB for the request head is less than what PubNub takes in a publish by GET.
  Object.assign(server.http, { maxHeaderSize: 64 * 1024 });
  return {
    url: server.url,
    port: server.port,
    keyset,
    journal,
    faults,
    switches,
    functions,
    kv,
    appContext,
    vault,
    access,
    close: async () => {
      switches.close();
      functions.close();
      await server.close();
    },
  };
}

import { Faults } from '../faults.ts';
import { Journal } from '../journal.ts';
import { listen } from '../server.ts';
import type { WebexEntry } from './entries.ts';
import { webexApp } from './http/app.ts';
import { DEFAULT_CLUSTER } from './ids.ts';
import { State } from './state.ts';
import { DEFAULT_SWITCHES, type Switches } from './switches.ts';
import { WebhookFaults } from './webhooks/faults.ts';
import { Notifier } from './webhooks/notifier.ts';
import { World } from './world.ts';

export interface WebexOptions {
  /** Any free one unless told. */
  readonly port?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Part of the ids of rooms and messages: `us`, or `urn:TEAM:<region>` like most of today. */
  readonly cluster?: string;
  readonly editNotification?: Switches['editNotification'];
}

/** Webex, as far as messaging goes, on loopback. */
export interface WebexService {
  readonly url: string;
  /** With `/v1`. */
  readonly apiUrl: string;
  readonly port: number;
  readonly journal: Journal<WebexEntry>;
  /** What goes wrong with requests. */
  readonly faults: Faults;
  /** What goes wrong with the deliveries of webhooks. */
  readonly webhookFaults: WebhookFaults;
  readonly switches: Switches;
  /** To act as people do in Webex's own clients. */
  readonly world: World;
  /** Resolves when every webhook delivery that is due has been answered or given up. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function startWebex(options: WebexOptions = {}): Promise<WebexService> {
  const { port = 0, now = Date.now, cluster = DEFAULT_CLUSTER } = options;
  const switches: Switches = {
    ...DEFAULT_SWITCHES,
    editNotification: options.editNotification ?? DEFAULT_SWITCHES.editNotification,
  };
  const journal = new Journal<WebexEntry>();
  const faults = new Faults();
  const webhookFaults = new WebhookFaults();
  const state = new State({ cluster, now, switches, journal });
  const notifier = new Notifier(state, webhookFaults);
  const server = await listen(webexApp(state, faults), port);
  state.apiUrl = `${server.url}/v1`;
  return {
    url: server.url,
    apiUrl: state.apiUrl,
    port: server.port,
    journal,
    faults,
    webhookFaults,
    switches,
    world: new World(state),
    settled: () => notifier.settled(),
    close: async () => {
      await notifier.close();
      await server.close();
    },
  };
}

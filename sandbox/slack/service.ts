import { Hono } from 'hono';
import { Faults, type ServerBindings } from '../faults.ts';
import { Journal } from '../journal.ts';
import { listen } from '../server.ts';
import { record, type Core } from './core.ts';
import { Dispatcher } from './delivery/dispatcher.ts';
import { Disturbances } from './delivery/disturbances.ts';
import { ResponseUrls } from './delivery/response-urls.ts';
import { SocketMode } from './delivery/socket-mode.ts';
import { Triggers } from './delivery/triggers.ts';
import type { Happening, SlackEntry } from './entries.ts';
import { useResponseUrl } from './interactions/responses.ts';
import { manifestSchema, PIGDIN_MANIFEST, type ManifestInput } from './manifest.ts';
import { RateLimitFaults } from './rate-limit-faults.ts';
import { RateLimits } from './rate-limits.ts';
import { createApp, Installations, type Installation } from './state/app.ts';
import { Clock } from './state/clock.ts';
import { newId } from './state/ids.ts';
import { Workspace } from './state/workspace.ts';
import { Switches } from './switches.ts';
import { DOCUMENTED_TIMING, type Timing } from './timing.ts';
import { webApi } from './web-api/router.ts';
import { World } from './world/world.ts';

export interface SlackOptions {
  /** 0 takes any free one. */
  readonly port?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** `documented` unless told. */
  readonly rateLimits?: 'documented' | 'off';
  /** The app under test; Pigdin unless told. Its scopes are the bot token's. */
  readonly manifest?: ManifestInput;
  /** Shorter waits, for tests. */
  readonly timing?: Partial<Timing>;
}

/** A running Slack with one workspace, in which the app is installed. */
export interface SlackService {
  /** Without a trailing slash. */
  readonly url: string;
  /** For `slackApiUrl`; ends with `/api/`. */
  readonly apiUrl: string;
  readonly port: number;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly journal: Journal<SlackEntry>;
  /** By path, e.g. `/api/chat.postMessage`. */
  readonly faults: Faults;
  readonly switches: Switches;
  readonly world: World;
  /** How many Socket Mode connections are open. */
  readonly connectionCount: number;
  close(): Promise<void>;
}

/** Slack on loopback: Web API, Socket Mode and `response_url`s. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackService> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  const server = await listen(app, options.port);
  const core = createCore(server.url, options);
  const faults = new Faults();
  app.use(faults.middleware());
  app.route('/api', webApi(core));
  app.post('/:kind{commands|actions}/:team/:number/:secret', async (context) => {
    const { status, body } = useResponseUrl(core, context.req.path, await bodyOf(context.req));
    return context.json(body, status);
  });
  core.socketMode.attach(server.http);
  const installation = install(core, new Workspace('Pigdin Sandbox'));
  return {
    url: server.url,
    apiUrl: `${server.url}/api/`,
    port: server.port,
    botToken: installation.botToken,
    appToken: core.app.appToken,
    signingSecret: core.app.signingSecret,
    journal: core.journal,
    faults,
    switches: new Switches(core, installation),
    world: new World(core, installation.workspace, installation.botUserId),
    get connectionCount() {
      return core.socketMode.connectionCount;
    },
    async close() {
      core.dispatcher.close();
      core.disturbances.close();
      core.socketMode.close();
      await server.close();
    },
  };
}

function createCore(url: string, options: SlackOptions): Core {
  const { now = Date.now, rateLimits = 'documented', manifest = PIGDIN_MANIFEST } = options;
  const clock = new Clock(now);
  const journal = new Journal<SlackEntry>();
  const timing = { ...DOCUMENTED_TIMING, ...options.timing };
  const app = createApp(manifestSchema.parse(manifest));
  const note = (happening: Happening): void => record({ journal, clock }, happening);
  const socketMode = new SocketMode({ appId: app.id, timing, record: note });
  const disturbances = new Disturbances();
  return {
    url,
    app,
    clock,
    timing,
    journal,
    workspaces: new Map(),
    installations: new Installations(),
    dispatcher: new Dispatcher({ transport: socketMode, timing, disturbances, record: note }),
    disturbances,
    socketMode,
    triggers: new Triggers(clock),
    responseUrls: new ResponseUrls(clock),
    rateLimits: new RateLimits(clock, rateLimits === 'documented'),
    rateLimitFaults: new RateLimitFaults(),
  };
}

/** Puts the app with its bot into a workspace. */
function install(core: Core, workspace: Workspace): Installation {
  const { features, oauth_config: oauth } = core.app.manifest;
  core.workspaces.set(workspace.id, workspace);
  const botId = newId('B');
  const bot = workspace.addUser({ name: features.bot_user.display_name, botId });
  const installation = core.installations.add(workspace, bot.id, botId, oauth.scopes.bot);
  core.installations.issueToken(installation);
  return installation;
}

async function bodyOf(request: { text(): Promise<string> }): Promise<unknown> {
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { Hono, type HonoRequest } from 'hono';
import { Faults, type ServerBindings } from '../faults.ts';
import type { Journal } from '../journal.ts';
import { listen } from '../server.ts';
import type { Core } from './core.ts';
import { createCore, type CoreOptions } from './create-core.ts';
import type { SlackEntry } from './entries.ts';
import { fileRoutes } from './files/routes.ts';
import { install, issueTokens } from './installing.ts';
import { useResponseUrl } from './interactions/responses.ts';
import { oauthRoutes } from './oauth/routes.ts';
import { manifestSchema, DEFAULT_MANIFEST, type ManifestInput } from './manifest.ts';
import { Workspace } from './state/workspace.ts';
import { Switches } from './switches.ts';
import { webApi } from './web-api/router.ts';
import { World } from './world/world.ts';

export interface SlackOptions extends CoreOptions {
  /** 0 takes any free one. */
  readonly port?: number;
  /** The app under test; one that uses everything unless told. Its scopes are the bot token's; it decides between Socket Mode and HTTP. */
  readonly manifest?: ManifestInput;
}

/** A running Slack with one workspace, in which the app is installed. */
export interface SlackService {
  /** Without a trailing slash. */
  readonly url: string;
  /** For `slackApiUrl`; ends with `/api/`. */
  readonly apiUrl: string;
  /** For `authorizationUrl`. */
  readonly authorizeUrl: string;
  readonly port: number;
  /** Of the first workspace. */
  readonly botToken: string;
  /** Of the first workspace, where the manifest lets tokens rotate. */
  readonly refreshToken: string | undefined;
  readonly appToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingSecret: string;
  readonly journal: Journal<SlackEntry>;
  /** By path, e.g. `/api/chat.postMessage`. */
  readonly faults: Faults;
  readonly switches: Switches;
  /** The first workspace. */
  readonly world: World;
  /** Another workspace, in which the app is not installed yet. */
  addWorkspace(name: string): World;
  /** Without Socket Mode: where the app listens. Rejects when it does not answer Slack's challenge. */
  setRequestUrl(url: string): Promise<void>;
  /** How many Socket Mode connections are open. */
  readonly connectionCount: number;
  /** Resolves when the app has acknowledged every event, or Slack has given up telling it. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Slack on loopback: Web API, Socket Mode or signed requests, `response_url`s, files and OAuth. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackService> {
  const manifest = manifestSchema.parse(options.manifest ?? DEFAULT_MANIFEST);
  const app = new Hono<{ Bindings: ServerBindings }>();
  const server = await listen(app, options.port);
  const core = createCore(server.url, manifest, options);
  const faults = new Faults();
  addRoutes(app, core, faults);
  core.socketMode.attach(server.http);
  const workspace = addWorkspace(core, 'Pigdin Sandbox');
  const installation = install(core, workspace, manifest.oauth_config.scopes.bot);
  const { accessToken, refreshToken } = issueTokens(core, installation, 'issued');
  return {
    url: server.url,
    apiUrl: `${server.url}/api/`,
    authorizeUrl: `${server.url}/oauth/v2/authorize`,
    port: server.port,
    botToken: accessToken,
    refreshToken,
    appToken: core.app.appToken,
    clientId: core.app.clientId,
    clientSecret: core.app.clientSecret,
    signingSecret: core.app.signingSecret,
    journal: core.journal,
    faults,
    switches: new Switches(core, installation),
    world: new World(core, workspace),
    addWorkspace: (name) => new World(core, addWorkspace(core, name)),
    setRequestUrl: (url) => core.httpRequests.setUrl(url),
    get connectionCount() {
      return core.socketMode.connectionCount;
    },
    settled: () => core.dispatcher.settled(),
    async close() {
      core.dispatcher.close();
      core.timers.close();
      core.socketMode.close();
      await server.close();
    },
  };
}

function addRoutes(app: Hono<{ Bindings: ServerBindings }>, core: Core, faults: Faults): void {
  app.use(faults.middleware());
  app.route('/api', webApi(core));
  app.route('/oauth/v2', oauthRoutes(core));
  app.route('/', fileRoutes(core));
  app.post('/:kind{commands|actions}/:team/:number/:secret', async (context) => {
    const { status, body } = useResponseUrl(core, context.req.path, await jsonOf(context.req));
    return context.json(body, status);
  });
}

function addWorkspace({ workspaces }: Core, name: string): Workspace {
  const workspace = new Workspace(name);
  workspaces.set(workspace.id, workspace);
  return workspace;
}

async function jsonOf(request: HonoRequest): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}

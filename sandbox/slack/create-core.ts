import { Journal } from '../journal.ts';
import { record, type Core } from './core.ts';
import { Dispatcher } from './delivery/dispatcher.ts';
import { Disturbances } from './delivery/disturbances.ts';
import { HttpRequests } from './delivery/http-requests.ts';
import { ResponseUrls } from './delivery/response-urls.ts';
import { SocketMode } from './delivery/socket-mode.ts';
import { Triggers } from './delivery/triggers.ts';
import type { Happening, SlackEntry } from './entries.ts';
import { Uploads } from './files/uploads.ts';
import type { Manifest } from './manifest.ts';
import { AuthorizationCodes } from './oauth/codes.ts';
import { RateLimitFaults } from './rate-limit-faults.ts';
import { RateLimits } from './rate-limits.ts';
import { createApp, Installations } from './state/app.ts';
import { Clock } from './state/clock.ts';
import { Timers } from './state/timers.ts';
import { DOCUMENTED_TIMING, type Timing } from './timing.ts';

export interface CoreOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** `documented` unless told. */
  readonly rateLimits?: 'documented' | 'off';
  /** Shorter waits, for tests. */
  readonly timing?: Partial<Timing>;
}

/** The state of a service that listens at `url`. */
export function createCore(url: string, manifest: Manifest, options: CoreOptions): Core {
  const { now = Date.now, rateLimits = 'documented' } = options;
  const clock = new Clock(now);
  const timers = new Timers();
  const journal = new Journal<SlackEntry>();
  const timing = { ...DOCUMENTED_TIMING, ...options.timing };
  const app = createApp(manifest);
  const note = (happening: Happening): void => record({ journal, clock }, happening);
  const isEnabled = manifest.settings.socket_mode_enabled;
  const socketMode = new SocketMode({ appId: app.id, isEnabled, timing, record: note });
  const { signingSecret, verificationToken } = app;
  const httpRequests = new HttpRequests({ signingSecret, verificationToken, timing, clock, urls: urlsIn(manifest) });
  const disturbances = new Disturbances(timers);
  const transport = isEnabled ? socketMode : httpRequests;
  return {
    url,
    app,
    clock,
    timers,
    timing,
    journal,
    workspaces: new Map(),
    installations: new Installations(),
    dispatcher: new Dispatcher({ transport, timing, disturbances, record: note }),
    disturbances,
    socketMode,
    httpRequests,
    triggers: new Triggers(clock),
    responseUrls: new ResponseUrls(clock),
    uploads: new Uploads(),
    authorizationCodes: new AuthorizationCodes(clock),
    rateLimits: new RateLimits(clock, rateLimits === 'documented'),
    rateLimitFaults: new RateLimitFaults(),
  };
}

const urlsIn = ({ features, settings }: Manifest) => ({
  events: settings.event_subscriptions.request_url,
  interactivity: settings.interactivity.request_url,
  commands: Object.fromEntries(features.slash_commands.map(({ command, url }) => [command, url])),
});

import type { Journal } from '../journal.ts';
import type { Dispatcher } from './delivery/dispatcher.ts';
import type { Disturbances } from './delivery/disturbances.ts';
import type { HttpRequests } from './delivery/http-requests.ts';
import type { ResponseUrls } from './delivery/response-urls.ts';
import type { SocketMode } from './delivery/socket-mode.ts';
import type { Triggers } from './delivery/triggers.ts';
import type { Happening, SlackEntry } from './entries.ts';
import type { Uploads } from './files/uploads.ts';
import type { AuthorizationCodes } from './oauth/codes.ts';
import type { RateLimitFaults } from './rate-limit-faults.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Installations, SlackApp } from './state/app.ts';
import type { Clock } from './state/clock.ts';
import type { Timers } from './state/timers.ts';
import type { Workspace } from './state/workspace.ts';
import type { Timing } from './timing.ts';

/** Everything that one running service shares between its parts. */
export interface Core {
  /** Where the service listens, without a trailing slash. */
  readonly url: string;
  readonly app: SlackApp;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly timing: Timing;
  readonly journal: Journal<SlackEntry>;
  readonly workspaces: Map<string, Workspace>;
  readonly installations: Installations;
  readonly dispatcher: Dispatcher;
  readonly disturbances: Disturbances;
  readonly socketMode: SocketMode;
  readonly httpRequests: HttpRequests;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly uploads: Uploads;
  readonly authorizationCodes: AuthorizationCodes;
  readonly rateLimits: RateLimits;
  readonly rateLimitFaults: RateLimitFaults;
}

export function record({ journal, clock }: Pick<Core, 'journal' | 'clock'>, happening: Happening): void {
  journal.add({ at: clock.now(), ...happening });
}

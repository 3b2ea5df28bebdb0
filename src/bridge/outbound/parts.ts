import type { Accounts } from '../accounts.ts';
import type { ChannelLayout } from '../channels.ts';
import type { Connections } from '../connections.ts';
import type { UserKey } from '../ids.ts';
import type { Log } from '../log.ts';
import type { Queries, RoomClient, ThreadClient } from '../ports.ts';
import type { Portals } from '../portals.ts';
import type { Sequence } from '../sequence.ts';
import type { Store } from '../store.ts';

/** What everything on the way from Slack to Webex works with. */
export interface OutboundParts {
  readonly accounts: Accounts;
  readonly connections: Connections;
  readonly portals: Portals;
  readonly store: Store;
  readonly threads: ThreadClient;
  readonly roomClient: RoomClient;
  readonly queries: Queries;
  readonly rooms: Sequence;
  readonly layout: ChannelLayout;
  readonly log: Log;
  readonly retry?: { readonly retries: number; readonly minTimeout: number } | undefined;
  /** Told of whoever's parked replies change. */
  readonly changed: (user: UserKey) => void;
  /** How long a reply waits for earlier ones where Slack cannot be asked whether there are any. */
  readonly settleMs?: number | undefined;
}

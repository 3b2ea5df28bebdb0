import { MembershipStore } from './membership-store.ts';
import { MetadataStore } from './metadata-store.ts';

/** PubNub's App Context of one keyset. */
export interface AppContext {
  /** Whether the keyset has it. */
  readonly enabled: boolean;
  readonly uuids: MetadataStore;
  readonly channels: MetadataStore;
  readonly memberships: MembershipStore;
}

interface Settings {
  readonly enabled: boolean;
  /**
   * Whether the keyset has "Enforce referential integrity for memberships": a membership needs both its user and its channel,
   * and goes with either.
   */
  readonly enforced: boolean;
}

export function createAppContext(now: () => number, { enabled, enforced }: Settings): AppContext {
  const uuids = new MetadataStore('uuid', now);
  const channels = new MetadataStore('channel', now);
  const memberships = new MembershipStore({ uuid: uuids, channel: channels }, now, enforced);
  return { enabled, uuids, channels, memberships };
}

import { MembershipStore } from './membership-store.ts';
import { MetadataStore } from './metadata-store.ts';

/** PubNub's App Context of one keyset. */
export interface AppContext {
  readonly uuids: MetadataStore;
  readonly channels: MetadataStore;
  readonly memberships: MembershipStore;
}

/**
 * @param enforced whether the keyset has "Enforce referential integrity for memberships": a membership needs both its user
 * and its channel, and goes with either
 */
export function createAppContext(now: () => number, enforced: boolean): AppContext {
  const uuids = new MetadataStore('uuid', now);
  const channels = new MetadataStore('channel', now);
  return { uuids, channels, memberships: new MembershipStore({ uuid: uuids, channel: channels }, now, enforced) };
}

import { z } from 'zod';
import { objectsError } from './errors.ts';
import { listing, type Item, type Listing, type ListQuery } from './listing.ts';
import { customSchema, stamped, view, type MetadataKind, type MetadataStore } from './metadata-store.ts';

interface Membership {
  readonly uuid: string;
  readonly channel: string;
  readonly item: Item;
}

const reference = z.object({ id: z.string().min(1).max(92) });
const details = {
  status: z.string().nullish(),
  type: z.string().nullish(),
  custom: customSchema,
};
const change = {
  /** From the user's side. */
  channel: z.object({
    set: z.array(z.object({ channel: reference, ...details })).optional(),
    delete: z.array(z.object({ channel: reference })).optional(),
  }),
  /** From the channel's side. */
  uuid: z.object({
    set: z.array(z.object({ uuid: reference, ...details })).optional(),
    delete: z.array(z.object({ uuid: reference })).optional(),
  }),
};

/** Which user is a member of which channel: one relation, listed from either side. */
export class MembershipStore {
  readonly #stores: Readonly<Record<MetadataKind, MetadataStore>>;
  readonly #now: () => number;
  readonly #enforced: boolean;
  readonly #memberships = new Map<string, Membership>();

  constructor(stores: Readonly<Record<MetadataKind, MetadataStore>>, now: () => number, enforced: boolean) {
    this.#stores = stores;
    this.#now = now;
    this.#enforced = enforced;
    if (enforced) for (const side of ['uuid', 'channel'] as const) stores[side].onDelete((id) => this.#drop(side, id));
  }

  /** The channels of a user (`other` is `channel`), or the users of a channel. */
  list(other: MetadataKind, id: string, query: ListQuery): Listing {
    const side = other === 'channel' ? 'uuid' : 'channel';
    const items = [...this.#memberships.values()]
      .filter((membership) => membership[side] === id)
      .map((membership) => ({
        ...membership.item,
        id: membership[other],
        [other]: this.#stores[other].full(membership[other]),
      }));
    return listing(items, query, (item) => memberView(item, other, query.include));
  }

  /** Sets and deletes, then lists. Throws a Refusal with 400. */
  change(other: MetadataKind, id: string, body: unknown, query: ListQuery): Listing {
    const parsed = change[other].safeParse(body);
    if (!parsed.success) throw objectsError(400, z.prettifyError(parsed.error));
    for (const item of parsed.data.set ?? []) {
      const { status = null, type = null, custom = null } = item;
      this.#set(pair(other, id, targetOf(item)), { status, type, custom });
    }
    for (const item of parsed.data.delete ?? []) {
      const { uuid, channel } = pair(other, id, targetOf(item));
      this.#memberships.delete(keyOf(uuid, channel));
    }
    return this.list(other, id, query);
  }

  #drop(side: MetadataKind, id: string): void {
    for (const [key, membership] of this.#memberships) if (membership[side] === id) this.#memberships.delete(key);
  }

  #set({ uuid, channel }: { uuid: string; channel: string }, item: Item): void {
    if (this.#enforced && !(this.#stores.uuid.has(uuid) && this.#stores.channel.has(channel))) {
      throw objectsError(400, 'The user or the channel of the membership does not exist.');
    }
    this.#memberships.set(keyOf(uuid, channel), { uuid, channel, item: stamped(item, this.#now()) });
  }
}

/** Neither id holds a line break. */
const keyOf = (uuid: string, channel: string): string => `${uuid}\n${channel}`;

const targetOf = (item: { channel: { id: string } } | { uuid: { id: string } }): string =>
  'channel' in item ? item.channel.id : item.uuid.id;

const pair = (other: MetadataKind, id: string, target: string): { uuid: string; channel: string } =>
  other === 'channel' ? { uuid: id, channel: target } : { uuid: target, channel: id };

/** `include` names the parts of the other side with its prefix: `channel`, `channel.custom`. */
function memberView(item: Item, other: MetadataKind, include: ReadonlySet<string>): Item {
  const { id, [other]: metadata, ...membership } = item;
  const prefix = `${other}.`;
  const inner = new Set(
    [...include].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)),
  );
  const shown = include.has(other) ? view(metadata as Item, inner) : only(metadata as Item, inner, id);
  return { [other]: shown, ...view(membership, include) };
}

const only = (metadata: Item, names: ReadonlySet<string>, id: unknown): Item => ({
  id,
  ...Object.fromEntries([...names].filter((name) => name in metadata).map((name) => [name, metadata[name]])),
});

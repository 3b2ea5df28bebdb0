import { createHash } from 'node:crypto';
import { z } from 'zod';
import { objectsError } from './errors.ts';
import { listing, type Item, type Listing, type ListQuery } from './listing.ts';

export type MetadataKind = 'uuid' | 'channel';

/** Optional parts that a request must ask for by `include`. */
const ON_REQUEST = ['status', 'type', 'custom'] as const;

const MAX_ID_LENGTH = 92;
/** Values are scalars: App Context takes no arrays and no objects inside. */
const custom = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullish();
const text = z.string().nullish();
const common = { name: text, status: text, type: text, custom };

export const customSchema = custom;

const SCHEMAS = {
  uuid: z.object({ ...common, externalId: text, profileUrl: text, email: text }),
  channel: z.object({ ...common, description: text }),
};

/** Metadata of all users, or of all channels, of a keyset. */
export class MetadataStore {
  readonly #kind: MetadataKind;
  readonly #now: () => number;
  readonly #items = new Map<string, Item>();
  #onDelete: (id: string) => void = () => undefined;

  constructor(kind: MetadataKind, now: () => number) {
    this.#kind = kind;
    this.#now = now;
  }

  /** Throws a Refusal with 404. */
  get(id: string, include: ReadonlySet<string>): { status: 200; data: Item } {
    const item = this.#items.get(id);
    if (!item) throw objectsError(404, 'Requested object was not found.');
    return { status: 200, data: view(item, include) };
  }

  /** Fields that are not given stay; `custom` is replaced as a whole. Throws a Refusal with 400 or 412. */
  set(id: string, data: unknown, include: ReadonlySet<string>, ifMatch?: string): { status: 200; data: Item } {
    if (id === '' || id.length > MAX_ID_LENGTH) throw objectsError(400, `Invalid ${this.#kind} id`);
    const schema = SCHEMAS[this.#kind];
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw objectsError(400, z.prettifyError(parsed.error));
    this.#check(id, ifMatch);
    const empty = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, null]));
    const item = stamped({ id, ...empty, ...this.#items.get(id), ...parsed.data }, this.#now());
    this.#items.set(id, item);
    return { status: 200, data: view(item, include) };
  }

  delete(id: string, ifMatch?: string): { status: 200; data: null } {
    this.#check(id, ifMatch);
    this.#items.delete(id);
    this.#onDelete(id);
    return { status: 200, data: null };
  }

  list(query: ListQuery): Listing {
    return listing([...this.#items.values()], query, (item) => view(item, query.include));
  }

  has(id: string): boolean {
    return this.#items.has(id);
  }

  onDelete(act: (id: string) => void): void {
    this.#onDelete = act;
  }

  /** Everything known of it; only the id where nothing is. */
  full(id: string): Item {
    return this.#items.get(id) ?? { id };
  }

  #check(id: string, ifMatch: string | undefined): void {
    if (ifMatch !== undefined && ifMatch !== this.#items.get(id)?.['eTag']) {
      throw objectsError(412, `${this.#kind} metadata has changed since it was read`);
    }
  }
}

/** Without what was not asked for. */
export const view = (item: Item, include: ReadonlySet<string>): Item =>
  Object.fromEntries(
    Object.entries(item).filter(([name]) => include.has(name) || !(ON_REQUEST as readonly string[]).includes(name)),
  );

/** With the time of its change and an eTag that changes with its content. */
export function stamped(item: Item, now: number): Item {
  const { updated: _updated, eTag: _eTag, ...content } = item;
  const eTag = createHash('md5').update(JSON.stringify(content)).digest('base64url');
  return { ...content, updated: new Date(now).toISOString(), eTag };
}

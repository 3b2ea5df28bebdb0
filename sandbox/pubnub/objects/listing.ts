import { fieldOf, parseFilter } from '../filter.ts';
import { objectsError } from './errors.ts';

/** What a list request asks for, in the words of the REST API. */
export interface ListQuery {
  readonly include: ReadonlySet<string>;
  readonly filter?: string | undefined;
  /** Such as `name:desc`. */
  readonly sort?: readonly string[] | undefined;
  /** The `next` of the page before. */
  readonly start?: string | undefined;
  /** The `prev` of the page after. */
  readonly end?: string | undefined;
  readonly limit?: number | undefined;
  readonly count?: boolean | undefined;
}

export interface Listing {
  readonly status: 200;
  readonly data: readonly unknown[];
  readonly totalCount?: number;
  readonly next?: string;
  readonly prev?: string;
}

export type Item = Readonly<Record<string, unknown>>;

const MAX_LIMIT = 100;

/** Filters, sorts and pages; `view` makes of an item what the client sees. Throws a Refusal. */
export function listing(items: readonly Item[], query: ListQuery, view: (item: Item) => unknown): Listing {
  const limit = query.limit ?? MAX_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw objectsError(400, 'Invalid limit', 'limit');
  const found = sorted(filtered(items, query.filter), query.sort ?? []);
  const [from, to] = window(query, limit);
  return {
    status: 200,
    data: found.slice(from, to).map(view),
    ...(query.count && { totalCount: found.length }),
    // Also behind the last item: a next page that is empty tells the end.
    ...(from < found.length && { next: cursorOf(to) }),
    ...(from > 0 && { prev: cursorOf(from) }),
  };
}

function filtered(items: readonly Item[], filter: string | undefined): readonly Item[] {
  if (!filter) return items;
  try {
    const fits = parseFilter(filter);
    return items.filter((item) => fits((path) => fieldOf(item, path)));
  } catch (error) {
    if (error instanceof SyntaxError) throw objectsError(400, error.message, 'filter');
    throw error;
  }
}

function sorted(items: readonly Item[], sort: readonly string[]): Item[] {
  const keys = sort.map((key) => {
    const [path = '', direction = 'asc'] = key.split(':');
    if (direction !== 'asc' && direction !== 'desc') throw objectsError(400, `Invalid sort: ${key}`, 'sort');
    return { path, sign: direction === 'desc' ? -1 : 1 };
  });
  return items.toSorted((a, b) => {
    for (const { path, sign } of keys) {
      const order = compare(fieldOf(a, path), fieldOf(b, path));
      if (order !== 0) return sign * order;
    }
    return compare(a['id'], b['id']);
  });
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));

const compare = (a: unknown, b: unknown): number => {
  const [left, right] = [textOf(a), textOf(b)];
  return left === right ? 0 : left < right ? -1 : 1;
};

function window({ start, end }: ListQuery, limit: number): readonly [from: number, to: number] {
  if (start !== undefined) return [offsetOf(start), offsetOf(start) + limit];
  if (end !== undefined) return [Math.max(offsetOf(end) - limit, 0), offsetOf(end)];
  return [0, limit];
}

const cursorOf = (offset: number): string => Buffer.from(String(offset)).toString('base64url');

function offsetOf(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d+$/.test(text)) throw objectsError(400, 'Invalid cursor', 'start');
  return Number(text);
}

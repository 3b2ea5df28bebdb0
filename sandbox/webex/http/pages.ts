import { badRequest } from '../errors.ts';
import type { State } from '../state.ts';
import { json, type WebexContext } from './context.ts';

/** One page of a list, with a `Link` to the next where there is more. */
export interface Page<Item> {
  /** All that is left to list, beginning with this page. */
  readonly items: readonly Item[];
  readonly view: (item: Item) => object;
  readonly defaultMax: number;
  /** What the address of the next page says, given the last item of this one and how many were taken so far. */
  readonly next: (last: Item | undefined, taken: number) => Readonly<Record<string, string>>;
  /** Below the service's own cap. */
  readonly cap?: number | undefined;
}

/** A list whose next page is found by an opaque cursor. */
export function listPage<Item>(
  context: WebexContext,
  state: State,
  list: { items: readonly Item[]; view: (item: Item) => object; defaultMax?: number },
): Response {
  const offset = readCursor(context);
  return page(context, state, {
    items: list.items.slice(offset),
    view: list.view,
    defaultMax: list.defaultMax ?? 100,
    next: (_last, taken) => ({ cursor: writeCursor(offset + taken) }),
  });
}

export function page<Item>(
  context: WebexContext,
  state: State,
  { items, view, defaultMax, next, cap }: Page<Item>,
): Response {
  const max = Math.min(readMax(context) ?? defaultMax, state.switches.pageCap, cap ?? Infinity);
  const isEmpty = state.switches.emptyPages > 0 && items.length > 0;
  if (isEmpty) state.switches.emptyPages -= 1;
  const shown = isEmpty ? [] : items.slice(0, max);
  const more = shown.length < items.length;
  const link = more ? { Link: nextLink(context, state, shown.length > 0 ? next(shown.at(-1), shown.length) : {}) } : {};
  return json(context, { items: shown.map(view) }, link);
}

/** Absolute, as the real one: a client behind a proxy needs the public address. */
function nextLink(context: WebexContext, state: State, changes: Readonly<Record<string, string>>): string {
  const asked = new URL(context.req.url);
  for (const [name, value] of Object.entries(changes)) asked.searchParams.set(name, value);
  const path = asked.pathname.slice('/v1'.length);
  return `<${state.apiUrl}${path}${asked.search}>; rel="next"`;
}

/** Too large a number is capped without a word. */
function readMax(context: WebexContext): number | undefined {
  const text = context.req.query('max');
  if (text === undefined) return undefined;
  const max = Number(text);
  if (!Number.isInteger(max) || max < 1) throw badRequest(`Invalid value for max: ${text}`);
  return max;
}

const writeCursor = (offset: number): string => Buffer.from(`offset=${offset}`).toString('base64url');

function readCursor(context: WebexContext): number {
  const cursor = context.req.query('cursor');
  if (cursor === undefined) return 0;
  const offset = /^offset=(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (offset === undefined) throw badRequest('Invalid cursor.');
  return Number(offset);
}

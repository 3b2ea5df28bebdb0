import { ApiError } from './errors.ts';

/** One page and the cursor of the next; an empty cursor says that it was the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string;
}

/** Cuts a page out of a list. The cursor holds the key of the next page's first item, so that a list may grow meanwhile. */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { cursor = '', limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Page<Item> {
  const start = cursor === '' ? 0 : items.findIndex((item) => encode(keyOf(item)) === cursor);
  if (start < 0) throw new ApiError('invalid_cursor');
  const next = items[start + limit];
  return {
    items: items.slice(start, start + limit),
    nextCursor: next === undefined ? '' : encode(keyOf(next)),
  };
}

const encode = (key: string): string => Buffer.from(`next:${key}`).toString('base64');

/** The two ways in which lists come in pages: by number, and in the KV store by a token. */
import type { Context } from 'hono';
import { FaasError, ok } from './envelope.ts';

const DEFAULT_SIZE = 20;
/** Of a page of keys; also the most. */
const KEYS = 100;

/** Answers with one page, by `page` from 0 and `size`. */
export function paged(context: Context, items: readonly unknown[]): Response {
  const page = Number(context.req.query('page') ?? 0);
  if (!Number.isInteger(page) || page < 0) throw new FaasError('FAAS-400', 'page must be a whole number');
  const size = sizeOf(context, DEFAULT_SIZE);
  const offset = page * size;
  return ok(context, items.slice(offset, offset + size), {
    totalElements: items.length,
    totalPages: Math.ceil(items.length / size),
    pageSize: size,
    pageNumber: page,
    pageOffset: offset,
  });
}

/** Answers with one page of entries, by `page_token` and `size`; the last page has no token. */
export function pagedByToken(context: Context, keys: readonly string[], entryOf: (key: string) => unknown): Response {
  const pageSize = Math.min(sizeOf(context, KEYS), KEYS);
  const token = context.req.query('page_token');
  const after = token === undefined ? '' : keyOf(token);
  const rest = keys.filter((key) => key > after).toSorted();
  const taken = rest.slice(0, pageSize);
  const last = taken.at(-1);
  const more = last !== undefined && taken.length < rest.length;
  return ok(context, taken.map(entryOf), { pageSize, ...(more && { pageToken: tokenOf(last) }) });
}

function sizeOf(context: Context, standard: number): number {
  const size = Number(context.req.query('size') ?? standard);
  if (!Number.isInteger(size) || size < 1) throw new FaasError('FAAS-1019', 'Page size must be greater than zero');
  return size;
}

const tokenOf = (key: string): string => `0x${Buffer.from(key).toString('hex')}`;

function keyOf(token: string): string {
  if (!/^0x(?:[0-9a-f]{2})+$/.test(token)) throw new FaasError('FAAS-1018', 'Malformed page token');
  return Buffer.from(token.slice(2), 'hex').toString();
}

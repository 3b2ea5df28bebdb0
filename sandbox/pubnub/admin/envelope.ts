import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Error codes of the Functions API, with their HTTP status, as PubNub's Admin API documents them. */
const STATUS = {
  'FAAS-400': 400,
  'FAAS-403': 403,
  'FAAS-409': 409,
  'FAAS-1001': 401,
  'FAAS-1002': 401,
  'FAAS-1003': 400,
  'FAAS-1004': 400,
} as const satisfies Record<string, ContentfulStatusCode>;

export type FaasCode = keyof typeof STATUS;

/** An error answer of the Admin API. */
export class FaasError extends Error {
  readonly code: FaasCode;

  constructor(code: FaasCode, message: string) {
    super(message);
    this.name = 'FaasError';
    this.code = code;
  }
}

export const notFound = (what: string, id: string): FaasError =>
  new FaasError('FAAS-1004', `${what} with ID [${id}] was not found!`);

export interface Paging {
  /** Counted from 0. */
  readonly page: number;
  readonly size: number;
  readonly total: number;
}

/** `{data, meta}`. */
export const ok = (context: Context, data: unknown, paging?: Paging): Response =>
  context.json({ data, meta: metaOf(context, paging) });

/** `{meta, errors}`. */
export const failed = (context: Context, { code, message }: FaasError): Response =>
  context.json({ meta: metaOf(context), errors: [{ code, message }] }, STATUS[code]);

const metaOf = (context: Context, paging?: Paging): Record<string, unknown> => ({
  timestamp: new Date().toISOString(),
  correlationId: context.req.header('x-correlation-id') ?? randomUUID(),
  ...(paging && { paging }),
});

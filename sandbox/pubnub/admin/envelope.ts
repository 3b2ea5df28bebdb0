import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Error codes of the Functions API with their HTTP status: PubNub's page "Functions Errors" of the Admin API. */
const STATUS = {
  'FAAS-400': 400,
  'FAAS-403': 403,
  'FAAS-409': 409,
  'FAAS-1001': 401,
  'FAAS-1002': 401,
  'FAAS-1003': 400,
  'FAAS-1004': 400,
  'FAAS-1008': 423,
  'FAAS-1009': 423,
  'FAAS-1012': 500,
  'FAAS-1014': 409,
  'FAAS-1015': 409,
  'FAAS-1016': 409,
  'FAAS-1017': 409,
  'FAAS-1018': 400,
  'FAAS-1019': 400,
  'FAAS-1020': 400,
  'FAAS-1021': 400,
  'FAAS-1022': 400,
} as const satisfies Record<string, ContentfulStatusCode>;

export type FaasCode = keyof typeof STATUS;

/** An error answer of the Functions API. */
export class FaasError extends Error {
  readonly code: FaasCode;

  constructor(code: FaasCode, message: string) {
    super(message);
    this.name = 'FaasError';
    this.code = code;
  }

  /** Of HTTP. */
  get status(): (typeof STATUS)[FaasCode] {
    return STATUS[this.code];
  }
}

export const notFound = (what: string, id: string): FaasError =>
  new FaasError('FAAS-1004', `${what} with ID [${id}] was not found!`);

export const noAccess = (keysetId: number): FaasError =>
  new FaasError('FAAS-403', `No access to the keyset ${keysetId}`);

/** `{data, meta, errors}`. */
export const ok = (context: Context, data: unknown, paging?: object): Response =>
  context.json({ data, meta: metaOf(context, paging), errors: [] });

/** The answer to a deletion: an envelope without data. */
export const done = (context: Context): Response => context.json({ meta: metaOf(context), errors: [] });

/** `{meta, errors}`. */
export const failed = (context: Context, { code, message, status }: FaasError): Response =>
  context.json({ meta: metaOf(context), errors: [{ code, message }] }, status);

const metaOf = (context: Context, paging?: object): Record<string, unknown> => ({
  timestamp: new Date().toISOString(),
  correlationId: context.req.header('x-correlation-id') ?? randomUUID(),
  ...(paging && { paging }),
});

import type { Context } from 'hono';
import { z } from 'zod';
import { FaasError } from './envelope.ts';

/** Throws a FaasError that names what is wrong. */
export async function parseBody<Output>(context: Context, schema: z.ZodType<Output>): Promise<Output> {
  const body: unknown = await context.req.json().catch(() => {
    throw new FaasError('FAAS-1003', 'Malformed JSON payload');
  });
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new FaasError('FAAS-400', z.prettifyError(parsed.error));
  return parsed.data;
}

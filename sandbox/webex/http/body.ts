import type { z } from 'zod';
import { badRequest, malformed, WebexError } from '../errors.ts';
import type { WebexContext } from './context.ts';

/**
 * The JSON body as the schema describes it. The first thing wrong is refused in the words of the schema. Unknown members are
 * ignored.
 */
export async function readJson<Schema extends z.ZodType>(
  context: WebexContext,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const type = mediaType(context);
  if (type !== 'application/json') throw unsupported(type);
  let body: unknown;
  try {
    body = await context.req.json();
  } catch {
    throw malformed('The body is not JSON.');
  }
  return check(body, schema);
}

export function check<Schema extends z.ZodType>(body: unknown, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw badRequest(parsed.error.issues[0]?.message ?? 'Invalid request.');
  return parsed.data;
}

export const mediaType = (context: WebexContext): string =>
  context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';

export const unsupported = (type: string): WebexError => new WebexError(415, `Content type '${type}' not supported`);

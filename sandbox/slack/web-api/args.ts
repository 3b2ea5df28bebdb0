import { z } from 'zod';
import { ApiError, invalidArguments } from './errors.ts';

/** Web API arguments come as form fields, so everything may be a string; nested values are JSON. */

export const text = z.union([z.string(), z.number().transform(String)]);

/** Slack takes 1, "1", true and "true". */
export const flag = z.preprocess((value) => [true, 'true', 1, '1'].includes(value as string), z.boolean()).optional();

export const integer = z.coerce.number().int();

/** A JSON argument that must parse; `code` is what Slack answers when it does not. */
export const json = <Schema extends z.ZodType>(schema: Schema, code: string) =>
  z.preprocess((value) => {
    if (value === '' || value === undefined) return undefined;
    return typeof value === 'string' ? parseJson(value, code) : value;
  }, schema);

/** A list given as `a,b,c`. */
export const list = text.transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** Throws what Slack answers to arguments that do not fit. */
export function parseArgs<Schema extends z.ZodType>(schema: Schema, args: unknown): z.output<Schema> {
  const result = schema.safeParse(args);
  if (result.success) return result.data;
  throw invalidArguments(
    ...result.error.issues.map((issue) => {
      const field = String(issue.path[0] ?? '');
      const isMissing = issue.code === 'invalid_union' || issue.code === 'invalid_type';
      return isMissing && !hasField(args, field)
        ? `missing required field: ${field}`
        : `invalid value [json-pointer:/${issue.path.join('/')}]`;
    }),
  );
}

const hasField = (args: unknown, field: string): boolean =>
  typeof args === 'object' && args !== null && Object.hasOwn(args, field);

function parseJson(value: string, code: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new ApiError(code);
  }
}

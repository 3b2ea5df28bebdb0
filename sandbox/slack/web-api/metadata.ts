import { z } from 'zod';
import { ApiError } from './errors.ts';

/** A guess: Slack documents the error `metadata_too_large`, not the limit. */
const MAX_METADATA_BYTES = 8_000;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const flat = z.record(z.string(), scalar);
const schema = z.strictObject({
  event_type: z.string().min(1),
  event_payload: z.record(z.string(), z.union([scalar, flat, z.array(z.union([scalar, flat]))])),
});

/**
 * The `metadata` argument; null for an empty object, which takes metadata away. Throws what Slack answers to metadata it
 * refuses.
 */
export const metadataArg = z
  .unknown()
  .optional()
  .transform((value) => {
    if (value === undefined) return undefined;
    if (JSON.stringify(value) === '{}') return null;
    const result = schema.safeParse(value);
    if (!result.success) throw new ApiError('invalid_metadata_schema');
    if (Buffer.byteLength(JSON.stringify(value)) > MAX_METADATA_BYTES) throw new ApiError('metadata_too_large');
    return result.data;
  });

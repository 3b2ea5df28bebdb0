import * as z from 'zod';
import type { Refusal } from './envelope.ts';

const schema = z.object({
  code: z.enum([
    'bad-request',
    'bad-proof',
    'not-connected',
    'signed-out',
    'not-in-room',
    'read-only',
    'too-long',
    'rate-limited',
    'refused',
    'unavailable',
  ]),
  reason: z.string(),
  retryable: z.boolean(),
  retryAfterSeconds: z.number().nonnegative().optional(),
});

const MAX_DEPTH = 6;

/**
 * The Refusal that a Function gave to `request.abort`, found in whatever PubNub made of it: the documents do not say in
 * which shape a publisher sees that text. Looks for it as JSON text or as an object, anywhere in the answer.
 */
export function refusalIn(answer: unknown, depth = 0): Refusal | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (typeof answer === 'string') return answer.startsWith('{') ? refusalIn(parseJson(answer), depth + 1) : undefined;
  if (answer === null || typeof answer !== 'object') return undefined;
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const inside =
    answer instanceof Error ? [answer.message, answer.cause, ...Object.values(answer)] : Object.values(answer);
  for (const value of inside) {
    const found = refusalIn(value, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

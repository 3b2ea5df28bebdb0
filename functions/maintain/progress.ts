/** How far webex-interval has come on its walk, in PubNub's KV store. */
import * as v from 'valibot';
import type { KeyValue } from '../runtime/runtime.ts';

const KEY = 'interval:cursor';
const TTL_MINUTES = 365 * 24 * 60;

const ProgressSchema = v.object({ page: v.optional(v.string()), at: v.optional(v.number()) });

export interface Progress {
  /** Where the next run goes on; undefined where a round begins. */
  readonly page?: string | undefined;
  /** When the last run began, in milliseconds since 1970; undefined where none is known. */
  readonly at?: number | undefined;
}

/** Nothing where no run has been noted, or what is there cannot be read. */
export async function readProgress(kv: KeyValue): Promise<Progress> {
  const parsed = v.safeParse(ProgressSchema, await kv.get(KEY));
  return parsed.success ? parsed.output : {};
}

export const saveProgress = (kv: KeyValue, progress: Progress): Promise<void> => kv.set(KEY, progress, TTL_MINUTES);

/**
 * One visible copy: a send may be asked for again while the first attempt is under way, or after it died between the
 * platform's answer and our note of it. KV reads may be stale and only counters are atomic, so whoever first counts up the
 * claim of the attempt before may send; whoever comes second waits.
 */
import * as v from 'valibot';
import type { Message, Platform } from '../platform/platform.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { Refused } from '../shared/refusal.ts';
import type { Session } from '../users/session.ts';
import type { SendRequest } from './request.ts';

/** Longer than PubNub lets a Function run. */
const RUN_SECONDS = 15;

/** How old a stale read of the KV store may be. */
const STALENESS_MS = 60_000;

/** How far the clocks of PubNub and the platform may differ. */
const CLOCK_SKEW_MS = 2_000;

const TTL_MINUTES = 24 * 60;
const NEWEST = 50;

const AttemptSchema = v.object({ firstAt: v.number(), lastAt: v.number(), over: v.boolean() });
export type Attempt = v.InferOutput<typeof AttemptSchema>;

export interface Begun {
  readonly attempt: Attempt;
  /** An earlier attempt may have sent it. */
  readonly mayBeSent: boolean;
}

/** Refuses, to be asked again soon, while another attempt may be under way. */
export async function beginAttempt(runtime: Runtime, id: string): Promise<Begun> {
  const { kv } = runtime;
  const before = v.safeParse(AttemptSchema, await kv.get(`attempt:${id}`));
  const earlier = before.success ? before.output : undefined;
  const at = runtime.now();
  if (earlier && !earlier.over && at - earlier.lastAt < RUN_SECONDS * 1000) throw underWay();
  const claims = await kv.increment(earlier ? `claim:${id}:${earlier.lastAt}` : `claim:${id}`);
  const attempt = { firstAt: earlier?.firstAt ?? (claims > 1 ? at - STALENESS_MS : at), lastAt: at, over: false };
  await kv.set(`attempt:${id}`, attempt, TTL_MINUTES);
  if (claims > 1) throw underWay();
  return { attempt, mayBeSent: earlier !== undefined && !earlier.over };
}

/** The platform has refused: the next attempt need not wait, nor look for a message. */
export const endAttempt = ({ kv }: Runtime, id: string, attempt: Attempt): Promise<void> =>
  kv.set(`attempt:${id}`, { ...attempt, over: true }, TTL_MINUTES);

/** The message that an earlier attempt left at the platform. */
export async function findSent(
  platform: Platform,
  session: Session,
  { room, draft }: SendRequest,
  { firstAt }: Attempt,
): Promise<Message | undefined> {
  const newest = await session.run((token) => platform.messages(token, room.id, NEWEST));
  return newest.find(
    (message) =>
      message.person.key === session.user().key &&
      Date.parse(message.created) >= firstAt - CLOCK_SKEW_MS &&
      message.parentId === draft.parentId &&
      (squeezed(message.text) === squeezed(draft.text) || message.markdown === (draft.markdown ?? null)),
  );
}

/** The platform rewrites white space. */
const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

const underWay = (): Refused =>
  new Refused('unavailable', 'An earlier attempt to send this may still be under way.', {
    retryable: true,
    retryAfterSeconds: RUN_SECONDS,
  });

/**
 * One visible copy: a send may be asked for again while the first attempt is under way, or after it died between the
 * platform's answer and our note of it. KV reads may be stale and only counters are atomic, so whoever first counts up the
 * claim of the attempt before may send; whoever comes second waits.
 */
import * as v from 'valibot';
import type { UserKey } from '../../src/bridge/ids.ts';
import { isPlatformError } from '../platform/errors.ts';
import type { Draft, Message } from '../platform/platform.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { Refused } from '../shared/refusal.ts';
import { SEND_TTL_MINUTES } from './result.ts';
import type { Earlier } from './request.ts';

/** Longer than PubNub lets a Function run. */
const RUN_SECONDS = 15;

/** How old a stale read of the KV store may be. */
const STALENESS_MS = 60_000;

/** How far the clocks of PubNub and the platform may differ. */
const CLOCK_SKEW_MS = 2_000;

/** The same for whoever says since when it may have been sent. Generous: what is known to be another message is left out. */
const FOREIGN_SKEW_MS = 60_000;

const AttemptSchema = v.object({ firstAt: v.number(), lastAt: v.number(), over: v.boolean() });
type Attempt = v.InferOutput<typeof AttemptSchema>;

/** How to send one message, and how to find it where it was sent before. */
export interface Send {
  readonly post: () => Promise<Message>;
  /** The newest messages of the place, newest first. */
  readonly newest: () => Promise<readonly Message[]>;
  readonly user: UserKey;
  readonly draft: Draft;
  /** What the app knows of earlier attempts; it remembers longer than the KV store. */
  readonly earlier?: Earlier | undefined;
}

/** Posts at most once under an id. Refuses, to be asked again soon, while another attempt may be under way. */
export async function sendOnce(runtime: Runtime, id: string, send: Send): Promise<Message> {
  const { attempt, mayBeSent } = await begin(runtime, id);
  const found = mayBeSent || send.earlier ? pick(await send.newest(), send, attempt) : undefined;
  if (found) return found;
  try {
    return await send.post();
  } catch (error) {
    // After anything but silence or trouble at the platform it is certain that nothing was sent.
    if (!isPlatformError(error, 'unavailable'))
      await runtime.kv.set(keyOf(id), { ...attempt, over: true }, SEND_TTL_MINUTES);
    throw error;
  }
}

interface Begun {
  readonly attempt: Attempt;
  /** By an attempt that did not hear the platform's answer. */
  readonly mayBeSent: boolean;
}

async function begin(runtime: Runtime, id: string): Promise<Begun> {
  const { kv } = runtime;
  const stored = v.safeParse(AttemptSchema, await kv.get(keyOf(id)));
  const before = stored.success ? stored.output : undefined;
  const now = runtime.now();
  if (before && !before.over && now - before.lastAt < RUN_SECONDS * 1000) throw underWay();
  const claims = await kv.increment(before ? `claim:${id}:${before.lastAt}` : `claim:${id}`);
  const attempt = { firstAt: before?.firstAt ?? (claims > 1 ? now - STALENESS_MS : now), lastAt: now, over: false };
  await kv.set(keyOf(id), attempt, SEND_TTL_MINUTES);
  if (claims > 1) throw underWay();
  return { attempt, mayBeSent: before !== undefined && !before.over };
}

const keyOf = (id: string): string => `attempt:${id}`;

/**
 * Equal messages are told apart by what the app knows of them; of those that are left the oldest is the one. What was typed
 * at the platform has no markdown there: a draft with markdown is rather one that has.
 */
function pick(newest: readonly Message[], send: Send, attempt: Attempt): Message | undefined {
  const sent = newest.filter((message) => isSent(message, send, attempt));
  const alike = sent.filter(({ markdown }) => (markdown === undefined) === (send.draft.markdown === undefined));
  return alike[alike.length - 1] ?? sent[sent.length - 1];
}

const isSent = (message: Message, { user, draft, earlier }: Send, { firstAt }: Attempt): boolean =>
  message.person.key === user &&
  Date.parse(message.created) >= (earlier ? earlier.since - FOREIGN_SKEW_MS : firstAt - CLOCK_SKEW_MS) &&
  !(earlier?.not.includes(message.key) ?? false) &&
  message.parentId === draft.parentId &&
  says(message, draft);

/** Whether a message reads as a draft does. */
export const says = (message: Message, draft: Draft): boolean =>
  squeezed(message.text) === squeezed(draft.text) ||
  (draft.markdown !== undefined && message.markdown === draft.markdown);

/** The platform rewrites white space, and may drop what takes no room. */
const squeezed = (text: string): string =>
  text
    .replace(/[\u200b-\u200d\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const underWay = (): Refused =>
  new Refused('unavailable', 'An earlier attempt to send this may still be under way.', {
    retryable: true,
    retryAfterSeconds: RUN_SECONDS,
  });

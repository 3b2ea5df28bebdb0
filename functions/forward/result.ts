/** What became of an envelope: kept, so that a retry does not post twice and webex-query can tell. */
import * as v from 'valibot';
import type { ExternalMessage } from '../../src/bridge/envelope.ts';
import { keyOf, type RoomKey, type UserKey } from '../../src/bridge/ids.ts';
import type { KeyValue } from '../runtime/runtime.ts';
import { Refused } from '../shared/refusal.ts';

/** Longer than the app may be down with a reply of which it does not know whether it went out. */
export const SEND_TTL_MINUTES = 30 * 24 * 60;

const ResultSchema = v.object({
  id: v.string(),
  roomId: v.string(),
  personId: v.string(),
  parentId: v.optional(v.string()),
  created: v.string(),
  updated: v.optional(v.string()),
});

/** Undefined where nothing was sent under this id. Refuses where it was sent by somebody else, or to another room. */
export async function resultOf(
  kv: KeyValue,
  id: string,
  user: UserKey,
  room?: RoomKey,
): Promise<ExternalMessage | undefined> {
  const parsed = v.safeParse(ResultSchema, await kv.get(`sent:${id}`));
  if (!parsed.success) return undefined;
  const { personId, roomId } = parsed.output;
  if (keyOf(personId, 'PEOPLE') !== user || (room !== undefined && keyOf(roomId, 'ROOM') !== room)) {
    throw new Refused('bad-request', 'The id of this envelope is already taken.');
  }
  return parsed.output;
}

export const keepResult = (kv: KeyValue, id: string, result: ExternalMessage): Promise<void> =>
  kv.set(`sent:${id}`, result, SEND_TTL_MINUTES);

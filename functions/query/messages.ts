import type * as v from 'valibot';
import type { Envelope } from '../../src/bridge/envelope.ts';
import { findRoom } from '../directory/rooms.ts';
import { messageEnvelope } from '../envelopes/message.ts';
import type { Message, Person } from '../platform/platform.ts';
import { utf8Length } from '../runtime/digest.ts';
import { nameOf } from '../shared/refusal.ts';
import type { MessagesArgs } from './args.ts';
import type { Asking } from './asking.ts';
import { notThere } from './places.ts';
import type { Answers } from '../../src/bridge/query.ts';

/** How large PubNub lets an answer be is not documented. */
const MAX_ANSWER_BYTES = 128 * 1024;

/** A page of a room, as the envelopes that its webhook would have brought. */
export async function messages(
  asking: Asking,
  { roomId: ref, limit, ...range }: v.InferOutput<typeof MessagesArgs>,
): Promise<Answers['messages']> {
  const { services, session } = asking;
  const found = await session
    .run((token) => services.platform.messages(token, ref.id, { limit, ...range }))
    .catch((error: unknown) => notThere(error, 'You are no longer in this Webex room, or it is gone.'));
  const [newest] = found;
  if (!newest) return { envelopes: [], more: false };
  const room = await findRoom(services, session, ref, newest.isDirect);
  const senders = await sendersOf(asking, found);
  const envelopes = found.map((message) => {
    const { person, personEmail: email } = message;
    return messageEnvelope(message, room, senders.get(person.key) ?? { ...person, name: email || 'Someone', email });
  });
  const fitting = thatFit(envelopes);
  return { envelopes: fitting, more: found.length === limit || fitting.length < envelopes.length };
}

/** All in one call. Without names the messages are still worth having. */
async function sendersOf({ services, session }: Asking, found: readonly Message[]): Promise<Map<string, Person>> {
  const ids = [...new Set(found.map(({ person }) => person.id))];
  try {
    const people = await session.run((token) => services.platform.people(token, ids));
    return new Map(people.map((person) => [person.key, person]));
  } catch (error) {
    services.runtime.log('senders stay without names', { error: nameOf(error) });
    return new Map();
  }
}

/** At least the first: one envelope is always small enough. */
function thatFit(envelopes: readonly Envelope[]): readonly Envelope[] {
  let bytes = 0;
  const end = envelopes.findIndex((envelope) => {
    bytes += utf8Length(JSON.stringify(envelope));
    return bytes > MAX_ANSWER_BYTES;
  });
  return end < 0 ? envelopes : envelopes.slice(0, end);
}

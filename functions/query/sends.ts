import type * as v from 'valibot';
import type { ExternalMessage } from '../../src/bridge/envelope.ts';
import { keyOf } from '../../src/bridge/ids.ts';
import { findRoom } from '../directory/rooms.ts';
import { externalOf } from '../envelopes/message.ts';
import { sendOnce } from '../forward/attempt.ts';
import { keepResult, resultOf } from '../forward/result.ts';
import { isPlatformError } from '../platform/errors.ts';
import { Refused } from '../shared/refusal.ts';
import type { ResultArgs, StartDirectArgs } from './args.ts';
import type { Asking } from './asking.ts';
import { roomInfo } from './places.ts';
import type { Answers } from '../../src/bridge/query.ts';

/** What became of an envelope whose echo does not come. */
export async function result(
  { services, session }: Asking,
  { envelopeId }: v.InferOutput<typeof ResultArgs>,
): Promise<Answers['result']> {
  return { externalObj: await resultOf(services.runtime.kv, envelopeId, session.user().key) };
}

/** A direct room exists only once something is written in it. */
export async function startDirect(
  asking: Asking,
  args: v.InferOutput<typeof StartDirectArgs>,
): Promise<Answers['startDirect']> {
  const { services, session } = asking;
  const { kv } = services.runtime;
  const known = await resultOf(kv, args.envelopeId, session.user().key);
  const externalObj = known ?? (await send(asking, args));
  if (!known) await keepResult(kv, args.envelopeId, externalObj);
  const key = keyOf(externalObj.roomId, 'ROOM');
  if (!key) throw new Refused('unavailable', 'The room of this message is not known.');
  const room = await findRoom(services, session, { id: externalObj.roomId, key }, true);
  return { room: roomInfo(room), externalObj };
}

async function send(
  { services, session }: Asking,
  { envelopeId, email, text, markdown }: v.InferOutput<typeof StartDirectArgs>,
): Promise<ExternalMessage> {
  const { platform, runtime } = services;
  const draft = { text, ...(markdown === undefined ? {} : { markdown }) };
  const nobody = (error: unknown): never => {
    if (!isPlatformError(error, 'not-found')) throw error;
    throw new Refused('refused', `${platform.name} knows nobody with this e-mail address.`);
  };
  const sent = await sendOnce(runtime, envelopeId, {
    user: session.user().key,
    draft,
    newest: () => session.run((token) => platform.directMessages(token, email)),
    post: () => session.run((token) => platform.sendDirect(token, email, draft)).catch(nobody),
  });
  return externalOf(sent);
}

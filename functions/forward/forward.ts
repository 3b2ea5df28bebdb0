/** An envelope of the app goes to the platform as its user, before PubNub delivers it. */
import type { ExternalMessage } from '../../src/bridge/envelope.ts';
import { keyOf } from '../../src/bridge/ids.ts';
import { externalOf } from '../envelopes/message.ts';
import type { Publication } from '../runtime/entries.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { isObject } from '../shared/json.ts';
import { checkProof, proveTo } from '../shared/proof.ts';
import { Refused } from '../shared/refusal.ts';
import { openServices, type Services } from '../shared/services.ts';
import { loadUser } from '../users/record.ts';
import { openSession, type Session } from '../users/session.ts';
import { says, sendOnce } from './attempt.ts';
import { readRequest, type ForwardRequest, type SendRequest } from './request.ts';
import { keepResult, resultOf } from './result.ts';

/** Among these is one that an earlier attempt sent. */
const NEWEST = 100;

/** The envelope as subscribers shall see it; undefined for every message that is none of ours to forward. */
export async function forward(runtime: Runtime, publication: Publication): Promise<object | undefined> {
  const { channel, message, subscribeKey } = publication;
  if (!isObject(message) || message['forwardToPlatform'] !== true || message['fromPlatform'] !== 'webex')
    return undefined;
  await checkProof(runtime, channel, message);
  const request = readRequest(channel, message);
  const { id, user, room, earlier } = request;
  const known = await resultOf(runtime.kv, id, user, room.key);
  const isAnother = earlier?.not.some((key) => key === keyOf(known?.id ?? '', 'MESSAGE'));
  const result = isAnother ? undefined : known;
  const externalObj = result ?? (await carryOut(await openServices(runtime, subscribeKey), request));
  const { forwardToPlatform: _forward, proof: _proof, earlier: _earlier, ...envelope } = message;
  const sent = { ...envelope, externalObj };
  return { ...sent, proof: await proveTo(runtime, channel, sent) };
}

async function carryOut(services: Services, request: ForwardRequest): Promise<ExternalMessage> {
  const user = await loadUser(services.runtime.kv, request.user);
  if (!user) throw new Refused('not-connected', 'Your Webex account is not connected to Pigdin.');
  const result = await perform(services, openSession(services, user), request);
  await keepResult(services.runtime.kv, request.id, result);
  return result;
}

async function perform(services: Services, session: Session, request: ForwardRequest): Promise<ExternalMessage> {
  const { platform } = services;
  const { room } = request;
  switch (request.kind) {
    case 'message':
      return send(services, session, request);
    case 'edit': {
      const { target, draft, earlier } = request;
      // Webex counts edits: one that an earlier attempt made is not made again.
      const now = earlier && (await session.run((token) => platform.message(token, target.id)));
      if (now && says(now, draft)) return externalOf(now);
      return externalOf(await session.run((token) => platform.edit(token, room.id, target.id, draft)));
    }
    case 'delete': {
      const { id, created, parentId } = request.target;
      await session.run((token) => platform.delete(token, id));
      const own = { id, roomId: room.id, personId: session.user().personId, created };
      return parentId === undefined ? own : { ...own, parentId };
    }
  }
}

async function send(
  services: Services,
  session: Session,
  { id, user, room, draft, earlier }: SendRequest,
): Promise<ExternalMessage> {
  const { platform, runtime } = services;
  const sent = await sendOnce(runtime, id, {
    user,
    draft,
    earlier,
    newest: () => session.run((token) => platform.messages(token, room.id, { limit: NEWEST })),
    post: () => session.run((token) => platform.send(token, room.id, draft)),
  });
  return externalOf(sent);
}

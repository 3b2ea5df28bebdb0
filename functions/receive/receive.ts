/** A notification of the platform becomes an envelope on the PubNub channel of its room. */
import type { Envelope } from '../../src/bridge/envelope.ts';
import { roomChannel } from '../directory/rooms.ts';
import type { Notification } from '../platform/platform.ts';
import type { HttpCall, HttpReply } from '../runtime/entries.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { publishProven } from '../shared/proof.ts';
import { Refused } from '../shared/refusal.ts';
import { openNotifications, openServices, type Services } from '../shared/services.ts';
import { loadUser } from '../users/record.ts';
import { openSession, type Session } from '../users/session.ts';
import { aboutMembership } from './membership.ts';
import { aboutMessage } from './message.ts';
import { aboutRoom } from './room.ts';

/** 401 for what its user's webhook secret did not sign; throws where the platform does not give what it announced. */
export async function receive(runtime: Runtime, call: HttpCall): Promise<HttpReply> {
  const services = await openServices(runtime, call.subscribeKey);
  const notifications = openNotifications(runtime);
  const key = notifications.accountOf(call.body);
  const user = key && (await loadUser(runtime.kv, key));
  if (!user || !(await notifications.verify(call.headers, call.body, user.webhookSecret))) {
    return { status: 401, body: 'The signature is missing or wrong.' };
  }
  const notification = notifications.notification(call.body);
  if (!notification) return { status: 200, body: 'Nothing to do.' };
  const session = openSession(services, user);
  try {
    const envelope = await envelopeOf(services, session, notification, call.body);
    await publishProven(runtime, roomChannel(services, user, notification.room.key), envelope);
    return { status: 200, body: 'Published.' };
  } catch (error) {
    // Nothing is wrong with the webhook: it must not be disabled for it.
    if (error instanceof Refused && error.refusal.code === 'signed-out') return { status: 200, body: 'Signed out.' };
    throw error;
  }
}

async function envelopeOf(
  services: Services,
  session: Session,
  notification: Notification,
  rawBody: string,
): Promise<Envelope> {
  switch (notification.about) {
    case 'message':
      return aboutMessage(services, session, notification);
    case 'room':
      return aboutRoom(services, session, notification, await digestOf(services, rawBody));
    case 'membership':
      return aboutMembership(services, session, notification, await digestOf(services, rawBody));
  }
}

/** Tells events apart that carry neither an id nor a time of their own; the same delivery twice has the same body. */
const digestOf = async ({ runtime }: Services, rawBody: string): Promise<string> =>
  (await runtime.sha256(rawBody)).slice(0, 16);

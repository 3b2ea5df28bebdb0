/** What Webex has, asked through `webex-query` as each account's owner. */
import type { EditEnvelope, Envelope, ExternalMessage, MessageEnvelope } from '../bridge/envelope.ts';
import { keyOf, type UserKey } from '../bridge/ids.ts';
import type { Room } from '../bridge/model.ts';
import type { Queries } from '../bridge/ports.ts';

export interface WebexMessage {
  /** The full Webex id. */
  readonly id: string;
  /** The full Webex id of who wrote it. */
  readonly personId: string;
  /** ISO 8601. */
  readonly created: string;
}

const PAGE = 50;

/** The rooms in which somebody wrote since then, the latest first. Throws a BridgeError. */
export async function activeRooms(queries: Queries, user: UserKey, since: Date): Promise<Room[]> {
  const rooms: Room[] = [];
  let page: string | undefined;
  do {
    const answer = await queries.ask(user, 'rooms', page === undefined ? {} : { page });
    for (const { id: roomId, title, isDirect, lastActivity } of answer.rooms) {
      // They come by their last activity: all further ones are older.
      if (lastActivity !== undefined && Date.parse(lastActivity) < since.getTime()) return rooms;
      const room = keyOf(roomId, 'ROOM');
      if (room) rooms.push({ room, roomId, title, isDirect });
    }
    page = answer.next;
  } while (page !== undefined);
  return rooms;
}

/** All messages of a room since then, newest first. Throws a BridgeError. */
export async function messagesSince(
  queries: Queries,
  user: UserKey,
  roomId: string,
  since: Date,
): Promise<WebexMessage[]> {
  const found: WebexMessage[] = [];
  let beforeMessage: string | undefined;
  for (;;) {
    const args = { roomId, limit: PAGE, ...(beforeMessage === undefined ? {} : { beforeMessage }) };
    const { envelopes, more } = await queries.ask(user, 'messages', args);
    const page = envelopes.flatMap((envelope) => (isWritten(envelope) ? (envelope.externalObj ?? []) : []));
    found.push(...page.filter((message) => isSince(message, since)).map(toMessage));
    const last = page.at(-1);
    if (!more || !last || !isSince(last, since)) return found;
    beforeMessage = last.id;
  }
}

const isWritten = (envelope: Envelope): envelope is MessageEnvelope | EditEnvelope =>
  envelope.kind === 'message' || envelope.kind === 'edit';

const isSince = ({ created }: ExternalMessage, since: Date): boolean => Date.parse(created) >= since.getTime();

const toMessage = ({ id, personId, created }: ExternalMessage): WebexMessage => ({ id, personId, created });

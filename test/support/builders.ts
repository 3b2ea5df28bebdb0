/** Builders: every field has a plain default, so that a test names only what it is about. */
import type {
  AccountEnvelope,
  DeleteEnvelope,
  EditEnvelope,
  ExternalMessage,
  MembershipEnvelope,
  MessageEnvelope,
  RoomEnvelope,
} from '../../src/bridge/envelope.ts';
import { keyOf, type RoomKey, type UserKey } from '../../src/bridge/ids.ts';
import type { Account, Link, OutboxMessage, Portal, Reply, Room } from '../../src/bridge/model.ts';
import type { RegisteredUser } from '../../src/bridge/ports.ts';

export const TEAM = 'T1';
const CREATED = '2026-11-20T08:00:00.000Z';

/** The cluster of most organisations of today; people are always in `us`. */
const CLUSTER = 'urn:TEAM:us-west-2_r';

const PREFIX = { PEOPLE: 'aaaaaaaa', ROOM: 'bbbbbbbb', MESSAGE: 'cccccccc' };

/** A UUID that a test can recognise: the same kind and number, the same UUID. */
const uuid = (kind: keyof typeof PREFIX, number: number): string =>
  `${PREFIX[kind]}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

/** An id as Webex writes it: base64 without padding. */
export const webexId = (type: string, trailing: string, cluster = type === 'PEOPLE' ? 'us' : CLUSTER): string =>
  Buffer.from(`ciscospark://${cluster}/${type}/${trailing}`).toString('base64').replace(/=+$/, '');

export const personId = (number: number): string => webexId('PEOPLE', uuid('PEOPLE', number));
export const roomId = (number: number): string => webexId('ROOM', uuid('ROOM', number));
export const messageId = (number: number): string => webexId('MESSAGE', uuid('MESSAGE', number));

export function userKey(number: number): UserKey {
  const key = keyOf(personId(number), 'PEOPLE');
  if (key === undefined) throw new Error('a builder made an id that is none');
  return key;
}

export function roomKey(number: number): RoomKey {
  const key = keyOf(roomId(number), 'ROOM');
  if (key === undefined) throw new Error('a builder made an id that is none');
  return key;
}

/** Somebody set up in PubNub: of two numbers come two users. */
export function registered(number = 1, changes: Partial<RegisteredUser> = {}): RegisteredUser {
  return {
    user: userKey(number),
    personId: personId(number),
    name: `User ${number}`,
    email: `user${number}@example.com`,
    ...changes,
  };
}

/** The Slack user `U1` is connected as the Webex user 1, and so on. */
export function account(number = 1, changes: Partial<Account> = {}): Account {
  return { ...registered(number), team: TEAM, slackUser: `U${number}`, home: `D${number}`, ...changes };
}

export function room(number = 1, changes: Partial<Room> = {}): Room {
  return { room: roomKey(number), roomId: roomId(number), title: `Room ${number}`, isDirect: false, ...changes };
}

export function portal(changes: Partial<Portal> = {}): Portal {
  return {
    ...room(),
    user: userKey(1),
    thread: { channel: 'D1', ts: '1700000000.000001' },
    lastActivity: CREATED,
    ...changes,
  };
}

export function link(changes: Partial<Link> = {}): Link {
  return {
    user: userKey(1),
    room: roomKey(1),
    webexId: messageId(1),
    slack: { channel: 'D1', ts: '1700000000.000002' },
    origin: 'webex',
    ...changes,
  };
}

function reply(changes: Partial<Reply> = {}): Reply {
  return {
    kind: 'message',
    team: TEAM,
    channel: 'D1',
    ts: '1700000000.000003',
    at: changes.ts ?? '1700000000.000003',
    threadTs: '1700000000.000001',
    author: 'U1',
    text: 'hello',
    fileCount: 0,
    ...changes,
  };
}

export function outboxEntry(changes: Partial<OutboxMessage> = {}): OutboxMessage {
  return { ...reply(changes), id: 'slack:T1:D1:1700000000.000003', user: userKey(1), room: roomKey(1), ...changes };
}

export function external(number = 1, changes: Partial<ExternalMessage> = {}): ExternalMessage {
  return { id: messageId(number), roomId: roomId(1), personId: personId(9), created: CREATED, ...changes };
}

const inRoom = {
  v: 1,
  fromPlatform: 'webex',
  platformChannelId: roomId(1),
  channelName: 'Room 1',
  isDirect: false,
} as const;
const fromAnn = { senderId: personId(9), senderName: 'Ann', senderEmail: 'ann@example.com' } as const;

/** What Ann, who is not connected, wrote in room 1. */
export function message(number = 1, changes: Partial<MessageEnvelope> = {}): MessageEnvelope {
  return {
    ...inRoom,
    ...fromAnn,
    kind: 'message',
    id: `webex:${messageId(number)}`,
    text: 'hello',
    externalObj: external(number),
    ...changes,
  };
}

/** Ann changed the message of that number. */
export function edit(number = 1, changes: Partial<EditEnvelope> = {}): EditEnvelope {
  return {
    ...inRoom,
    ...fromAnn,
    kind: 'edit',
    id: `webex:${messageId(number)}:edit`,
    text: 'hello again',
    externalObj: external(number, { updated: CREATED }),
    ...changes,
  };
}

/** Ann deleted the message of that number. */
export function deletion(number = 1, changes: Partial<DeleteEnvelope> = {}): DeleteEnvelope {
  return {
    ...inRoom,
    ...fromAnn,
    kind: 'delete',
    id: `webex:${messageId(number)}:delete`,
    externalObj: external(number),
    ...changes,
  };
}

export function roomNews(changes: Partial<RoomEnvelope> = {}): RoomEnvelope {
  return { ...inRoom, kind: 'room', id: `webex:${roomId(1)}:${CREATED}`, ...changes };
}

export function membership(changes: Partial<MembershipEnvelope> = {}): MembershipEnvelope {
  return { ...inRoom, ...fromAnn, kind: 'membership', id: 'webex:membership:1', change: 'joined', ...changes };
}

/** News of the account of user 1. */
export function accountNews(changes: Partial<AccountEnvelope> = {}): AccountEnvelope {
  const { personId: senderId, name: senderName, email: senderEmail } = registered(1);
  return {
    v: 1,
    kind: 'account',
    id: 'account:1',
    fromPlatform: 'webex',
    status: 'connected',
    senderId,
    senderName,
    senderEmail,
    ...changes,
  };
}

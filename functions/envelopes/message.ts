import {
  MAX_ENVELOPE_BYTES,
  type EditEnvelope,
  type ExternalMessage,
  type MessageEnvelope,
} from '../../src/bridge/envelope.ts';
import type { Message, Person, Room } from '../platform/platform.ts';
import { utf8Length } from '../runtime/digest.ts';

export const inRoom = (room: Room) => ({
  fromPlatform: 'webex' as const,
  platformChannelId: room.id,
  channelName: room.title,
  isDirect: room.isDirect,
});

export const fromPerson = (person: Person) => ({
  senderId: person.id,
  senderName: person.name,
  senderEmail: person.email,
  ...(person.avatar === undefined ? {} : { senderAvatar: person.avatar }),
});

export const externalOf = ({ id, room, person, parentId, created, updated }: Message): ExternalMessage => ({
  id,
  roomId: room.id,
  personId: person.id,
  ...(parentId === undefined ? {} : { parentId }),
  created,
  ...(updated === undefined ? {} : { updated }),
});

/** A message as the platform holds it now: once it was edited, it is an edit. */
export function messageEnvelope(message: Message, room: Room, sender: Person): MessageEnvelope | EditEnvelope {
  const base = {
    v: 1 as const,
    ...inRoom(room),
    ...fromPerson(sender),
    text: message.text,
    ...(message.html === undefined ? {} : { html: message.html }),
    ...(message.files === undefined ? {} : { files: message.files }),
    ...(message.mentions === undefined ? {} : { mentions: message.mentions }),
    externalObj: externalOf(message),
  };
  return fitted(
    message.updated === undefined
      ? { ...base, kind: 'message', id: `messages:created:${message.key}` }
      : { ...base, kind: 'edit', id: `messages:updated:${message.key}:${message.updated}` },
  );
}

const MAX_MENTIONS = 50;

/** Cuts what PubNub would refuse: first the formatting, then mentions, then the end of the text. */
function fitted(envelope: MessageEnvelope | EditEnvelope): MessageEnvelope | EditEnvelope {
  if (bytesOf(envelope) <= MAX_ENVELOPE_BYTES) return envelope;
  const { html: _html, mentions = [], ...plain } = envelope;
  let cut = { ...plain, mentions: mentions.slice(0, MAX_MENTIONS), truncated: true };
  while (bytesOf(cut) > MAX_ENVELOPE_BYTES && cut.text !== '') cut = { ...cut, text: shorter(cut.text) };
  return cut;
}

const bytesOf = (envelope: object): number => utf8Length(JSON.stringify(envelope));

/** Never ends in half a character. */
const shorter = (text: string): string => text.slice(0, Math.floor(text.length * 0.9)).replace(/[\ud800-\udbff]$/, '');

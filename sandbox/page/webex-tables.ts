import type { MessageJson } from '../webex/views.ts';
import type { World } from '../webex/world.ts';
import type { PictureOf } from './avatars.ts';
import type { WebexMessage, WebexPerson, WebexRoom } from './protocol.ts';

/** What Webex's column shows of the rest of the world. */
export interface Surroundings {
  readonly pictureOf: PictureOf;
  /** Ids of the Webex messages that Pigdin sent. */
  readonly fromSlack: ReadonlySet<string>;
  readonly slackNames: ReadonlySet<string>;
}

export interface WebexTables {
  readonly people: WebexPerson[];
  readonly rooms: WebexRoom[];
  readonly webexMessages: WebexMessage[];
}

export const NO_WEBEX: WebexTables = { people: [], rooms: [], webexMessages: [] };

export function webexTables(world: World, around: Surroundings): WebexTables {
  const people = world.people().map(({ id, name, avatar }): WebexPerson => ({
    key: id,
    name,
    picture: around.pictureOf(avatar, name),
    isInSlack: around.slackNames.has(name),
  }));
  const known = new Map(people.map((person) => [person.key, person]));
  const nameOf = (id: string): string => known.get(id)?.name ?? 'Somebody';
  const rooms = roomsOf(world, nameOf);
  const webexMessages = rooms.flatMap(({ key }) => {
    const messages = world.messagesOf({ id: key });
    const authors = new Map(messages.map(({ id, personId }) => [id, nameOf(personId)]));
    return messages.map((message): WebexMessage => {
      const answers = authors.get(message.parentId ?? '');
      return {
        ...contentOf(message),
        name: nameOf(message.personId),
        picture: known.get(message.personId)?.picture ?? around.pictureOf(undefined, nameOf(message.personId)),
        isFromSlack: around.fromSlack.has(message.id),
        ...(answers === undefined ? {} : { answers }),
      };
    });
  });
  return { people, rooms, webexMessages };
}

function roomsOf(world: World, nameOf: (id: string) => string): WebexRoom[] {
  const members = new Map<string, string[]>();
  for (const person of world.people()) {
    for (const { id } of world.roomsOf(person)) members.set(id, [...(members.get(id) ?? []), person.id]);
  }
  return world.rooms().map(({ id, title, type }) => {
    const present = members.get(id) ?? [];
    return {
      key: id,
      title: title || present.map(nameOf).join(' & '),
      isDirect: type === 'direct',
      members: present,
    };
  });
}

const contentOf = (message: MessageJson) => ({
  key: message.id,
  room: message.roomId,
  person: message.personId,
  text: message.text ?? (message.errors ? 'This message cannot be decrypted.' : ''),
  files: message.files?.length ?? 0,
  created: message.created,
  isEdited: message.updated !== undefined,
});

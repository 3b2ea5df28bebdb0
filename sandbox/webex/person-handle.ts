import { attachmentActionJson, submitCard, type AttachmentActionJson } from './actions/cards.ts';
import type { Writing } from './actions/compose.ts';
import { addMember, removeMember, updateMember } from './actions/memberships.ts';
import { deleteMessage, editMessage, messageOf, postMessage, type Draft } from './actions/messages.ts';
import { join, roomOf, updateRoom, type RoomSettings } from './actions/rooms.ts';
import { noSuchRoom, notFound } from './errors.ts';
import type { Membership, Person, Room, Upload } from './model.ts';
import { allow, deny, readAuthorization } from './oauth/authorization.ts';
import type { State } from './state.ts';
import { emailOf, messageJson, type MessageJson } from './views.ts';

/** A handle, an answer of the API: whatever has the id. */
export interface HasId {
  readonly id: string;
}

/** A plain text; or markdown as an app posts it; or text and HTML as Webex's clients send it. With or without files. */
export type Words = string | (Writing & { readonly files?: readonly Upload[] });

/** A person of the world, who acts as one does in Webex's own clients: without tokens, but under the same rules. */
export class PersonHandle {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly avatar: string | undefined;
  readonly #state: State;
  readonly #person: Person;

  constructor(state: State, person: Person) {
    this.#state = state;
    this.#person = person;
    this.id = person.id;
    this.name = person.displayName;
    this.email = emailOf(person);
    this.avatar = person.avatar;
  }

  async says(room: HasId, words: Words, options: { parentId?: string } = {}): Promise<MessageJson> {
    const place = roomOf(this.#state, this.#person, room.id).room;
    const message = postMessage(this.#state, this.#person, place, { ...draft(words), ...options });
    return messageJson(this.#state.apiUrl, message);
  }

  async edits(message: HasId, words: Words): Promise<MessageJson> {
    const edited = messageOf(this.#state, this.#person, message.id);
    editMessage(this.#state, this.#person, edited, draft(words).writing);
    return messageJson(this.#state.apiUrl, edited);
  }

  async deletes(message: HasId): Promise<void> {
    deleteMessage(this.#state, this.#person, messageOf(this.#state, this.#person, message.id));
  }

  /** As into a public room. */
  async joins(room: HasId): Promise<void> {
    const place = this.#state.rooms.find(room.id);
    if (!place) throw noSuchRoom();
    join(this.#state, this.#person, { room: place, person: this.#person });
  }

  async leaves(room: HasId): Promise<void> {
    const { room: place, membership } = roomOf(this.#state, this.#person, room.id);
    removeMember(this.#state, this.#person, place, membership);
  }

  async adds(other: HasId, room: HasId): Promise<void> {
    const person = this.#state.people.find(other.id);
    if (!person) throw notFound('Could not find the person.');
    addMember(this.#state, this.#person, { room: roomOf(this.#state, this.#person, room.id).room, person });
  }

  async removes(other: HasId, room: HasId): Promise<void> {
    const place = this.#place(other, room);
    removeMember(this.#state, this.#person, place.room, place.membership);
  }

  async makesModerator(other: HasId, room: HasId): Promise<void> {
    updateMember(this.#state, this.#person, this.#place(other, room), { isModerator: true });
  }

  async renames(room: HasId, title: string): Promise<void> {
    await this.changes(room, { title });
  }

  async changes(room: HasId, settings: RoomSettings): Promise<void> {
    updateRoom(this.#state, this.#person, roomOf(this.#state, this.#person, room.id).room, settings);
  }

  /** Follows the authorize address and clicks Allow; returns where the browser is sent, with the code. */
  async allows(authorizeUrl: string): Promise<string> {
    const asked = readAuthorization(this.#state, Object.fromEntries(new URL(authorizeUrl).searchParams));
    return 'asked' in asked ? allow(this.#state, this.#person, asked.asked) : asked.refusedTo;
  }

  /** The same, but clicks Deny. */
  async denies(authorizeUrl: string): Promise<string> {
    const asked = readAuthorization(this.#state, Object.fromEntries(new URL(authorizeUrl).searchParams));
    return 'asked' in asked ? deny(asked.asked) : asked.refusedTo;
  }

  /** Presses the button of a card. */
  async submits(message: HasId, inputs: Readonly<Record<string, unknown>>): Promise<AttachmentActionJson> {
    const card = messageOf(this.#state, this.#person, message.id);
    return attachmentActionJson(submitCard(this.#state, this.#person, card, inputs));
  }

  #place(other: HasId, room: HasId): { room: Room; membership: Membership } {
    const { room: place } = roomOf(this.#state, this.#person, room.id);
    const person = this.#state.people.find(other.id);
    const membership = person && place.members.get(person);
    if (!membership) throw notFound('Failed to get membership');
    return { room: place, membership };
  }
}

function draft(words: Words): Draft {
  if (typeof words === 'string') return { writing: { text: words } };
  const { files, ...writing } = words;
  return { writing, files };
}

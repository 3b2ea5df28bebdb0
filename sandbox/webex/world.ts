import { randomBytes, randomUUID } from 'node:crypto';
import { createRoom, directRoom, join } from './actions/rooms.ts';
import { migrateRoom } from './actions/migrate.ts';
import { makeId } from './ids.ts';
import type { Integration, Person, Room, ScanState } from './model.ts';
import { PersonHandle, type HasId } from './person-handle.ts';
import type { State } from './state.ts';
import type { TokensJson } from './tokens.ts';
import { messageJson, roomJson, type MessageJson, type RoomJson } from './views.ts';
import { webhookJson, type WebhookJson } from './webhooks/view.ts';

/** All that Pigdin could ever ask for. */
const ALL_SCOPES = [
  'spark:people_read',
  'spark:rooms_read',
  'spark:rooms_write',
  'spark:memberships_read',
  'spark:memberships_write',
  'spark:messages_read',
  'spark:messages_write',
] as const;

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly avatar?: string;
  /** People of another organisation cannot be found by their address. */
  readonly organization?: string;
  readonly type?: Person['type'];
}

export interface NewRoom {
  readonly title: string;
  /** The first of them opened it. */
  readonly people: readonly PersonHandle[];
  readonly isLocked?: boolean;
  readonly isAnnouncementOnly?: boolean;
}

/** A room whose id may change: read it anew each time. */
export interface RoomHandle {
  readonly id: string;
  /** Empty for a direct room. */
  readonly title: string;
  readonly type: Room['type'];
}

export interface NewIntegration {
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly redirectUris?: readonly string[];
  readonly scopes?: readonly string[];
  readonly name?: string;
}

/** People, rooms and apps of the stand-in: how tests, the seed and the page act on Webex from inside. */
export class World {
  readonly #state: State;
  readonly #organizations = new Map<string, string>();

  constructor(state: State) {
    this.#state = state;
  }

  addPerson({ name, email, avatar, organization = 'home', type = 'person' }: NewPerson): PersonHandle {
    const orgId = this.#organizations.get(organization) ?? this.#state.newId('ORGANIZATION');
    this.#organizations.set(organization, orgId);
    const person = this.#state.people.add({
      id: this.#state.newId('PEOPLE'),
      orgId,
      type,
      emails: [email.toLowerCase()],
      displayName: name,
      avatar,
      created: this.#state.timestamp(),
      status: 'unknown',
    });
    return new PersonHandle(this.#state, person);
  }

  people(): PersonHandle[] {
    return this.#state.people.all().map((person) => new PersonHandle(this.#state, person));
  }

  addRoom({ people, ...settings }: NewRoom): RoomHandle {
    const [creator, ...others] = people.map((handle) => this.#person(handle));
    if (!creator) throw new RangeError('A room needs someone in it');
    const room = createRoom(this.#state, creator, settings);
    for (const person of others) join(this.#state, creator, { room, person });
    return handleOf(room);
  }

  /** As if the first had written to the second. */
  addDirectRoom(from: PersonHandle, to: PersonHandle): RoomHandle {
    return handleOf(directRoom(this.#state, this.#person(from), this.#person(to)));
  }

  /** As the person sees them. */
  roomsOf(handle: PersonHandle): RoomJson[] {
    const person = this.#person(handle);
    const rooms = this.#state.rooms.all().filter(({ members }) => members.has(person));
    return rooms.map((room) => roomJson(room, person));
  }

  rooms(): RoomHandle[] {
    return this.#state.rooms.all().map((room) => handleOf(room));
  }

  /** Oldest first. */
  messagesOf(room: HasId): MessageJson[] {
    const messages = this.#room(room).messages.filter(({ isDeleted }) => !isDeleted);
    return messages.map((message) => messageJson(this.#state.apiUrl, message));
  }

  /** Whatever app made them. */
  webhooksOf(person: HasId): WebhookJson[] {
    const { webhooks } = this.#state;
    return webhooks.all().flatMap((webhook) => (webhook.creator.id === person.id ? [webhookJson(webhook)] : []));
  }

  /** The room's organisation moves to another region: the room gets a new id, and `rooms:migrated` is told. */
  migrate(room: HasId, cluster = 'urn:TEAM:eu-central-1_k'): void {
    migrateRoom(this.#state, this.#room(room), cluster);
  }

  /** A compliance officer's doing. */
  makeReadOnly(room: HasId, isReadOnly = true): void {
    this.#room(room).isReadOnly = isReadOnly;
  }

  /** From now on what a message says, or how a room is called, cannot be decrypted. */
  loseKey({ id }: HasId): void {
    found(this.#state.rooms.find(id) ?? this.#state.messages.find(id), id).keyLost = true;
  }

  /** Fills in what the caller leaves open. */
  addIntegration(wanted: NewIntegration = {}): Integration {
    const clientId = wanted.clientId ?? `C${randomBytes(32).toString('hex')}`;
    const integration: Integration = {
      id: makeId(this.#state.cluster, 'APPLICATION', clientId),
      name: wanted.name ?? 'Pigdin',
      clientId,
      clientSecret: wanted.clientSecret ?? randomUUID(),
      redirectUris: wanted.redirectUris ?? [],
      scopes: wanted.scopes ?? ALL_SCOPES,
    };
    this.#state.integrations.set(clientId, integration);
    return integration;
  }

  /** As if the person had signed in to this app, or else to the one that was registered first. */
  issueTokens(person: HasId, options: { integration?: Integration; scopes?: readonly string[] } = {}): TokensJson {
    const [registered = this.addIntegration()] = this.#state.integrations.values();
    const integration = options.integration ?? registered;
    const grant = { person: this.#person(person), integration, scopes: new Set(options.scopes ?? integration.scopes) };
    this.#state.journal.add({ type: 'tokens', change: 'issued', personId: person.id });
    return this.#state.tokens.issue(grant);
  }

  /** Access tokens stop working at once; refresh tokens live on. */
  expireTokens(person: HasId): void {
    this.#state.tokens.expireAccess(this.#person(person));
  }

  /** The person signs out of the app: nothing works any more, but for the webhooks. */
  revokeTokens(person: HasId, integration?: Integration): void {
    this.#state.tokens.revoke(this.#person(person), integration);
    this.#state.journal.add({ type: 'tokens', change: 'revoked', personId: person.id });
  }

  /** What the malware scanner says of a file from now on. */
  setScan(contentUrl: string, scan: ScanState): void {
    const id = contentUrl.split('/').at(-1) ?? '';
    found(this.#state.contents.find(id), id).scan = scan;
  }

  #person({ id }: HasId): Person {
    return found(this.#state.people.find(id), id);
  }

  #room({ id }: HasId): Room {
    return found(this.#state.rooms.find(id), id);
  }
}

const handleOf = (room: Room): RoomHandle => ({
  get id() {
    return room.id;
  },
  get title() {
    return room.title;
  },
  type: room.type,
});

function found<Item>(item: Item | undefined, id: string): Item {
  if (item === undefined) throw new RangeError(`The world has nothing with the id ${id}`);
  return item;
}

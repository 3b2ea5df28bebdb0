import { randomUUID } from 'node:crypto';
import type { Journal } from '../journal.ts';
import type { WebexEntry } from './entries.ts';
import { makeId, type IdType } from './ids.ts';
import type { AttachmentAction, Content, Integration, Message, Person, ResourceEvent, Room, Webhook } from './model.ts';
import { Codes } from './oauth/codes.ts';
import { Devices } from './oauth/devices.ts';
import type { Switches } from './switches.ts';
import { Table } from './table.ts';
import { Tokens } from './tokens.ts';

export interface StateOptions {
  readonly cluster: string;
  readonly now: () => number;
  readonly switches: Switches;
  readonly journal: Journal<WebexEntry>;
}

/** Everything the stand-in knows. Actions change it; routes and the world read it. */
export class State {
  readonly people = new Table<Person>();
  readonly rooms = new Table<Room>();
  readonly messages = new Table<Message>();
  readonly contents = new Table<Content>();
  readonly webhooks = new Table<Webhook>();
  readonly attachmentActions = new Table<AttachmentAction>();
  readonly integrations = new Map<string, Integration>();
  readonly tokens: Tokens;
  readonly codes: Codes;
  readonly devices: Devices;
  readonly journal: Journal<WebexEntry>;
  readonly switches: Switches;
  readonly cluster: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** With `/v1`; known once the service listens. */
  apiUrl = '';
  readonly #listeners = new Set<(event: ResourceEvent) => void>();

  constructor({ cluster, now, switches, journal }: StateOptions) {
    this.cluster = cluster;
    this.now = now;
    this.switches = switches;
    this.journal = journal;
    this.tokens = new Tokens(now, switches);
    this.codes = new Codes(now);
    this.devices = new Devices(now);
  }

  timestamp(): string {
    return new Date(this.now()).toISOString();
  }

  newId(type: IdType, cluster = this.cluster): string {
    return makeId(cluster, type, randomUUID());
  }

  /** Tells those who deliver webhooks. */
  emit(event: ResourceEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  onEvent(listener: (event: ResourceEvent) => void): void {
    this.#listeners.add(listener);
  }
}

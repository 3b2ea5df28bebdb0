/** The people and rooms of the suite: one connected user, and in each room others who write to her. */
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { Person } from '../../../sandbox/slack/world/person.ts';
import type { ShownMessage } from '../../../sandbox/slack/world/shown.ts';
import type { PersonHandle } from '../../../sandbox/webex/person-handle.ts';
import type { RoomHandle } from '../../../sandbox/webex/world.ts';

const UMA = { name: 'Uma Berg', email: 'uma@example.com' };

export interface SuiteRoom {
  readonly number: number;
  /** What its thread is called after. */
  readonly title: string;
  readonly handle: RoomHandle;
  /** Who writes there, beside the user. */
  readonly others: readonly PersonHandle[];
}

export interface Thread {
  readonly room: number;
  readonly channel: string;
  readonly ts: string;
}

export class Cast {
  readonly rooms: SuiteRoom[] = [];
  readonly umaInWebex: PersonHandle;
  readonly umaInSlack: Person;
  readonly #sandbox: Sandbox;
  readonly #colleagues: readonly PersonHandle[];

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.umaInWebex = sandbox.webex.world.addPerson(UMA);
    this.umaInSlack = sandbox.slack.world.addUser(UMA);
    this.#colleagues = ['Ann Lee', 'Ben Okafor'].map((name) =>
      sandbox.webex.world.addPerson({ name, email: `${name.split(' ')[0]?.toLowerCase()}@customer.example` }),
    );
  }

  /** Every fifth is a direct one, with somebody of its own. */
  addRoom(): SuiteRoom {
    const number = this.rooms.length;
    const digits = String(number).padStart(2, '0');
    const room = number % 5 === 4 ? this.#direct(number, digits) : this.#group(number, digits);
    this.rooms.push(room);
    return room;
  }

  /** The threads that mirror a room, oldest first: one, if all is well. */
  threads(): Thread[] {
    const { world } = this.#sandbox.slack;
    return world.channels.flatMap(({ id }) =>
      world.timeline(id).flatMap((message) => this.#threadOf(id, message) ?? []),
    );
  }

  #threadOf(channel: string, { ts, reads, author }: ShownMessage): Thread | undefined {
    if (author.userId === this.umaInSlack.id) return;
    // Each card is headed by the name of its room.
    const [heading = ''] = reads.split('\n');
    const room = this.rooms.find(({ title }) => heading.includes(title));
    return room && { room: room.number, channel, ts };
  }

  #group(number: number, digits: string): SuiteRoom {
    const title = `Room ${digits}`;
    const people = [...this.#colleagues, this.umaInWebex];
    const handle = this.#sandbox.webex.world.addRoom({ title, people });
    return { number, title, handle, others: this.#colleagues };
  }

  #direct(number: number, digits: string): SuiteRoom {
    const { world } = this.#sandbox.webex;
    const friend = world.addPerson({ name: `Dan ${digits}`, email: `dan${digits}@partner.example` });
    return { number, title: friend.name, handle: world.addDirectRoom(friend, this.umaInWebex), others: [friend] };
  }
}

/** What people write, in an order that a seed repeats. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { formatToken, type Side } from '../judge/tokens.ts';
import { randomOf, type Random } from '../random.ts';
import type { Ledger, Row } from './ledger.ts';
import type { Cast, SuiteRoom, Thread } from './rooms.ts';

export interface Plan {
  readonly seed: number;
  /** How many messages others and the user herself write in Webex. */
  readonly inWebex: number;
  /** How many replies the user writes in Slack. */
  readonly inSlack: number;
  /** How many messages in Webex are changed, or taken back, after they were written. */
  readonly edits?: number;
  readonly deletes?: number;
  /** The same of replies in Slack. */
  readonly slackEdits?: number;
  readonly slackDeletes?: number;
  /** On average, with bursts; as fast as the sandbox takes them unless told. */
  readonly perSecond?: number;
  /** All rooms unless told. */
  readonly rooms?: readonly number[];
}

type Act = 'webex' | 'slack' | 'edit' | 'delete' | 'slack-edit' | 'slack-delete';

/** Text that formatting, escaping or cutting could hurt. */
const WORDS = ['see you at 9', 'a < b && c > d', 'naïve café 🎉', 'https://example.com/a?b=1&c=2', '50 % of *it*'];

/** For the thread of a room in which somebody has written. */
const LONGEST_WAIT_MS = 60_000;

export class Traffic {
  readonly #cast: Cast;
  readonly #ledger: Ledger;
  readonly #sandbox: Sandbox;
  readonly #threads = new Map<number, Thread>();

  constructor(sandbox: Sandbox, cast: Cast, ledger: Ledger) {
    this.#sandbox = sandbox;
    this.#cast = cast;
    this.#ledger = ledger;
  }

  /** Resolves when all of it is written. Who cannot reply yet, because there is no thread, replies later. */
  async run(plan: Plan): Promise<void> {
    const { edits = 0, deletes = 0, slackEdits = 0, slackDeletes = 0 } = plan;
    const random = randomOf(plan.seed);
    const rooms = this.#cast.rooms.filter(({ number }) => plan.rooms?.includes(number) ?? true);
    const acts = random.shuffle<Act>([
      ...times('webex', plan.inWebex),
      ...times('slack', plan.inSlack),
      ...times('edit', edits),
      ...times('delete', deletes),
      ...times('slack-edit', slackEdits),
      ...times('slack-delete', slackDeletes),
    ]);
    let postponed = 0;
    for (const act of acts) {
      if (plan.perSecond !== undefined) await wait((-Math.log(1 - random.next()) * 1000) / plan.perSecond);
      if (!(await this.#perform(act, random.pick(rooms), random))) postponed += 1;
    }
    for (; postponed > 0; postponed -= 1) await this.#reply(await this.#answerable(random.pick(rooms)), random);
  }

  /** Says one thing in each room, so that it gets a thread. */
  async greet(seed: number): Promise<void> {
    const random = randomOf(seed);
    for (const room of this.#cast.rooms) await this.#say(room, random);
  }

  /** False for a reply in a room that has no thread yet. */
  async #perform(act: Act, room: SuiteRoom, random: Random): Promise<boolean> {
    switch (act) {
      case 'webex':
        await this.#say(room, random);
        return true;
      case 'slack':
        if (!this.#threadOf(room)) return false;
        await this.#reply(room, random);
        return true;
      case 'edit':
      case 'slack-edit':
        await this.#edit(this.#any(act === 'edit' ? 'w' : 's', room, random), random);
        return true;
      case 'delete':
      case 'slack-delete':
        await this.#delete(this.#any(act === 'delete' ? 'w' : 's', room, random));
        return true;
    }
  }

  async #say(room: SuiteRoom, random: Random): Promise<void> {
    // One in five is the user herself, on her phone.
    const author = random.below(5) === 0 ? this.#cast.umaInWebex : random.pick(room.others);
    const { text, token } = this.#words('w', room, random);
    const { id } = await author.says(room.handle, text);
    this.#ledger.add({ ...token, author: author.name, id });
  }

  async #reply(room: SuiteRoom, random: Random): Promise<void> {
    const thread = this.#threadOf(room);
    if (!thread) throw new Error(`Room ${room.number} has no thread`);
    const { text, token } = this.#words('s', room, random);
    const { umaInSlack } = this.#cast;
    const id = await umaInSlack.posts(thread.channel, text, { threadTs: thread.ts });
    this.#ledger.add({ ...token, author: umaInSlack.name, id });
  }

  async #edit(row: Row | undefined, random: Random): Promise<void> {
    if (!row) return;
    const words = `${formatToken({ ...row, revision: row.revision + 1 })} ${random.pick(WORDS)}`;
    if (row.side === 'w') await this.#authorOf(row).edits({ id: row.id }, words);
    else await this.#cast.umaInSlack.edits(this.#channelOf(row), row.id, words);
    this.#ledger.edited(row);
  }

  async #delete(row: Row | undefined): Promise<void> {
    if (!row) return;
    if (row.side === 'w') await this.#authorOf(row).deletes({ id: row.id });
    else await this.#cast.umaInSlack.deletes(this.#channelOf(row), row.id);
    this.#ledger.deleted(row);
  }

  /** One of the latest messages of a room that are still there. Webex lets a message be changed ten times. */
  #any(side: Side, { number }: SuiteRoom, random: Random): Row | undefined {
    const rows = this.#ledger
      .rows()
      .filter((row) => row.side === side && row.room === number && !row.isDeleted && row.revision < 9);
    return rows.length === 0 ? undefined : random.pick(rows.slice(-10));
  }

  #channelOf({ room }: Row): string {
    const thread = this.#threads.get(room);
    if (!thread) throw new Error(`Room ${room} has no thread`);
    return thread.channel;
  }

  #authorOf({ author }: Row) {
    const person = this.#sandbox.webex.world.people().find(({ name }) => name === author);
    if (!person) throw new Error(`${author} is unknown in Webex`);
    return person;
  }

  #words(side: Side, { number: room }: SuiteRoom, random: Random) {
    const token = { side, room, number: this.#ledger.next(side, room) };
    return { token, text: `${formatToken({ ...token, revision: 1 })} ${random.pick(WORDS)}` };
  }

  #threadOf({ number }: SuiteRoom): Thread | undefined {
    if (!this.#threads.has(number)) {
      for (const thread of this.#cast.threads())
        if (!this.#threads.has(thread.room)) this.#threads.set(thread.room, thread);
    }
    return this.#threads.get(number);
  }

  async #answerable(room: SuiteRoom): Promise<SuiteRoom> {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    while (!this.#threadOf(room)) {
      if (performance.now() > deadline) throw new Error(`Room ${room.number} got no thread to reply in`);
      await wait(50);
    }
    return room;
  }
}

const times = (act: Act, count: number): Act[] => Array.from({ length: count }, () => act);

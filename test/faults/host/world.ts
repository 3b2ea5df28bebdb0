/** The sandbox and its people, with a clock that can be moved: all that the runner reaches in the other process. */
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import { signIn } from '../../../sandbox/sign-in.ts';
import type { Timing } from '../../../sandbox/slack/timing.ts';
import { judge, type Reading, type Verdict } from '../judge/judge.ts';
import { crowdOut } from './crowd.ts';
import { Ledger } from './ledger.ts';
import { readWorld } from './reading.ts';
import { Cast } from './rooms.ts';
import { Traffic, type Plan } from './traffic.ts';

export interface WorldOptions {
  readonly rooms: number;
  /** Off unless told. */
  readonly rateLimits?: 'documented' | 'off';
  /** A folder with other built Functions. */
  readonly functions?: string | undefined;
  /** Of Slack. */
  readonly timing?: Partial<Timing>;
}

export class World {
  #sandbox: Sandbox | undefined;
  #cast: Cast | undefined;
  #ledger: Ledger | undefined;
  #traffic: Traffic | undefined;
  /** Milliseconds by which the services' clocks are ahead of the real one. */
  #offsetMs = 0;
  #freeSockets: (() => void) | undefined;

  /** @returns what the bridge needs in its environment */
  async open({
    rooms,
    rateLimits = 'off',
    functions,
    timing = {},
  }: WorldOptions): Promise<Readonly<Record<string, string>>> {
    const now = (): number => Date.now() + this.#offsetMs;
    const sandbox = await startSandbox({
      functions,
      pubnub: { now },
      webex: { now },
      slack: { now, rateLimits, timing },
    });
    this.#sandbox = sandbox;
    this.#cast = new Cast(sandbox);
    this.#ledger = new Ledger(sandbox, this.#cast.umaInSlack.id);
    this.#traffic = new Traffic(sandbox, this.#cast, this.#ledger);
    for (let room = 0; room < rooms; room += 1) this.#cast.addRoom();
    return sandbox.environment;
  }

  /** The services themselves, with their switches. */
  get sandbox(): Sandbox {
    return opened(this.#sandbox);
  }

  get ledger(): Ledger {
    return opened(this.#ledger);
  }

  /** Uma connects her account, as anybody would. The bridge must be running. */
  async connect(): Promise<void> {
    const { umaInSlack, umaInWebex } = opened(this.#cast);
    await signIn(this.sandbox, umaInSlack, umaInWebex);
  }

  async greet(seed: number): Promise<void> {
    await opened(this.#traffic).greet(seed);
  }

  async write(plan: Plan): Promise<void> {
    await opened(this.#traffic).run(plan);
  }

  /** Somebody writes one message in a room. */
  async say(room: number, seed: number): Promise<void> {
    await opened(this.#traffic).run({ seed, inWebex: 1, inSlack: 0, rooms: [room] });
  }

  /** A further room, to be opened in Slack by its first message. @returns its number */
  addRoom(): number {
    return opened(this.#cast).addRoom().number;
  }

  /** A further room, mirrored in a channel of its own. @returns its number */
  async addRoomElsewhere(): Promise<number> {
    const { slack } = this.sandbox;
    const cast = opened(this.#cast);
    const { number, title } = cast.addRoom();
    const name = `room-${number}`;
    slack.world.addChannel({ name, members: [cast.umaInSlack, slack.world.bot] });
    const where = await cast.umaInSlack.opensDirectMessage();
    await cast.umaInSlack.command('/pigdin', `move #${name} ${title}`, where);
    return number;
  }

  /** The user's direct message with the app. */
  directMessage(): Promise<string> {
    return opened(this.#cast).umaInSlack.opensDirectMessage();
  }

  makeReadOnly(room: number, isReadOnly: boolean): void {
    const { handle } = opened(opened(this.#cast).rooms[room]);
    this.sandbox.webex.world.makeReadOnly(handle, isReadOnly);
  }

  /** Webex signs the user out of Pigdin. */
  revokeTokens(): void {
    this.sandbox.webex.world.revokeTokens(opened(this.#cast).umaInWebex);
  }

  expireTokens(): void {
    this.sandbox.webex.world.expireTokens(opened(this.#cast).umaInWebex);
  }

  /** Runs the Function that looks after accounts, once for each of them and once more. */
  async tend(): Promise<void> {
    const { functions, kv } = this.sandbox.pubnub;
    const accounts = kv.keys().keys.filter((key) => key.startsWith('user:')).length;
    for (let run = 0; run <= accounts; run += 1) await functions.runInterval('webex-interval');
  }

  /** Slack has no place for the bridge's socket, until `freeSockets`. */
  async crowdSockets(): Promise<void> {
    this.#freeSockets = await crowdOut(this.sandbox.slack);
  }

  freeSockets(): void {
    this.#freeSockets?.();
  }

  moveClock(ms: number): void {
    this.#offsetMs += ms;
  }

  /** Nothing goes wrong any more; and webex-interval has run since, as it does every few minutes. */
  async heal(): Promise<void> {
    const { pubnub, webex, slack } = this.sandbox;
    for (const { faults } of [pubnub, webex, slack]) faults.clear();
    pubnub.switches.clear();
    webex.webhookFaults.clear();
    slack.switches.clear();
    this.freeSockets();
    await this.tend();
  }

  /** Resolves when neither Webex nor Slack will tell anything again. */
  async settled(): Promise<void> {
    await Promise.all([this.sandbox.webex.settled(), this.sandbox.slack.settled()]);
  }

  judge(options: Pick<Reading, 'mayPark'>): Verdict {
    return judge(readWorld(this.sandbox, opened(this.#cast), this.ledger, options));
  }

  async close(): Promise<void> {
    await this.#sandbox?.close();
  }
}

function opened<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('The world is not open');
  return part;
}

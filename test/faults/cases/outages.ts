/** A service answers 503, asks to slow down, cuts connections or leaves them half-open. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Trial } from '../trial.ts';
import { beginWriting, planOf, type Case, type Size } from './case.ts';

const SERVICES = { slack: 'Slack', webex: 'Webex', pubnub: 'PubNub' } as const;
type Service = keyof typeof SERVICES;
const ALL: readonly Service[] = ['slack', 'webex', 'pubnub'];

const LENGTHS = [5, 60, 200] as const;

/** People write all the while; the trouble comes in between, and goes. */
async function amid(trial: Trial, size: Size, seed: number, trouble: () => Promise<void>): Promise<void> {
  const written = beginWriting(trial, planOf(size, seed));
  await wait(300);
  await trouble();
  await trial.world.heal();
  await written;
}

const outage = (service: Service, seconds: number): Case => ({
  name: `503-${service}-${seconds}s`,
  what: `${SERVICES[service]} answers 503 for ${seconds} s`,
  run: (trial, size, seed) =>
    amid(trial, size, seed, async () => {
      await trial.world.sandbox[service].faults.inject({ path: /^/, times: Infinity, answer: { status: 503 } });
      await wait(size.ms(seconds));
    }),
});

const slackStorm: Case = {
  name: '429-slack',
  what: 'Slack answers 429 in storms',
  run: (trial, size, seed) =>
    amid(trial, size, seed, async () => {
      for (let wave = 0; wave < 6; wave += 1) {
        await trial.world.sandbox.slack.switches.rateLimit({ times: 20, retryAfterSeconds: 1 });
        await wait(size.ms(5));
      }
    }),
};

/** So long one channel has to wait, while others must not. */
const WAIT_SECONDS = 10;
const IN_TIME_MS = 5000;

const oneChannel: Case = {
  name: '429-one-channel',
  what: 'Slack asks one channel to wait; what goes to others is there at once',
  async run(trial, size, seed) {
    const { world } = trial;
    const elsewhere = [await world.addRoomElsewhere(), await world.addRoomElsewhere()];
    await world.write({ seed, inWebex: 4, inSlack: 2, rooms: elsewhere });
    await world.ledger.downTo(0, 10_000);
    const channel = await world.directMessage();
    const fault = { channel, method: 'chat.postMessage', retryAfterSeconds: WAIT_SECONDS };
    await world.sandbox.slack.switches.rateLimit(fault);
    const plan = { seed: seed + 1, inWebex: 20, inSlack: 0 };
    await world.write({ ...plan, rooms: [0, 1, 2, 3] });
    await world.write({ ...plan, inSlack: 10, rooms: elsewhere, perSecond: size.perSecond });
    if (!(await world.ledger.hasAll(elsewhere, IN_TIME_MS))) throw new Error('Other channels waited as well');
  },
};

const webexStorm: Case = {
  name: '429-webex',
  what: 'Webex answers 429 in storms',
  run: (trial, size, seed) =>
    amid(trial, size, seed, async () => {
      const answer = { status: 429, headers: { 'retry-after': '1' } };
      for (let wave = 0; wave < 6; wave += 1) {
        await trial.world.sandbox.webex.faults.inject({ path: /^/, times: 20, answer });
        await wait(size.ms(5));
      }
    }),
};

/** Webex did what it was asked for, and nobody hears of it: asking again must not do it twice. */
const lostAnswers: Case = {
  name: 'lost-answers',
  what: 'Webex and Slack take a message, and the connection is cut before they say so',
  run: (trial, size, seed) =>
    amid(trial, size, seed, async () => {
      const fault = { method: 'POST', drop: true, when: 'after', times: 3 } as const;
      for (let wave = 0; wave < 6; wave += 1) {
        await trial.world.sandbox.webex.faults.inject({ ...fault, path: /\/messages$/ });
        await trial.world.sandbox.slack.faults.inject({ ...fault, path: /chat\.postMessage$/ });
        await wait(size.ms(10));
      }
    }),
};

const readOnly: Case = {
  name: 'read-only',
  what: 'Webex refuses the replies in one room: who wrote them is told',
  mayPark: true,
  async run(trial, size, seed) {
    await trial.world.makeReadOnly(0, true);
    await trial.world.write({ seed, inWebex: 0, inSlack: 5, rooms: [0] });
    await trial.world.write({ ...planOf(size, seed), rooms: [1, 2, 3] });
    await trial.world.ledger.downTo(0, 10_000);
    await trial.world.makeReadOnly(0, false);
  },
};

const resets: Case = {
  name: 'resets',
  what: 'connections to all services are reset, before and after the work was done',
  run: (trial, size, seed) =>
    amid(trial, size, seed, async () => {
      for (let wave = 0; wave < 10; wave += 1) {
        const when = wave % 2 === 0 ? 'before' : 'after';
        for (const service of ALL) {
          await trial.world.sandbox[service].faults.inject({ path: /^/, times: 3, drop: true, when });
        }
        await wait(size.ms(5));
      }
    }),
};

/** Nothing is answered any more on connections that are open; only a time limit ends the wait. */
const halfOpen: Case = {
  name: 'half-open-http',
  what: "connections to Slack's Web API and for publishing are left half-open",
  run: (trial, size, seed) =>
    amid(trial, size, seed, async () => {
      for (let wave = 0; wave < size.count(4); wave += 1) {
        await trial.world.sandbox.slack.faults.freeze(/^\/api\//);
        await trial.world.sandbox.pubnub.faults.freeze(/^\/(publish|v1\/blocks\/.*query)/);
        await wait(size.ms(20));
      }
    }),
};

/** Only a message of its own that does not come back tells the bridge; it sends one a minute. */
const halfOpenPoll: Case = {
  name: 'half-open-poll',
  what: "the bridge's connections to PubNub are left half-open, its subscription among them",
  async run(trial, size, seed) {
    await trial.stop();
    await trial.start({ longWaits: size.ms(1) / 1000 });
    // Nothing is under way, so that the poll that waits for the next message is among them.
    await trial.world.ledger.quiet(500);
    await trial.world.sandbox.pubnub.faults.freeze(/^\/(?!v1\/blocks)/);
    await trial.world.write(planOf(size, seed));
    await trial.world.ledger.downTo(0, HALF_OPEN_MS);
  },
};

/** A minute, and ten seconds for the message to come back. */
const HALF_OPEN_MS = 90_000;

const sockets: Case = {
  name: 'sockets',
  what: "Slack's sockets are cut, asked to go and left half-open",
  run: (trial, size, seed) =>
    amid(trial, size, seed, async () => {
      const { switches } = trial.world.sandbox.slack;
      for (let wave = 0; wave < size.count(5); wave += 1) {
        await switches.cutSockets();
        await wait(size.ms(10));
        await switches.requestReconnect('warning');
        await switches.requestReconnect('refresh_requested');
        await wait(size.ms(10));
        await switches.freezeSockets();
        await wait(size.ms(20));
      }
    }),
};

const tooManySockets: Case = {
  name: 'too-many-sockets',
  what: 'Slack turns the bridge away, because ten sockets are open that acknowledge nothing',
  run: (trial, size, seed) =>
    amid(trial, size, seed, async () => {
      await trial.world.crowdSockets();
      await wait(size.ms(20));
      await trial.world.freeSockets();
    }),
};

export const OUTAGES: readonly Case[] = [
  ...ALL.flatMap((service) => LENGTHS.map((seconds) => outage(service, seconds))),
  slackStorm,
  oneChannel,
  webexStorm,
  lostAnswers,
  readOnly,
  resets,
  halfOpen,
  halfOpenPoll,
  sockets,
  tooManySockets,
];

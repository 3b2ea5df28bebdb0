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

const halfOpenPoll: Case = {
  name: 'half-open-poll',
  what: "the bridge's subscription to PubNub is left half-open",
  run: (trial, size, seed) =>
    amid(trial, size, seed, () => trial.world.sandbox.pubnub.faults.freeze(/^\/v2\/subscribe/)),
};

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
  webexStorm,
  resets,
  halfOpen,
  halfOpenPoll,
  sockets,
  tooManySockets,
];

/** A service answers 503, asks to slow down, or cuts connections. */
import { setTimeout as wait } from 'node:timers/promises';
import { planOf, type Case, type Size } from './case.ts';
import type { Trial } from '../trial.ts';

type Service = 'slack' | 'webex' | 'pubnub';

const SERVICES: readonly Service[] = ['slack', 'webex', 'pubnub'];
const LENGTHS = [5, 60, 200] as const;

/** Writes all the while, the outage in the middle. */
async function during(trial: Trial, size: Size, seed: number, trouble: () => Promise<void>): Promise<void> {
  const written = trial.world.write(planOf(size, seed));
  await wait(500);
  await trouble();
  await trial.world.heal();
  await written;
}

const outage = (service: Service, seconds: number): Case => ({
  name: `503-${service}-${seconds}s`,
  what: `${service === 'pubnub' ? 'PubNub' : service === 'slack' ? 'Slack' : 'Webex'} answers 503 for ${seconds} s`,
  run: (trial, size, seed) =>
    during(trial, size, seed, async () => {
      await trial.world.sandbox[service].faults.inject({ path: /^/, times: Infinity, answer: { status: 503 } });
      await wait(seconds * 1000 * size.time);
    }),
});

const storm: Case = {
  name: '429-slack',
  what: 'Slack answers 429 to two calls in three, in storms',
  run: (trial, size, seed) =>
    during(trial, size, seed, async () => {
      for (let wave = 0; wave < 6; wave += 1) {
        await trial.world.sandbox.slack.switches.rateLimit({ times: 20, retryAfterSeconds: 1 });
        await wait(5000 * size.time);
      }
    }),
};

const resets: Case = {
  name: 'resets',
  what: 'connections to all services are reset, before and after the work is done',
  run: (trial, size, seed) =>
    during(trial, size, seed, async () => {
      for (let wave = 0; wave < 10; wave += 1) {
        const when = wave % 2 === 0 ? 'before' : 'after';
        for (const service of SERVICES) {
          await trial.world.sandbox[service].faults.inject({ path: /^/, times: 5, drop: true, when });
        }
        await wait(5000 * size.time);
      }
    }),
};

export const OUTAGES: readonly Case[] = [
  ...SERVICES.flatMap((service) => LENGTHS.map((seconds) => outage(service, seconds))),
  storm,
  resets,
];

/** The bridge, or what it needs, was away for long. */
import { setTimeout as wait } from 'node:timers/promises';
import { planOf, whileWriting, type Case, type Size } from './case.ts';
import type { Trial } from '../trial.ts';

const FAST = 500;
const MINUTES_25 = 25 * 60_000;
/** So many failures within five minutes disable a webhook. */
const FAILURES = 100;

/** More than the hundred that PubNub hands out by itself. */
const gapOf = ({ inWebex }: Size): number => (inWebex >= 1000 ? 500 : 150);

const gap: Case = {
  name: 'gap',
  what: 'the bridge is away while 500 messages are written, with replies among them',
  async run(trial, size, seed) {
    await trial.stop();
    const count = gapOf(size);
    const changes = { edits: 20, deletes: 10, slackEdits: 10, slackDeletes: 5 };
    await trial.world.write({ seed, inWebex: count, inSlack: Math.ceil(count / 5), ...changes, perSecond: FAST });
    // Slack gives up telling of what nobody acknowledges.
    await trial.world.sandbox.slack.settled();
    await trial.start();
    // In the other rooms nothing that comes later reveals what is missing.
    await trial.world.write({ ...planOf(size, seed + 1), rooms: [0] });
  },
};

/** PubNub hands out by itself what is no older than twenty minutes. */
const longAbsence: Case = {
  name: 'away-25-minutes',
  what: 'the bridge is away for 25 minutes, by moved clocks',
  async run(trial, size, seed) {
    await trial.kill();
    await trial.world.write({ ...planOf(size, seed), perSecond: FAST });
    await trial.moveClocks(MINUTES_25);
    await trial.world.write({ ...planOf(size, seed + 1), perSecond: FAST });
    await trial.start();
    await trial.world.write(planOf(size, seed + 2));
  },
};

const longOutage: Case = {
  name: 'pubnub-away-25-minutes',
  what: 'PubNub cannot be reached for 25 minutes, by moved clocks, while the bridge runs',
  async run(trial, size, seed) {
    const { switches } = trial.world.sandbox.pubnub;
    await switches.disconnect();
    await trial.world.write({ ...planOf(size, seed), inSlack: 0, perSecond: FAST });
    await trial.moveClocks(MINUTES_25);
    await switches.reconnect();
    await trial.world.write(planOf(size, seed + 1));
  },
};

/** Webex gives up telling the Functions anything; the next run of webex-interval mends it. */
async function disableWebhook(trial: Trial, seed: number): Promise<void> {
  const answer = { status: 503 };
  await trial.world.sandbox.pubnub.faults.inject({ path: /webex\/webhook$/, times: Infinity, answer });
  await trial.world.write({ seed, inWebex: FAILURES + 10, inSlack: 0, perSecond: FAST });
  await trial.world.sandbox.webex.settled();
  await trial.world.heal();
}

const disabledWebhook: Case = {
  name: 'webhook-disabled',
  what: 'Webex disables the webhook after 100 failures; it is revived later',
  async run(trial, size, seed) {
    await disableWebhook(trial, seed);
    await trial.world.write(planOf(size, seed + 1));
    await trial.world.tend();
    await trial.world.write(planOf(size, seed + 2));
  },
};

const revoked: Case = {
  name: 'token-revoked',
  what: 'Webex signs the user out amid a burst; later she signs in again',
  async run(trial, size, seed) {
    await trial.world.write({ ...planOf(size, seed), perSecond: FAST });
    await trial.world.revokeTokens();
    await trial.world.write({ ...planOf(size, seed + 1), perSecond: FAST });
    await trial.world.ledger.quiet(size.ms(20));
    await trial.world.connect();
    await trial.world.write(planOf(size, seed + 2));
  },
};

const expired: Case = {
  name: 'token-expired',
  what: "the user's access token expires again and again amid a burst",
  async run(trial, size, seed) {
    await whileWriting(trial, planOf(size, seed), async () => {
      await trial.world.expireTokens();
      await wait(100);
    });
  },
};

export const ABSENCE: readonly Case[] = [gap, longAbsence, longOutage, disabledWebhook, revoked, expired];

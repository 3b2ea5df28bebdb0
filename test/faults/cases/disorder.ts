/** What travels comes twice, late, in another order, or not at all. */
import { setTimeout as wait } from 'node:timers/promises';
import { randomOf, type Random } from '../random.ts';
import type { Trial } from '../trial.ts';
import { planOf, whileWriting, type Case } from './case.ts';

/** The longest delay. */
const LATE_MS = 1000;

/** People write, and every now and then the next few of what travels suffer something. */
const disorder = (name: string, what: string, disturb: (trial: Trial, random: Random) => Promise<void>): Case => ({
  name,
  what,
  async run(trial, size, seed) {
    const random = randomOf(seed);
    await whileWriting(trial, planOf(size, seed), async () => {
      await disturb(trial, random);
      await wait(20 + random.below(200));
    });
  },
});

const KINDS = ['duplicate', 'delay', 'reorder'] as const;

const webhooks = disorder('webhooks', 'webhooks come twice, late and in another order', async (trial, random) => {
  const { webhookFaults } = trial.world.sandbox.webex;
  const kind = random.pick(KINDS);
  if (kind !== 'reorder') {
    return webhookFaults.inject({ kind, times: 1 + random.below(3), delayMs: random.below(LATE_MS) });
  }
  await webhookFaults.hold();
  await wait(50 + random.below(200));
  await webhookFaults.release('reversed');
});

const lostWebhooks = disorder('lost-webhooks', 'webhooks get lost', (trial, random) =>
  trial.world.sandbox.webex.webhookFaults.inject({ kind: 'drop', event: 'created', times: 1 + random.below(2) }),
);

const slackEvents = disorder('slack-events', 'Slack events come twice, late and in another order', (trial, random) => {
  const kind = random.pick(KINDS);
  // Most events tell the app of its own posts.
  const times = kind === 'duplicate' ? 10 : 1 + random.below(5);
  return trial.world.sandbox.slack.switches.disturb({
    kind,
    event: /^message$/,
    times,
    delayMs: random.below(LATE_MS),
  });
});

const allTwice: Case = {
  name: 'all-twice',
  what: 'every webhook, every Slack event and every message of PubNub comes twice',
  async run(trial, size, seed) {
    const { webex, slack, pubnub } = trial.world.sandbox;
    await webex.webhookFaults.inject({ kind: 'duplicate', times: Infinity });
    // As Slack does where an acknowledgement got lost.
    await slack.switches.disturb({ kind: 'duplicate', times: Infinity, delayMs: LATE_MS });
    await pubnub.switches.disturb({ kind: 'duplicate', times: Infinity });
    await trial.world.write(planOf(size, seed));
    await trial.world.ledger.downTo(0, 10_000);
    await wait(LATE_MS);
  },
};

const deliveries = disorder(
  'pubnub-messages',
  'messages of PubNub come twice, late and in another order',
  (trial, random) =>
    trial.world.sandbox.pubnub.switches.disturb({
      kind: random.pick(KINDS),
      times: 1 + random.below(3),
      delayMs: random.below(LATE_MS),
    }),
);

const lostDeliveries = disorder('lost-pubnub-messages', 'messages of PubNub get lost on their way', (trial, random) =>
  trial.world.sandbox.pubnub.switches.disturb({ kind: 'drop', times: 1 + random.below(2) }),
);

export const DISORDER: readonly Case[] = [allTwice, webhooks, lostWebhooks, slackEvents, deliveries, lostDeliveries];

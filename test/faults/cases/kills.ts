/** The process is killed: at every named step of both ways, and at any moment. */
import { setTimeout as wait } from 'node:timers/promises';
import type { CrashPoint } from '../../../src/bridge/crash-points.ts';
import { randomOf } from '../random.ts';
import type { Trial } from '../trial.ts';
import { beginWriting, planOf, shareOf, type Case, type Size } from './case.ts';

const POINTS = [
  'inbound:received',
  'inbound:intended',
  'inbound:posted',
  'inbound:linked',
  'inbound:advanced',
  'thread:intended',
  'thread:opened',
  'thread:saved',
  'outbound:journaled',
  'outbound:intended',
  'outbound:published',
  'outbound:settled',
  'outbound:linked',
  'outbound:done',
] as const satisfies readonly CrashPoint[];

/** In the long form, each point is hit so many times. */
const CRASHES = 5;

/** Everything is written before the bridge is back: nothing that comes later reveals what is missing. */
const FAST = 300;

/** Nothing has come for so long: the point is not on the way. */
const UNREACHED_MS = 10_000;

/** Kills the bridge when it reaches a point the n-th time, while people write, and starts it again. */
async function crashAt(trial: Trial, point: CrashPoint, count: number, write: () => Promise<void>): Promise<void> {
  await trial.stop();
  await trial.start({ crashAt: { point, count } });
  const written = write();
  written.catch(() => undefined);
  const reached = trial.ended.then(() => true);
  const unreached = written.then(() => trial.world.ledger.downTo(0, UNREACHED_MS)).then(() => false);
  if (!(await Promise.race([reached, unreached]))) throw new Error(`The bridge never reached ${point}`);
  await trial.start();
  await written;
}

const killAt = (point: (typeof POINTS)[number]): Case => ({
  name: `kill-at-${point.replace(':', '-')}`,
  what: `SIGKILL at ${point}`,
  async run(trial, size, seed) {
    const random = randomOf(seed);
    const crashes = size.count(CRASHES);
    for (let crash = 0; crash < crashes; crash += 1) {
      const opens = point.startsWith('thread:');
      const count = opens ? 1 : 1 + random.below(5);
      await crashAt(trial, point, count, async () => {
        // A new room gets its thread with its first message.
        if (opens) await trial.world.say(await trial.world.addRoom(), seed + crash);
        await trial.world.write({ ...shareOf(planOf(size, seed), crash, crashes), perSecond: FAST });
      });
    }
  },
});

/** A reply that Webex refuses for good is set aside; whoever wrote it must hear of it, also after a crash right then. */
const killWhileParking: Case = {
  name: 'kill-at-outbound-parked',
  what: 'SIGKILL at outbound:parked, the room being read-only',
  mayPark: true,
  async run(trial, size, seed) {
    await crashAt(trial, 'outbound:parked', 1, async () => {
      await trial.world.makeReadOnly(0, true);
      await trial.world.write({ seed, inWebex: 0, inSlack: 3, rooms: [0] });
      await trial.world.write({ ...planOf(size, seed), rooms: [1, 2, 3] });
    });
    await trial.world.makeReadOnly(0, false);
  },
};

/** Where Slack does not show what was written meanwhile, only the journal and Slack's own retries are left. */
const withoutHistory: Case = {
  name: 'kill-without-slack-history',
  what: "SIGKILL at outbound:journaled, while Slack's history cannot be read",
  async run(trial, size, seed) {
    const answer = { status: 200, body: { ok: false, error: 'missing_scope' } };
    const path = /^\/api\/conversations\.(history|replies)$/;
    await trial.world.sandbox.slack.faults.inject({ path, times: Infinity, answer });
    for (let crash = 0; crash < size.count(CRASHES); crash += 1) {
      const plan = { seed: seed + crash, inWebex: 0, inSlack: size.inSlack, perSecond: FAST };
      await crashAt(trial, 'outbound:journaled', 3, () => trial.world.write(plan));
    }
    await trial.world.ledger.downTo(0, UNREACHED_MS);
  },
};

const anywhere: Case = {
  name: 'kill-anywhere',
  what: 'SIGKILL at random moments, 50 times in the long form',
  async run(trial, size, seed) {
    const random = randomOf(seed);
    const kills = Math.max(3, size.count(50));
    const plan = { ...planOf(size, seed), perSecond: (size.inWebex + size.inSlack) / kills };
    const written = beginWriting(trial, plan);
    for (let kill = 0; kill < kills; kill += 1) {
      await wait(random.below(1500));
      await trial.restart();
    }
    await written;
  },
};

/** Catching up is on the way, too. */
const inCatchUp: Case = {
  name: 'kill-in-catch-up',
  what: 'SIGKILL while it catches up with what was written during its absence',
  async run(trial, size: Size, seed) {
    const random = randomOf(seed);
    await trial.kill();
    await trial.world.write({ ...planOf(size, seed), perSecond: 500 });
    for (let kill = 0; kill < Math.max(2, size.count(10)); kill += 1) {
      await trial.start({ crashAt: { point: 'inbound:posted', count: 1 + random.below(4) } });
      await Promise.race([trial.ended, trial.world.ledger.downTo(0, UNREACHED_MS)]);
      await trial.kill();
    }
    await trial.start();
  },
};

export const KILLS: readonly Case[] = [...POINTS.map(killAt), killWhileParking, withoutHistory, anywhere, inCatchUp];

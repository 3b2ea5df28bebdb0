/** The process is killed: at every named step of both ways, and at any moment. */
import { setTimeout as wait } from 'node:timers/promises';
import type { CrashPoint } from '../../../src/bridge/crash-points.ts';
import { randomOf } from '../random.ts';
import type { Trial } from '../trial.ts';
import { planOf, type Case } from './case.ts';

/** In a room that has no thread yet, or for a reply that Webex refuses, where nothing else gets there. */
const POINTS: readonly CrashPoint[] = [
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
];

const CRASHES_AT_A_POINT = 3;

const killAt = (point: CrashPoint): Case => ({
  name: `kill-at-${point.replace(':', '-')}`,
  what: `SIGKILL at ${point}, ${CRASHES_AT_A_POINT} times`,
  async run(trial, size, seed) {
    const random = randomOf(seed);
    const opensThreads = point.startsWith('thread:');
    for (let crash = 0; crash < CRASHES_AT_A_POINT; crash += 1) {
      await trial.stop();
      await trial.start({ crashAt: { point, count: 1 + random.below(opensThreads ? 1 : 5) } });
      if (opensThreads) await trial.world.addRoom();
      const share = { ...planOf(size, seed + crash), ...shareOf(size, CRASHES_AT_A_POINT) };
      const crashed = trial.ended.then(() => true);
      const written = trial.world.write(share);
      const reached = await Promise.race([
        crashed,
        written.then(() => trial.world.ledger.downTo(0, 5000)).then(() => false),
      ]);
      if (!reached) throw new Error(`The bridge never reached ${point}`);
      await trial.start();
      await written;
    }
  },
});

const shareOf = ({ inWebex, inSlack }: { inWebex: number; inSlack: number }, parts: number) => ({
  inWebex: Math.ceil(inWebex / parts),
  inSlack: Math.ceil(inSlack / parts),
});

const anywhere: Case = {
  name: 'kill-anywhere',
  what: 'SIGKILL at random moments under load',
  async run(trial, size, seed) {
    const random = randomOf(seed);
    const written = trial.world.write({ ...planOf(size, seed), perSecond: size.perSecond / 2 });
    await killing(trial, size.kills, () => wait(random.below(1500)));
    await written;
  },
};

async function killing(trial: Trial, times: number, pause: () => Promise<void>): Promise<void> {
  for (let kill = 0; kill < times; kill += 1) {
    await pause();
    await trial.restart();
  }
}

export const KILLS: readonly Case[] = [...POINTS.map(killAt), anywhere];

/** The machine that runs the bridge: its disk and its clock. */
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { beginWriting, planOf, whileWriting, type Case } from './case.ts';

const lockedStore: Case = {
  name: 'store-locked',
  what: 'another process holds the store locked, for longer than the bridge waits',
  async run(trial, size, seed) {
    const written = beginWriting(trial, planOf(size, seed));
    await wait(300);
    const other = new DatabaseSync(trial.storeFile);
    other.exec('PRAGMA busy_timeout=5000; BEGIN EXCLUSIVE');
    // The store itself waits for five seconds.
    await wait(Math.max(7000, size.ms(30)));
    other.exec('ROLLBACK');
    other.close();
    await written;
  },
};

const fullStore: Case = {
  name: 'store-full',
  what: 'the disk is full for a while',
  async run(trial, size, seed) {
    const written = beginWriting(trial, planOf(size, seed));
    await wait(300);
    trial.tell({ storeIsFull: true });
    await wait(Math.max(2000, size.ms(30)));
    trial.tell({ storeIsFull: false });
    await written;
  },
};

/** Signatures are good for five minutes, questions for one. */
const skew = (name: string, what: string, aheadMs: number): Case => ({
  name,
  what,
  async run(trial, size, seed) {
    trial.skewClock(aheadMs);
    await trial.world.write(planOf(size, seed));
    await trial.restart();
    await trial.world.write(planOf(size, seed + 1));
    await trial.world.ledger.downTo(0, 10_000);
    trial.skewClock(0);
  },
});

const jumps: Case = {
  name: 'clock-jumps',
  what: "the bridge's clock jumps back and forth by up to 50 s",
  async run(trial, size, seed) {
    await whileWriting(trial, planOf(size, seed), async (jump) => {
      trial.skewClock((jump % 2 ? 1 : -1) * ((jump * 17_000) % 50_000));
      await wait(200);
    });
    trial.skewClock(0);
  },
};

export const MACHINE: readonly Case[] = [
  lockedStore,
  fullStore,
  skew('clock-ahead', "the bridge's clock is 50 s ahead", 50_000),
  skew('clock-behind', "the bridge's clock is 50 s behind", -50_000),
  jumps,
];

import { sizeOf, type Case } from './cases/case.ts';
import type { Verdict } from './judge/judge.ts';
import { Trial } from './trial.ts';

/** One line of the table. */
export interface Row {
  readonly name: string;
  readonly what: string;
  readonly seed: number;
  readonly seconds: number;
  readonly messages: number;
  readonly verdict: Verdict;
  /** Why the case did not run to its end. */
  readonly error?: string;
}

export interface RunOptions {
  readonly seed: number;
  /** 1 is the long form. */
  readonly scale: number;
  /** Another copy of the project, whose bridge is to run. */
  readonly root?: string | undefined;
}

/** Nothing has come for so long: what is missing by then is lost. */
const PATIENCE_MS = 20_000;
/** A second copy would have come by then. */
const QUIET_MS = 1500;

export async function runCase(one: Case, { seed, scale, root }: RunOptions): Promise<Row> {
  const size = sizeOf(scale);
  const begun = performance.now();
  const trial = await Trial.open({ rooms: size.rooms, timing: RETRIES, ...one.world }, root);
  const row = (verdict: Verdict, messages: number, error?: unknown): Row => ({
    name: one.name,
    what: one.what,
    seed,
    seconds: Math.round((performance.now() - begun) / 1000),
    messages,
    verdict,
    ...(error === undefined ? {} : { error: error instanceof Error ? error.message : 'unknown' }),
  });
  try {
    await trial.start();
    await trial.world.connect();
    await trial.world.greet(seed);
    await trial.world.ledger.downTo(0, PATIENCE_MS);
    await one.run(trial, size, seed);
    const verdict = await lookAt(trial, one);
    return row(verdict, (await trial.world.ledger.rows()).length);
  } catch (error) {
    return row({ lost: [], duplicated: [], reordered: [], wrong: [] }, 0, error);
  } finally {
    await trial.close();
  }
}

/** Slack tries again sooner than it really does, so that what comes twice comes while somebody looks. */
const RETRIES = { retryDelaysMs: [0, 2000, 6000] };

/** After everything has come, and once more after a further start, which must add nothing. */
async function lookAt(trial: Trial, { mayPark = false }: Case): Promise<Verdict> {
  await trial.world.heal();
  await trial.world.ledger.downTo(0, PATIENCE_MS);
  await trial.stop();
  await trial.start();
  await trial.world.ledger.downTo(0, PATIENCE_MS / 2);
  await trial.world.ledger.quiet(QUIET_MS);
  return trial.world.judge({ mayPark });
}

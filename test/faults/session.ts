/** Runs cases, one after the other in one world or each in its own, and finds what each of them did wrong. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
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
  readonly error?: string | undefined;
}

export interface RunOptions {
  readonly seed: number;
  /** 1 is the long form. */
  readonly scale: number;
  /** Nothing has come for so long: what is missing by then counts as lost. */
  readonly patienceMs?: number;
  /** Another copy of the project, whose bridge is to run. */
  readonly root?: string | undefined;
  /** A folder in which the bridge's lines are kept. */
  readonly logs?: string | undefined;
  /** Told of each row as it is known. */
  readonly onRow?: (row: Row) => void;
}

const PATIENCE_MS = 40_000;
/** A second copy would have come by then. */
const QUIET_MS = 1000;

/** Slack tries again sooner than it really does, so that what comes twice comes while somebody looks. */
const RETRIES = { retryDelaysMs: [0, 1000, 3000] };

/** A further start must add nothing, and mend nothing. */
const ONE_MORE_START: Case = {
  name: 'one-more-start',
  what: 'a stop and a further start add nothing',
  async run(trial) {
    const code = await trial.stop();
    if (code !== 0) throw new Error(`The bridge ended with code ${code}`);
    await trial.start();
  },
};

/** In one world, one after the other: what a case left behind is not counted again. */
export async function runSession(cases: readonly Case[], options: RunOptions): Promise<Row[]> {
  const session = await Session.open(cases, options);
  const rows: Row[] = [];
  try {
    const mayPark = cases.some((one) => one.mayPark === true);
    for (const one of [...cases, { ...ONE_MORE_START, mayPark }]) {
      const row = await session.run(one);
      rows.push(row);
      options.onRow?.(row);
      if (row.error !== undefined) break;
    }
    return rows;
  } finally {
    await session.close(cases[0]?.name ?? 'nothing');
  }
}

class Session {
  readonly #trial: Trial;
  readonly #options: RunOptions;
  readonly #known = new Set<string>();

  private constructor(trial: Trial, options: RunOptions) {
    this.#trial = trial;
    this.#options = options;
  }

  /** Resolves when the account is connected, and each room has its thread. */
  static async open(cases: readonly Case[], options: RunOptions): Promise<Session> {
    const { rooms } = sizeOf(options.scale);
    const special = Object.assign({}, ...cases.map(({ world }) => world)) as Case['world'];
    const functions = options.root && join(options.root, 'dist/functions');
    const trial = await Trial.open({ rooms, timing: RETRIES, functions, ...special }, options.root);
    await trial.start();
    await trial.world.connect();
    await trial.world.greet(options.seed);
    await trial.world.ledger.downTo(0, PATIENCE_MS);
    return new Session(trial, options);
  }

  async run(one: Case): Promise<Row> {
    const { seed, scale } = this.#options;
    const begun = performance.now();
    const before = (await this.#trial.world.ledger.rows()).length;
    const error = await this.#act(() => one.run(this.#trial, sizeOf(scale), seed));
    const verdict = await this.#look(one);
    const messages = (await this.#trial.world.ledger.rows()).length - before;
    const seconds = Math.round((performance.now() - begun) / 1000);
    return { name: one.name, what: one.what, seed, seconds, messages, verdict, error };
  }

  async close(name: string): Promise<void> {
    const { logs, seed } = this.#options;
    if (logs !== undefined) await cp(this.#trial.logFile, join(logs, `${name}-${seed}.log`));
    await this.#trial.close();
  }

  async #act(run: () => Promise<void>): Promise<string | undefined> {
    try {
      await run();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** When everything has come, or nothing more does. */
  async #look({ mayPark = false }: Case): Promise<Verdict> {
    const { world } = this.#trial;
    await world.heal();
    await world.ledger.downTo(0, this.#options.patienceMs ?? PATIENCE_MS);
    await world.settled();
    await world.ledger.quiet(QUIET_MS);
    await world.ledger.giveUp();
    const verdict = await world.judge({ mayPark });
    return {
      lost: this.#news(verdict.lost),
      duplicated: this.#news(verdict.duplicated),
      reordered: this.#news(verdict.reordered),
      wrong: this.#news(verdict.wrong),
    };
  }

  #news(findings: readonly string[]): string[] {
    const news = findings.filter((finding) => !this.#known.has(finding));
    for (const finding of news) this.#known.add(finding);
    return news;
  }
}

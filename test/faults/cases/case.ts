import type { Plan } from '../host/traffic.ts';
import type { WorldOptions } from '../host/world.ts';
import type { Trial } from '../trial.ts';

/** How large a run is: a scale of 1 is the long form. */
export interface Size {
  readonly rooms: number;
  /** Written in Webex, by others and by the user elsewhere. */
  readonly inWebex: number;
  /** Replies in Slack. */
  readonly inSlack: number;
  /** On average, both ways together. */
  readonly perSecond: number;
  /** Milliseconds that so many seconds of the long form take here. */
  ms(seconds: number): number;
  /** So many of the long form, at least one. */
  count(times: number): number;
}

const SHORTEST = 0.05;

export function sizeOf(scale: number): Size {
  const share = Math.min(1, Math.max(scale, SHORTEST));
  return {
    rooms: Math.max(5, Math.round(20 * share)),
    inWebex: Math.max(40, Math.round(2000 * scale)),
    inSlack: Math.max(20, Math.round(1000 * scale)),
    perSecond: 60,
    ms: (seconds) => Math.round(seconds * 1000 * share),
    count: (times) => Math.max(1, Math.round(times * share)),
  };
}

export interface Case {
  /** As `--case` takes it. */
  readonly name: string;
  /** What the table says of it. */
  readonly what: string;
  readonly world?: Partial<WorldOptions>;
  /** Replies may be set aside here, if their author is told. */
  readonly mayPark?: boolean;
  /** Everything between the connected account and the look at what came of it. The bridge runs at the start and at the end. */
  run(trial: Trial, size: Size, seed: number): Promise<void>;
}

/** What people write in one run; some of it is changed or taken back at once. */
export const planOf = ({ inWebex, inSlack, perSecond }: Size, seed: number): Plan => ({
  seed,
  inWebex,
  inSlack,
  edits: Math.ceil(inWebex / 20),
  deletes: Math.ceil(inWebex / 40),
  slackEdits: Math.ceil(inSlack / 20),
  slackDeletes: Math.ceil(inSlack / 40),
  perSecond,
});

/** One of several equal shares of a plan, each with other words. */
export function shareOf(plan: Plan, index: number, shares: number): Plan {
  const share = (count: number): number => Math.ceil(count / shares);
  return {
    ...plan,
    seed: plan.seed * 1000 + index,
    inWebex: share(plan.inWebex),
    inSlack: share(plan.inSlack),
    edits: share(plan.edits ?? 0),
    deletes: share(plan.deletes ?? 0),
    slackEdits: share(plan.slackEdits ?? 0),
    slackDeletes: share(plan.slackDeletes ?? 0),
  };
}

/** Begins to write. A failure waits for whoever awaits the end. */
export function beginWriting(trial: Trial, plan: Plan): Promise<void> {
  const written = trial.world.write(plan);
  written.catch(() => undefined);
  return written;
}

/** Does something again and again, as long as people write. */
export async function whileWriting(trial: Trial, plan: Plan, act: (round: number) => Promise<unknown>): Promise<void> {
  const writing = { isOver: false };
  const written = beginWriting(trial, plan);
  const end = (): void => {
    writing.isOver = true;
  };
  written.then(end, end);
  for (let round = 1; !writing.isOver; round += 1) await act(round);
  await written;
}

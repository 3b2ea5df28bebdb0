import type { WorldOptions } from '../host/world.ts';
import type { Trial } from '../trial.ts';

/** How large a run is: 1 is the long form. */
export interface Size {
  readonly rooms: number;
  /** Written in Webex, by others and by the user elsewhere. */
  readonly inWebex: number;
  /** Replies in Slack. */
  readonly inSlack: number;
  /** On average, both ways together. */
  readonly perSecond: number;
  /** The share of an outage's real length. */
  readonly time: number;
  /** How many times the bridge is killed at random moments. */
  readonly kills: number;
}

export const sizeOf = (scale: number): Size => ({
  rooms: Math.max(5, Math.round(20 * scale)),
  inWebex: Math.max(40, Math.round(2000 * scale)),
  inSlack: Math.max(20, Math.round(1000 * scale)),
  perSecond: 60,
  time: Math.min(1, Math.max(scale, 0.05)),
  kills: Math.max(3, Math.round(50 * scale)),
});

export interface Case {
  /** As `--case` takes it. */
  readonly name: string;
  /** What the table says of it. */
  readonly what: string;
  readonly world?: Partial<WorldOptions>;
  /** Replies may be set aside here, if their author is told. */
  readonly mayPark?: boolean;
  /** Everything between the connected account and the last look. The bridge runs at the start, and at the end. */
  run(trial: Trial, size: Size, seed: number): Promise<void>;
}

/** What people write in one run. */
export const planOf = ({ inWebex, inSlack, perSecond }: Size, seed: number) => ({ seed, inWebex, inSlack, perSecond });

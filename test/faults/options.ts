import { parseArgs } from 'node:util';

export interface Options {
  readonly help: boolean;
  readonly cases: RegExp;
  readonly seeds: readonly number[];
  readonly scale: number;
  readonly together: boolean;
  readonly mutations: RegExp | undefined;
  readonly logs: string | undefined;
  /** Everything was asked for, in its long form: worth writing down. */
  readonly isWhole: boolean;
}

export const USAGE = `npm run faults                               every case in its long form, with two seeds; writes docs/reliability.md
npm run faults -- --case 503-slack-60s --seed 7      one case
npm run faults -- --mutations                        breaks each rule on purpose, and shows the case that finds it

  --case PATTERN     cases whose whole name fits
  --seed LIST        1,2 unless given
  --scale NUMBER     1 is the long form; 0 is what npm test runs
  --together         all cases one after the other in one world
  --mutations [PATTERN]   rules that fit
  --logs FOLDER      keeps the bridge's lines there
  --help             this text`;

const text = { type: 'string' } as const;

/** Throws a TypeError for what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      case: text,
      seed: text,
      scale: text,
      logs: text,
      together: { type: 'boolean', default: false },
      mutations: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const seeds = (values.seed ?? '1,2').split(',').map(Number);
  const scale = Number(values.scale ?? (values.mutations ? 0 : 1));
  if (seeds.some((seed) => !Number.isInteger(seed)) || !(scale >= 0))
    throw new TypeError('--seed and --scale are numbers');
  return {
    help: values.help,
    cases: new RegExp(`^(?:${values.case ?? '.*'})$`),
    seeds,
    scale,
    together: values.together,
    mutations: values.mutations ? new RegExp(positionals[0] ?? '') : undefined,
    logs: values.logs,
    isWhole: values.case === undefined && positionals.length === 0 && (scale === 1 || values.mutations),
  };
}

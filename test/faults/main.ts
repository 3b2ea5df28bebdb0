// npm run faults: every case in its long form, and the table of what was lost, duplicated or reordered.
import { parseArgs } from 'node:util';
import { buildFunctions } from '../../functions/bundle.ts';
import { CASES } from './cases/all.ts';
import { runCase, type Row } from './run-case.ts';

const { values } = parseArgs({
  options: {
    case: { type: 'string' },
    seed: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
  },
});

await buildFunctions();
const wanted = CASES.filter(({ name }) => values.case === undefined || new RegExp(values.case).test(name));
for (const one of wanted) {
  const row = await runCase(one, { seed: Number(values.seed), scale: Number(values.scale) });
  print(row);
}

function print({ name, seed, seconds, messages, verdict, error }: Row): void {
  const counts = Object.values(verdict).map((findings) => findings.length);
  console.log([name.padEnd(28), seed, messages, ...counts, `${seconds} s`, error ?? ''].join('\t'));
  for (const [kind, findings] of Object.entries(verdict)) {
    for (const finding of findings.slice(0, 5)) console.log(`    ${kind}: ${finding}`);
  }
}

// npm run faults: every case in its long form, and the table of what was lost, duplicated or reordered.
import { parseArgs } from 'node:util';
import { buildFunctions } from '../../functions/bundle.ts';
import { CASES } from './cases/all.ts';
import { runSession, type Row } from './session.ts';

const { values } = parseArgs({
  options: {
    case: { type: 'string' },
    seed: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
    together: { type: 'boolean', default: false },
  },
});

await buildFunctions();
const wanted = CASES.filter(({ name }) => values.case === undefined || new RegExp(values.case).test(name));
const options = { seed: Number(values.seed), scale: Number(values.scale), onRow: print };
if (values.together) await runSession(wanted, options);
else for (const one of wanted) await runSession([one], options);

function print({ name, seed, seconds, messages, verdict, error }: Row): void {
  const counts = Object.values(verdict).map((findings) => findings.length);
  console.log([name.padEnd(28), seed, messages, ...counts, `${seconds} s`, error ?? ''].join('\t'));
  for (const [kind, findings] of Object.entries(verdict)) {
    for (const finding of findings.slice(0, 4)) console.log(`    ${kind}: ${finding}`);
  }
}

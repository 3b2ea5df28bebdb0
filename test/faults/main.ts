// npm run faults: the table of what was lost, duplicated or reordered while everything went wrong. test/faults/options.ts holds the options.
import { buildFunctions } from '../../functions/bundle.ts';
import { CASES } from './cases/all.ts';
import { withMutant } from './mutant.ts';
import { MUTATIONS, type Mutation } from './mutations.ts';
import { readOptions, USAGE, type Options } from './options.ts';
import { runSession, type Row } from './session.ts';
import { caseTable, isClean, mutationTable, printed, writeIntoDocument, type Broken } from './table.ts';

const HEAD = ['case'.padEnd(28), 'seed', 'written', 'lost', 'doubled', 'reordered', 'wrong', 'time'].join('\t');

async function main(options: Options): Promise<boolean> {
  if (options.help) {
    console.log(USAGE);
    return true;
  }
  await buildFunctions();
  console.log(HEAD);
  return options.mutations ? breakRules(options, options.mutations) : runCases(options);
}

/** True where every row is clean. */
async function runCases({ cases, seeds, scale, together, logs, isWhole }: Options): Promise<boolean> {
  const wanted = CASES.filter(({ name }) => cases.test(name));
  const rows: Row[] = [];
  const onRow = (row: Row): void => {
    rows.push(row);
    console.log(printed(row));
  };
  for (const seed of seeds) {
    const options = { seed, scale, logs, onRow };
    if (together) await runSession(wanted, options);
    else for (const one of wanted) await runSession([one], options);
  }
  if (isWhole) await writeIntoDocument('cases', caseTable(rows));
  return rows.every(isClean);
}

/** True where every broken rule was found out. */
async function breakRules({ seeds, scale, isWhole }: Options, rules: RegExp): Promise<boolean> {
  const found: Broken[] = [];
  const wanted = MUTATIONS.filter(({ rule }) => rules.test(rule));
  for (const mutation of wanted) {
    const row = await firstFinding(mutation, seeds, scale);
    if (row) found.push({ rule: mutation.rule, broken: mutation.broken, row });
    console.log(
      row ? `${mutation.rule}: found out` : `${mutation.rule}: NOBODY NOTICED that the bridge ${mutation.broken}`,
    );
  }
  if (isWhole) await writeIntoDocument('mutations', mutationTable(found));
  return found.length === wanted.length;
}

/** The first row that is not clean, of the cases that should find this. */
function firstFinding(mutation: Mutation, seeds: readonly number[], scale: number): Promise<Row | undefined> {
  return withMutant(mutation, async (root) => {
    for (const seed of seeds) {
      for (const one of CASES.filter(({ name }) => mutation.cases.includes(name))) {
        const rows = await runSession([one], { seed, scale, root });
        for (const row of rows) console.log(printed(row));
        const row = rows.find((candidate) => finds(mutation, candidate));
        if (row) return row;
      }
    }
    return undefined;
  });
}

const finds = ({ finds: what }: Mutation, { verdict, error }: Row): boolean =>
  what === 'error' ? error !== undefined : verdict[what].length > 0;

const allIsWell = await main(readOptions(process.argv.slice(2)));
process.exitCode = allIsWell ? 0 : 1;

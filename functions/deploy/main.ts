// Usage: npm run functions:deploy -- [--plan | --yes]. Builds the Functions and puts them onto a PubNub keyset.
import { parseArgs } from 'node:util';
import { config as loadDotenv } from 'dotenv';
import { readDeployConfig } from '../../src/config.ts';
import { deploy } from './deploy.ts';
import { hiding, terminalOf, type Terminal } from './terminal.ts';
import { buildWanted } from './wanted.ts';

const USAGE = `npm run functions:deploy                shows what would be done, asks, and does it
npm run functions:deploy -- --plan      only shows it
npm run functions:deploy -- --yes       does it without asking

  --secrets    writes every secret again, even one that has not changed
  --help       this text

It reads its configuration from the environment and from .env; .env.example and docs/deploy.md explain each variable.`;

const flag = { type: 'boolean', default: false } as const;
const OPTIONS = { plan: flag, yes: flag, secrets: flag, help: flag };

type Environment = Readonly<Record<string, string | undefined>>;

/** Resolves to the exit code. @param environment the process's own unless told */
export async function main(args: readonly string[], terminal: Terminal, environment?: Environment): Promise<number> {
  let discreet = terminal;
  try {
    const { help, plan: planOnly, yes, secrets: rewriteSecrets } = parse(args);
    if (help) {
      terminal.say(USAGE);
      return 0;
    }
    const config = readDeployConfig(environment);
    discreet = hiding(terminal, config.hidden);
    const inPlace = await deploy(config, await buildWanted(), discreet, { planOnly, yes, rewriteSecrets });
    return inPlace ? 0 : 1;
  } catch (error) {
    discreet.complain(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch {
    throw new Error(`${args.join(' ')} is not understood.\n\n${USAGE}`);
  }
}

if (import.meta.main) {
  loadDotenv({ quiet: true });
  const { stdin: input, stdout: output, stderr: errors } = process;
  process.exitCode = await main(process.argv.slice(2), terminalOf({ input, output, errors }));
}

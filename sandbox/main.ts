// npm run sandbox: the whole of Pigdin on this machine. sandbox/flags.ts holds the options.
import { buildFunctions } from '../functions/bundle.ts';
import { runEverything } from './everything.ts';
import { readFlags, USAGE, UsageError } from './flags.ts';
import { runServices } from './only-services.ts';

async function main(): Promise<void> {
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) {
    console.log(USAGE);
    return;
  }
  await buildFunctions();
  const running = flags.services ? await runServices(flags, flags.services) : await runEverything(flags);
  console.log(running.summary);
  const stop = (): void => void running.close().then(() => process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof UsageError ? error.message : (takenPort(error) ?? error));
  process.exit(1);
});

function takenPort(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error)) return undefined;
  return `Port ${String(error.port)} is taken by another program. Choose another one; npm run sandbox -- --help tells how.`;
}

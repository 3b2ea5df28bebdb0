/** The bridge as it really runs: a process of its own that knows the services only by its environment. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** As `npm start` runs it. */
const START = ['--max-semi-space-size=2', '--import', './scripts/compile-cache.js', 'src/main.ts'];

export interface BridgeProcess {
  readonly pid: number;
  /** Resolves with the exit code when the process ends, for whatever reason. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** Resolves when messages flow. Its store is a temporary file that goes with it. */
export async function startBridgeProcess(environment: Readonly<Record<string, string>>): Promise<BridgeProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'pigdin-'));
  const env = { LOG_LEVEL: 'warn', ...process.env, ...environment, STORE_FILE: join(folder, 'pigdin.db') };
  const child = spawn(process.execPath, START, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(async ([code]: (number | null)[]) => {
    await rm(folder, { recursive: true, force: true });
    return code ?? null;
  });
  const early = ended.then((code) => {
    throw new Error(`The bridge ended before it was ready, with code ${code}; the lines above say why.`);
  });
  await Promise.race([once(child, 'message'), early]);
  early.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

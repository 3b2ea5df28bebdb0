/** The bridge as it really runs: a process of its own that knows the services only by its environment. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** As `npm start` runs it. */
const START = ['--optimize-for-size', '--max-semi-space-size=2', '--import', './scripts/compile-cache.js'];
const MAIN = 'src/main.ts';

export interface BridgeOptions {
  /** Modules that are loaded before the bridge, as `--import` takes them. */
  readonly imports?: readonly string[];
  /** Another copy of the project to run. */
  readonly root?: string;
  /** A file to which its lines are added; they go to the terminal unless told. */
  readonly logFile?: string;
}

export interface BridgeProcess {
  readonly pid: number;
  /** Resolves when messages flow. Rejects when the process ends before. */
  readonly ready: Promise<void>;
  /** Resolves with the exit code when the process ends, for whatever reason; null for a signal. */
  readonly ended: Promise<number | null>;
  /** Sends a signal; SIGTERM asks it to stop, SIGKILL is a crash. Resolves when it has ended. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  stop(): Promise<void>;
  /** Tells a preloaded module something. */
  send(message: object): void;
}

/** Resolves when messages flow. */
export async function startBridgeProcess(
  environment: Readonly<Record<string, string>>,
  options?: BridgeOptions,
): Promise<BridgeProcess> {
  const bridge = await spawnBridgeProcess(environment, options);
  await bridge.ready;
  return bridge;
}

/**
 * Resolves as soon as the process runs. Its store is a temporary file that goes with it, unless the environment names one
 * in `STORE_FILE` or `STORE_URL`, which survives.
 */
export async function spawnBridgeProcess(
  environment: Readonly<Record<string, string>>,
  { imports = [], root = ROOT, logFile }: BridgeOptions = {},
): Promise<BridgeProcess> {
  const { store, remove } = await storeFor(environment);
  const log = logFile === undefined ? undefined : await open(logFile, 'a');
  const output = log?.fd ?? 'inherit';
  const args = [...START, ...imports.flatMap((module) => ['--import', module]), MAIN];
  const env = { LOG_LEVEL: 'warn', ...process.env, ...environment, ...store };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', output, output, 'ipc'] });
  // Whoever started it may end by an error: then nobody is left to stop it.
  const orphaned = (): void => void child.kill('SIGKILL');
  process.once('exit', orphaned);
  const ended = once(child, 'exit').then(async ([code]: (number | null)[]) => {
    process.off('exit', orphaned);
    await log?.close();
    await remove();
    return code ?? null;
  });
  const early = ended.then((code) => {
    throw new Error(`The bridge ended before it was ready, with code ${code}; its lines say why.`);
  });
  const ready = Promise.race([once(child, 'message').then(() => undefined), early]);
  // Whoever does not wait until it is ready learns of its end from `ended`.
  early.catch(() => undefined);
  ready.catch(() => undefined);
  const kill = (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    kill,
    stop: async () => void (await kill('SIGTERM')),
    send: (message) => void child.send(message),
  };
}

async function storeFor(environment: Readonly<Record<string, string>>): Promise<{
  readonly store: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}> {
  // The developer's own `.env` may name a server: it is none of the sandbox's.
  const nowhereElse = { STORE_URL: environment['STORE_URL'] ?? '' };
  if (environment['STORE_FILE'] || environment['STORE_URL'])
    return { store: nowhereElse, remove: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'pigdin-'));
  return {
    store: { ...nowhereElse, STORE_FILE: join(folder, 'pigdin.db') },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

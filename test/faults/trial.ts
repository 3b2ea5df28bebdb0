/** One case under way: the sandbox in a process of its own, the bridge in another, on a store that outlives it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnBridgeProcess, type BridgeProcess } from '../../sandbox/bridge-process.ts';
import type { CrashPoint } from '../../src/bridge/crash-points.ts';
import { remoteOf, type Remote } from './host/remote.ts';
import type { World, WorldOptions } from './host/world.ts';

const HOST = fileURLToPath(new URL('./host/host.ts', import.meta.url));

export interface StartOptions {
  /** Where the bridge kills itself, and at the how many-th time. */
  readonly crashAt?: { readonly point: CrashPoint; readonly count: number } | undefined;
  /** Which share of their time waits of a minute and longer take. */
  readonly longWaits?: number | undefined;
}

/** Loaded before the bridge: they make its test build. */
const PRELOADS = ['crash', 'clock', 'store', 'waits'].map((name) => `./test/faults/preload/${name}.ts`);

export class Trial {
  readonly world: Remote<World>;
  /** The bridge's lines. */
  readonly logFile: string;
  readonly storeFile: string;
  readonly #folder: string;
  readonly #host: ChildProcess;
  readonly #root: string | undefined;
  #environment: Readonly<Record<string, string>> = {};
  #bridge: BridgeProcess | undefined;
  /** By how much the services' clocks are ahead of the real one, and the bridge's ahead of theirs. */
  #movedMs = 0;
  #skewMs = 0;

  private constructor(folder: string, host: ChildProcess, root: string | undefined) {
    this.#folder = folder;
    this.#host = host;
    this.#root = root;
    this.world = remoteOf<World>(host);
    this.logFile = join(folder, 'bridge.log');
    this.storeFile = join(folder, 'pigdin.db');
  }

  /** @param root another copy of the project, whose bridge is to run */
  static async open(options: WorldOptions, root?: string): Promise<Trial> {
    const folder = await mkdtemp(join(tmpdir(), 'pigdin-faults-'));
    const trial = new Trial(folder, fork(HOST, [], { serialization: 'advanced', execArgv: [] }), root);
    trial.#environment = await trial.world.open(options);
    return trial;
  }

  /** Starts the bridge on the store as it is. Resolves when messages flow, or when it has crashed before. */
  async start({ crashAt, longWaits = 1 }: StartOptions = {}): Promise<void> {
    const environment = {
      ...this.#environment,
      STORE_FILE: this.storeFile,
      LOG_LEVEL: 'info',
      ...(crashAt ? { CRASH_AT: `${crashAt.point}#${crashAt.count}` } : {}),
      LONG_WAITS: String(longWaits),
      CLOCK_AHEAD_MS: String(this.#movedMs + this.#skewMs),
    };
    const root = this.#root === undefined ? {} : { root: this.#root };
    const bridge = await spawnBridgeProcess(environment, { imports: PRELOADS, logFile: this.logFile, ...root });
    this.#bridge = bridge;
    await Promise.race([bridge.ready, bridge.ended]);
  }

  /** Resolves when the bridge has ended, for whatever reason. */
  get ended(): Promise<number | null> {
    return this.#running().ended;
  }

  /** Ends it between two instructions, as a power cut does. */
  async kill(): Promise<void> {
    await this.#running().kill('SIGKILL');
    this.#bridge = undefined;
  }

  /** Asks it to stop. @returns its exit code */
  async stop(): Promise<number | null> {
    const code = await this.#running().kill('SIGTERM');
    this.#bridge = undefined;
    return code;
  }

  async restart(options?: StartOptions): Promise<void> {
    await this.kill();
    await this.start(options);
  }

  /** Time passes, for everybody. */
  async moveClocks(ms: number): Promise<void> {
    this.#movedMs += ms;
    await this.world.moveClock(ms);
    this.#setClock();
  }

  /** The bridge's clock alone goes wrong. */
  skewClock(aheadMs: number): void {
    this.#skewMs = aheadMs;
    this.#setClock();
  }

  #setClock(): void {
    this.#bridge?.send({ clockAheadMs: this.#movedMs + this.#skewMs });
  }

  /** Tells a preloaded module of the bridge something. */
  tell(message: object): void {
    this.#running().send(message);
  }

  async close(): Promise<void> {
    await this.#bridge?.kill('SIGKILL');
    const gone = once(this.#host, 'exit');
    this.#host.kill('SIGKILL');
    await gone;
    await rm(this.#folder, { recursive: true, force: true });
  }

  #running(): BridgeProcess {
    if (!this.#bridge) throw new Error('The bridge is not running');
    return this.#bridge;
  }
}

/**
 * Real servers for the tests of the stores: Debian's binaries on a free port of loopback, in a temporary folder, with what
 * makes them keep what they acknowledge. They end with the process that started them, however it ends.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export const PASSWORD = 'not-for-any-log';

export interface Server {
  readonly url: string;
  readonly port: number;
  /** Resolves when it takes connections, on the same port and with the same data as before. */
  readonly start: () => Promise<void>;
  /** Ends it as a crash would. Resolves when it is gone. */
  readonly crash: () => Promise<void>;
  /** It keeps its connections and answers nothing. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Ends it and removes its data. */
  readonly remove: () => Promise<void>;
}

const isRoot = process.getuid?.() === 0;

/**
 * Whether there is no such server on this machine. The tests that need it are skipped then, and a sentence says how to get
 * it; where STORE_SERVERS is `required`, it is thrown.
 */
export function isAbsent(server: 'Redis' | 'Postgres'): boolean {
  if (binary(server === 'Redis' ? 'redis-server' : 'postgres')) return false;
  const sentence = `There is no ${server} server here. On Debian, bash scripts/servers.sh installs it.`;
  if (process.env['STORE_SERVERS'] === 'required') throw new Error(sentence);
  process.stderr.write(`Not tested: ${sentence}\n`);
  return true;
}

export function startRedis(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'pigdin-redis-'));
  return launch(folder, 'SIGKILL', /Ready to accept connections/, (port) => ({
    url: `redis://:${PASSWORD}@127.0.0.1:${port}`,
    command: [
      'setpriv',
      ...DIES_WITH_US,
      binary('redis-server'),
      ...words(`--port ${port} --bind 127.0.0.1 --requirepass ${PASSWORD} --dir ${folder}`),
      ...words('--appendonly yes --appendfsync always --maxmemory-policy noeviction'),
    ],
  }));
}

/** Its own order of letters is that of English, as on most servers, and not that of the bytes. */
export async function startPostgres(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'pigdin-postgres-'));
  const [data, passwords] = [join(folder, 'data'), join(folder, 'password')];
  writeFileSync(passwords, PASSWORD);
  if (isRoot) for (const path of [folder, passwords]) chownSync(path, postgresUser(), -1);
  const [initdb, ...args] = unprivileged([
    binary('initdb'),
    ...words(`--pgdata ${data} --username pigdin --pwfile ${passwords} --auth scram-sha-256 --no-sync`),
    ...words('--encoding UTF8 --locale C --locale-provider icu --icu-locale en'),
  ]);
  execFileSync(initdb, args, { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder });
  // SIGQUIT ends it at once, with nothing written that was not written already.
  return launch(folder, 'SIGQUIT', /ready to accept connections/, (port) => ({
    url: `postgresql://pigdin:${PASSWORD}@127.0.0.1:${port}/postgres`,
    command: unprivileged([binary('postgres'), ...words(`-D ${data} -p ${port} -k ${folder}`)]),
  }));
}

const words = (text: string): string[] => text.split(' ');

type Command = [program: string, ...args: string[]];

const DIES_WITH_US = ['--pdeathsig', 'KILL'];

/** Postgres refuses to run as root. */
const unprivileged = (command: readonly string[]): Command => [
  'setpriv',
  ...DIES_WITH_US,
  ...(isRoot ? ['--reuid=postgres', '--regid=postgres', '--clear-groups'] : []),
  ...command,
];

const postgresUser = (): number => Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }));

interface Launch {
  readonly url: string;
  readonly command: Command;
}

async function launch(
  folder: string,
  crashSignal: NodeJS.Signals,
  ready: RegExp,
  of: (port: number) => Launch,
): Promise<Server> {
  const port = await freePort();
  const {
    url,
    command: [program, ...args],
  } = of(port);
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  const server: Server = {
    url,
    port,
    async start() {
      child = spawn(program, args, { cwd: folder });
      await says(child, ready);
    },
    crash: () => end(crashSignal),
    freeze: () => signalAll(child, 'SIGSTOP'),
    thaw: () => signalAll(child, 'SIGCONT'),
    async remove() {
      if (child?.exitCode === null && child.signalCode === null) server.thaw();
      await end(crashSignal);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** Postgres has a process for each connection; one that has just ended is no matter. */
function signalAll(child: ChildProcess | undefined, signal: NodeJS.Signals): void {
  const pid = String(child?.pid);
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', pid], { encoding: 'utf8' });
  spawnSync('kill', [
    '-s',
    signal.slice('SIG'.length),
    pid,
    ...stdout
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  ]);
}

async function says(child: ChildProcess, ready: RegExp): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      said += chunk.toString();
      if (ready.test(said)) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject).once('exit', () => reject(new Error(`the server ended before it was ready:\n${said}`)));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Debian keeps Postgres's own programs out of the path. An empty text where there is no such program. */
function binary(name: string): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...versions.map((one) => join(debian, one, 'bin'))];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? '';
}

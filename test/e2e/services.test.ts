import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseDotenv } from 'dotenv';
import { afterEach, expect, test } from 'vitest';
import { run } from '../support/process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

/** Starts some services by `npm run sandbox`'s own program, and reads the lines it prints for a `.env` file. */
async function services(...args: string[]): Promise<Record<string, string>> {
  const child = spawn(process.execPath, ['sandbox/main.ts', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('Running until Ctrl-C')) break;
  }
  return parseDotenv(printed);
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

test('services run alone, on the ports asked for, and a bridge started by hand lives on what they print', async () => {
  const port = await freePort();
  const [webexAndPubnub, slack] = await Promise.all([
    services('--services', 'pubnub,webex', '--pubnub-port', port),
    services('--services', 'slack'),
  ]);
  expect(webexAndPubnub['PUBNUB_ORIGIN']).toBe(`http://127.0.0.1:${port}`);
  const me = await fetch(`${webexAndPubnub['WEBEX_API_URL']}/people/me`, {
    headers: { authorization: `Bearer ${webexAndPubnub['WEBEX_ACCESS_TOKEN']}` },
  });
  expect(await me.json()).toMatchObject({ id: webexAndPubnub['WEBEX_USER_ID'], displayName: 'Uma Berg' });

  const folder = await mkdtemp(join(tmpdir(), 'pigdin-services-'));
  try {
    const env = {
      ...process.env,
      ...webexAndPubnub,
      ...slack,
      STORE_FILE: join(folder, 'pigdin.db'),
      LOG_LEVEL: 'warn',
    };
    const bridge = spawn(process.execPath, ['src/main.ts'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    children.push(bridge);
    expect((await once(bridge, 'message'))[0]).toBe('ready');
    bridge.kill('SIGTERM');
    expect(await once(bridge, 'exit')).toEqual([0, null]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('options that make no sense are told in a sentence', async () => {
  for (const [args, sentence] of [
    [['--services', 'pubnub,teams'], 'There is no service "teams"'],
    [['--pubnub-port', 'many'], '--pubnub-port takes a number'],
    [['--layout', 'round'], '--layout is nested or flat'],
    [['--nonsense'], '--nonsense'],
  ] as const) {
    const { code, stderr } = await run('sandbox/main.ts', args, {});
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
  }
});

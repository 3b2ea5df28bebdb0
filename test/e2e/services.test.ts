import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, LogLevel } from '@slack/bolt';
import { parse as parseDotenv } from 'dotenv';
import PubNub from 'pubnub';
import { afterEach, expect, test } from 'vitest';
import { ask, follow } from '../sandbox/page/support.ts';
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

interface Started {
  /** What a client needs, as it was printed. */
  readonly env: Record<string, string>;
  readonly page: { readonly url: string };
}

/** Starts some services by `npm run sandbox`'s own program, and reads what it prints. */
async function services(...args: string[]): Promise<Started> {
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
  const [url = ''] = /http:\S+/.exec(printed) ?? [];
  return { env: parseDotenv(printed), page: { url } };
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

test('services run alone, on the ports asked for, and a bridge started by hand carries a message between them', async () => {
  const port = await freePort();
  const [webexAndPubnub, slack] = await Promise.all([
    services('--services', 'pubnub,webex', '--pubnub-port', port),
    services('--services', 'slack'),
  ]);
  expect(webexAndPubnub.env['PUBNUB_ORIGIN']).toBe(`http://127.0.0.1:${port}`);
  const folder = await mkdtemp(join(tmpdir(), 'pigdin-services-'));
  try {
    // Without the integration's id, the operator sets people up.
    const { WEBEX_CLIENT_ID: _integration, ...env } = { ...webexAndPubnub.env, ...slack.env };
    const file = join(folder, 'user-info.json');
    await writeFile(file, userInfo(env));
    expect(await run('scripts/user.ts', ['create', file], env)).toMatchObject({ code: 0, stderr: '' });

    const bridge = spawn(process.execPath, ['src/main.ts'], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], ...env, STORE_FILE: join(folder, 'pigdin.db'), LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    children.push(bridge);
    expect((await once(bridge, 'message'))[0]).toBe('ready');

    const { tables, until, end } = await follow(slack.page);
    const inSlack = (words: string) =>
      until(words, ({ slackMessages }) => JSON.stringify(slackMessages).includes(words));
    const [channel, user] = [tables().channels[0]?.key, tables().users[0]?.key];
    const connect = { user, channel, command: '/pigdin', text: 'connect' };
    expect(await ask(slack.page, '/slack/commands', connect)).toMatchObject({ status: 204 });
    await inSlack('Connected to Webex as Uma Berg');

    const { items } = await webexApi<{ items: { id: string }[] }>(env, '/rooms');
    await webexApi(env, '/messages', { roomId: items[0]?.id, text: 'Crosses four processes' });
    await inSlack('Crosses four processes');
    end();
    bridge.kill('SIGTERM');
    expect(await once(bridge, 'exit')).toEqual([0, null]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('what services print that run alone is an installation in which npm run doctor finds nothing wrong', async () => {
  const { env } = await services('--services', 'pubnub,webex,slack');
  const { code, stdout, stderr } = await run('src/doctor/main.ts', [], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('nobody is connected yet');
});

const userInfo = (env: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    platform: 'webex',
    userId: env['WEBEX_USER_ID'],
    access_token: env['WEBEX_ACCESS_TOKEN'],
    refresh_token: env['WEBEX_REFRESH_TOKEN'],
  });

/** Plain fetch, as anybody's client would do it. */
async function webexApi<Answer>(env: Record<string, string>, path: string, body?: object): Promise<Answer> {
  const response = await fetch(env['WEBEX_API_URL'] + path, {
    headers: { authorization: `Bearer ${env['WEBEX_ACCESS_TOKEN']}`, 'content-type': 'application/json' },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

test('somebody else’s Slack app runs on Slack alone, and hears what one writes on the page', async () => {
  const { env, page } = await services('--services', 'slack');
  const app = new App({
    token: env['SLACK_BOT_TOKEN'] ?? '',
    appToken: env['SLACK_APP_TOKEN'] ?? '',
    socketMode: true,
    clientOptions: { slackApiUrl: env['SLACK_API_URL'] ?? '' },
    logLevel: LogLevel.ERROR,
  });
  app.message('ping', async ({ say }) => void (await say('pong')));
  await app.start();
  try {
    const { tables, until, end } = await follow(page);
    const wish = { user: tables().users[1]?.key, channel: tables().channels[1]?.key, text: 'ping' };
    expect(await ask(page, '/slack/messages', wish)).toMatchObject({ status: 204 });
    const { slackMessages } = await until('the answer', (now) => JSON.stringify(now.slackMessages).includes('pong'));
    expect(slackMessages.map(({ name, isApp }) => ({ name, isApp }))).toEqual([
      { name: 'Theo Lind', isApp: false },
      { name: 'Pigdin', isApp: true },
    ]);
    end();
  } finally {
    await app.stop();
  }
});

test('somebody else’s PubNub client publishes and hears on PubNub alone', async () => {
  const { env } = await services('--services', 'pubnub');
  const client = new PubNub({
    publishKey: env['PUBNUB_PUBLISH_KEY'] ?? '',
    subscribeKey: env['PUBNUB_SUBSCRIBE_KEY'] ?? '',
    userId: 'somebody',
    origin: new URL(env['PUBNUB_ORIGIN'] ?? '').host,
    ssl: false,
  });
  const heard = Promise.withResolvers<unknown>();
  const connected = Promise.withResolvers<void>();
  client.addListener({
    message: ({ message }) => heard.resolve(message),
    status: () => connected.resolve(),
  });
  try {
    client.subscribe({ channels: ['greetings'] });
    await connected.promise;
    await client.publish({ channel: 'greetings', message: { text: 'hello' } });
    expect(await heard.promise).toEqual({ text: 'hello' });
  } finally {
    client.destroy();
  }
});

test('a port that is taken is told in a sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { code, stderr } = await run('sandbox/main.ts', ['--services', 'slack', '--slack-port', String(port)], {});
  server.close();
  expect(code).toBe(1);
  expect(stderr.trim()).toBe(
    `Port ${port} is taken by another program. Choose another one; npm run sandbox -- --help tells how.`,
  );
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

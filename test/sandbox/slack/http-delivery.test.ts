import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { App, HTTPReceiver } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Journal } from '../../../sandbox/journal.ts';
import { DEFAULT_MANIFEST, type ManifestInput } from '../../../sandbox/slack/manifest.ts';
import { startSlack, type SlackService } from '../../../sandbox/slack/service.ts';
import type { Person } from '../../../sandbox/slack/world/person.ts';
import { SILENT } from './calls.ts';
import { openSocket } from './sockets.ts';

const { settings } = DEFAULT_MANIFEST;
const OVER_HTTP: ManifestInput = { ...DEFAULT_MANIFEST, settings: { ...settings, socket_mode_enabled: false } };

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

describe('delivery over HTTP', () => {
  let slack: SlackService;
  let uma: Person;
  let channel: string;
  let close: () => Promise<unknown> = async () => undefined;

  beforeEach(async () => {
    slack = await startSlack({
      rateLimits: 'off',
      manifest: OVER_HTTP,
      timing: { ackMs: 1_000, retryDelaysMs: [0, 5, 10] },
    });
    uma = slack.world.addUser({ name: 'Uma Berg' });
    channel = slack.world.addChannel({ name: 'customers', members: [uma, slack.world.bot] }).id;
  });
  afterEach(async () => {
    await slack.close();
    await close();
  });

  const listen = async (server: Server): Promise<string> => {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    close = () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  /** An app by hand that passes Slack's challenge and then answers as told. */
  const appByHand = async (answer: (response: ServerResponse, body: string) => void) => {
    const requests = new Journal<Received>();
    const handle = async (request: IncomingMessage, response: ServerResponse) => {
      const body = await textOf(request);
      if (body.includes('url_verification')) {
        response.end(JSON.stringify({ challenge: (JSON.parse(body) as { challenge: string }).challenge }));
        return;
      }
      requests.add({ headers: request.headers, body });
      answer(response, body);
    };
    const server = createServer((request, response) => void handle(request, response));
    await slack.setRequestUrl(await listen(server));
    return requests;
  };

  test('a Bolt app with an HTTPReceiver hears events, commands and clicks', async () => {
    const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: SILENT });
    const app = new App({
      token: slack.botToken,
      receiver,
      logger: SILENT,
      clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
      convoStore: false,
      deferInitialization: true,
    });
    const button = { type: 'button' as const, action_id: 'go', text: { type: 'plain_text' as const, text: 'Go' } };
    app.message(async ({ say }) => {
      await say({ text: 'Pong', blocks: [{ type: 'actions', elements: [button] }] });
    });
    app.command('/pigdin', async ({ ack, command }) => ack(`You said ${command.text}`));
    app.action('go', async ({ ack, respond }) => {
      await ack();
      await respond('Gone');
    });
    await app.init();
    const server = (await app.start({ port: 0, host: '127.0.0.1' })) as Server;
    close = () => app.stop();
    await slack.setRequestUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);

    await uma.posts(channel, 'Ping');
    const pong = await slack.journal.waitFor(
      'the answer',
      (entry) => entry.type === 'message' && entry.text === 'Pong',
    );
    expect((await uma.command('/pigdin', 'hello', channel)).responses).toEqual(['You said hello']);
    expect(await uma.clicks(channel, (pong as { ts: string }).ts, 'go')).toMatchObject({ acknowledged: true });
    await slack.journal.waitFor('the response', (entry) => entry.type === 'response');
    expect(uma.ephemerals.map(({ text }) => text)).toEqual(['You said hello', 'Gone']);
  });

  test('signs what it sends', async () => {
    const requests = await appByHand((response) => response.end());
    await uma.posts(channel, 'hällo');
    const { headers, body } = await requests.waitFor('the event', () => true);
    const base = `v0:${String(headers['x-slack-request-timestamp'])}:${body}`;
    const signature = `v0=${createHmac('sha256', slack.signingSecret).update(base).digest('hex')}`;
    expect(headers).toMatchObject({ 'x-slack-signature': signature, 'content-type': 'application/json' });
    expect(headers).not.toHaveProperty('x-slack-retry-num');
    expect(JSON.parse(body)).toMatchObject({ type: 'event_callback', event: { text: 'hällo' } });
  });

  test('sends commands as a form, interactions as JSON in a form', async () => {
    const requests = await appByHand((response) => response.end());
    await uma.command('/pigdin', 'a & b', channel);
    await uma.usesShortcut('connect_webex');
    const [command, shortcut] = requests.entries;
    expect(command?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(new URLSearchParams(command?.body).get('text')).toBe('a & b');
    const payload = new URLSearchParams(shortcut?.body).get('payload') ?? '';
    expect(JSON.parse(payload)).toMatchObject({ type: 'shortcut', callback_id: 'connect_webex' });
  });

  test('shows the text or JSON with which a command is answered', async () => {
    await appByHand((response, body) => {
      const asked = new URLSearchParams(body).get('text');
      response.end(asked === 'json' ? JSON.stringify({ response_type: 'in_channel', text: 'for all' }) : 'for you');
    });
    await uma.command('/pigdin', 'json', channel);
    await uma.command('/pigdin', 'text', channel);
    expect(slack.world.timeline(channel).map(({ reads }) => reads)).toEqual(['for all']);
    expect(uma.ephemerals.map(({ text }) => text)).toEqual(['for you']);
  });

  test('tries an event three more times and says why', async () => {
    const answers = [500, 404];
    const requests = await appByHand((response) => {
      const status = answers.shift();
      if (status !== undefined) response.writeHead(status).end();
      else if (requests.entries.length === 3) response.destroy();
      else response.end();
    });
    await uma.posts(channel, 'hello');
    await slack.journal.waitFor('the success', (entry) => entry.type === 'event' && entry.acknowledged);
    expect(
      requests.entries.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]),
    ).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'connection_failed'],
    ]);
  });

  test('does not wait for a slow app', async () => {
    const requests = await appByHand((response) => {
      if (requests.entries.length > 1) response.end();
    });
    await uma.posts(channel, 'hello');
    const retry = await requests.waitFor('the retry', ({ headers }) => headers['x-slack-retry-num'] === '1');
    expect(retry.headers['x-slack-retry-reason']).toBe('http_timeout');
  });

  test('does not try again when the app asks for that', async () => {
    const requests = await appByHand((response) => response.writeHead(500, { 'x-slack-no-retry': '1' }).end());
    await uma.posts(channel, 'hello');
    await slack.journal.waitFor('the failure', (entry) => entry.type === 'event');
    await uma.command('/pigdin', '', channel);
    expect(requests.entries).toHaveLength(2);
  });

  test('follows two redirects, and no third', async () => {
    let left = 2;
    const requests = await appByHand((response) => {
      if (left-- > 0) response.writeHead(302, { location: '/elsewhere' }).end();
      else response.end();
    });
    await uma.posts(channel, 'hello');
    expect(await slack.journal.waitFor('the event', ({ type }) => type === 'event')).toMatchObject({
      acknowledged: true,
    });
    expect(requests.entries).toHaveLength(3);
    left = 3;
    await uma.posts(channel, 'again');
    const failed = await slack.journal.waitFor('the failure', (entry) => entry.type === 'event' && !entry.acknowledged);
    expect(failed).toMatchObject({ reason: 'too_many_redirects' });
  });

  test('refuses a URL that does not answer the challenge', async () => {
    const url = await listen(createServer((_request, response) => response.end('hello')));
    await expect(slack.setRequestUrl(url)).rejects.toThrow("didn't respond with the value of the challenge");
  });

  test('fails while no URL is known', async () => {
    expect(await uma.command('/pigdin', '', channel)).toMatchObject({
      acknowledged: false,
      failure: 'dispatch_failed',
    });
  });

  test('leaves no room for Socket Mode', async () => {
    const { frames } = await openSocket(slack);
    expect(frames.entries[0]).toMatchObject({ type: 'disconnect', reason: 'link_disabled' });
  });
});

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { afterEach, describe, expect, test } from 'vitest';
import { startSlack, type SlackOptions, type SlackService } from '../../../sandbox/slack/service.ts';
import { startBolt } from './bolt.ts';
import { openSocket, openUrl, payloads, type Frame } from './sockets.ts';

const FAST = { ackMs: 60, retryDelaysMs: [0, 5, 10] };
/** Enough for any machine to connect meanwhile. */
const MANY_RETRIES = { retryDelaysMs: Array.from({ length: 50 }, () => 100) };

describe('Socket Mode', () => {
  let slack: SlackService;

  const start = async (options: SlackOptions = {}) => {
    slack = await startSlack({ rateLimits: 'off', ...options });
    const uma = slack.world.addUser({ name: 'Uma Berg' });
    const { id: channel } = slack.world.addChannel({ name: 'customers', members: [uma, slack.world.bot] });
    return { uma, channel };
  };
  afterEach(() => slack.close());

  const isEvent = ({ type }: Frame) => type === 'events_api';

  test('says hello first', async () => {
    await start();
    const { frames } = await openSocket(slack);
    expect(frames.entries[0]).toMatchObject({
      type: 'hello',
      num_connections: 1,
      connection_info: { app_id: expect.stringMatching(/^A/) as unknown },
      debug_info: { approximate_connection_time: 18_060 },
    });
  });

  test('lets each ticket in once', async () => {
    await start();
    const url = await openUrl(slack);
    await openSocket(slack, url);
    const [error] = (await once(new WebSocket(url), 'error')) as [Error];
    expect(error.message).toContain('403');
  });

  test('wraps an event in an envelope and waits for its acknowledgement', async () => {
    const { uma, channel } = await start();
    const connection = await openSocket(slack);
    await uma.posts(channel, 'hello');
    const frame = await connection.frames.waitFor('the event', isEvent);
    expect(frame).toMatchObject({
      accepts_response_payload: false,
      retry_attempt: 0,
      retry_reason: '',
      payload: { type: 'event_callback', event: { type: 'message', text: 'hello' } },
    });
    connection.ack(frame);
    const entry = await slack.journal.waitFor('the acknowledgement', ({ type }) => type === 'event');
    expect(entry).toMatchObject({ acknowledged: true, attempt: 0 });
  });

  test('delivers an event again, and a last time, when it is not acknowledged', async () => {
    const { uma, channel } = await start({ timing: FAST });
    const connection = await openSocket(slack);
    await uma.posts(channel, 'hello');
    await slack.journal.waitFor('the last failure', (entry) => entry.type === 'event' && entry.attempt === 3);
    const events = payloads(connection, 'events_api');
    expect(events.map((frame) => [frame['retry_attempt'], frame['retry_reason']])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
      [3, 'timeout'],
    ]);
    const ids = events.map(({ payload }) => (payload as { event_id: string }).event_id);
    expect(new Set(ids).size).toBe(1);
    expect(new Set(events.map((frame) => frame.envelope_id)).size).toBe(4);
  });

  test('is settled when an event that nobody acknowledges has been given up', async () => {
    const { uma, channel } = await start({ timing: FAST });
    const connection = await openSocket(slack);
    await uma.posts(channel, 'hello');
    await slack.settled();
    expect(payloads(connection, 'events_api')).toHaveLength(4);
  });

  test('stops retrying once an attempt is acknowledged', async () => {
    const { uma, channel } = await start({ timing: { ackMs: 250, retryDelaysMs: [0, 5, 10] } });
    const connection = await openSocket(slack);
    await uma.posts(channel, 'hello');
    connection.ack(await connection.frames.waitFor('the retry', (frame) => frame['retry_attempt'] === 1));
    await slack.journal.waitFor('the success', (entry) => entry.type === 'event' && entry.acknowledged);
    await uma.posts(channel, 'again');
    connection.ack(
      await connection.frames.waitFor('the next', ({ payload }) => JSON.stringify(payload ?? {}).includes('again')),
    );
    await slack.journal.waitFor('both', (entry) => entry.type === 'event' && entry.event['text'] === 'again');
    expect(slack.journal.entries.filter(({ type }) => type === 'event')).toMatchObject([
      { attempt: 0, acknowledged: false },
      { attempt: 1, acknowledged: true },
      { attempt: 0, acknowledged: true },
    ]);
  });

  test('keeps an event for an app that connects in time for a retry', async () => {
    const { uma, channel } = await start({ timing: MANY_RETRIES });
    await uma.posts(channel, 'while you were away');
    const connection = await openSocket(slack);
    const frame = await connection.frames.waitFor('the retry', isEvent);
    connection.ack(frame);
    expect(frame).toMatchObject({ payload: { event: { text: 'while you were away' } } });
    expect(frame['retry_attempt']).toBeGreaterThan(0);
  });

  test('gives each payload to one connection only', async () => {
    const { uma, channel } = await start();
    const connections = [await openSocket(slack), await openSocket(slack)];
    for (const connection of connections) {
      connection.frames.subscribe((frame) => {
        if (isEvent(frame)) connection.ack(frame);
      });
    }
    for (const text of ['1', '2', '3', '4']) await uma.posts(channel, text);
    await slack.journal.waitFor(
      'four acknowledgements',
      () => slack.journal.entries.filter(({ type }) => type === 'event').length >= 4,
    );
    expect(connections.map((connection) => payloads(connection, 'events_api').length)).toEqual([2, 2]);
  });

  test('allows ten connections and turns the eleventh away', async () => {
    await start();
    for (let count = 0; count < 10; count += 1) await openSocket(slack);
    const eleventh = await openSocket(slack);
    expect(eleventh.frames.entries[0]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
    await eleventh.closed;
    expect(slack.connectionCount).toBe(10);
  });

  test('warns before it asks a connection to go', async () => {
    await start({ timing: { connectionMs: 30, warningMs: 20 } });
    const connection = await openSocket(slack);
    await connection.closed;
    expect(payloads(connection, 'disconnect').map((frame) => frame['reason'])).toEqual([
      'warning',
      'refresh_requested',
    ]);
  });

  test('answers pings, sends its own, and cuts a connection that does not answer', async () => {
    await start({ timing: { pingMs: 100 } });
    const connection = new WebSocket(await openUrl(slack), { autoPong: false });
    const pinged = once(connection, 'ping');
    const ponged = once(connection, 'pong');
    connection.once('open', () => connection.ping());
    await Promise.all([pinged, ponged]);
    await slack.journal.waitFor('the end', (entry) => entry.type === 'socket' && entry.change === 'closed');
    expect(slack.connectionCount).toBe(0);
  });

  test('can fall silent without closing, even when it is asked to close', async () => {
    await start();
    const { socket } = await openSocket(slack);
    slack.switches.freezeSockets({ answersClose: false });
    const closed = once(socket, 'close');
    socket.close();
    slack.switches.cutSockets();
    const [code] = (await closed) as [number];
    expect(code).toBe(1006);
  });

  test('survives garbage and acknowledgements of nothing', async () => {
    const { uma, channel } = await start();
    const connection = await openSocket(slack);
    for (const garbage of ['{', '[]', '{"envelope_id":"nobody"}', '{"envelope_id":7}']) connection.socket.send(garbage);
    await uma.posts(channel, 'still here');
    connection.ack(await connection.frames.waitFor('the event', isEvent));
    const entry = await slack.journal.waitFor('the acknowledgement', ({ type }) => type === 'event');
    expect(entry).toMatchObject({ acknowledged: true });
  });

  describe('with Bolt', () => {
    const heard = async (text: string, act: (slack: SlackService) => void) => {
      const { uma, channel } = await start({ timing: MANY_RETRIES });
      const texts: string[] = [];
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const bolt = await startBolt(slack, (app) => {
        app.message(async ({ message }) => {
          texts.push('text' in message ? (message.text ?? '') : '');
          resolve(undefined);
        });
      });
      act(slack);
      await uma.posts(channel, text);
      await promise;
      await bolt.stop();
      return texts;
    };

    test('a refresh loses nothing: Bolt reconnects and gets the retry', async () => {
      expect(await heard('during a refresh', ({ switches }) => switches.requestReconnect())).toEqual([
        'during a refresh',
      ]);
    });

    test('a cut connection loses nothing', async () => {
      expect(await heard('during a cut', ({ switches }) => switches.cutSockets())).toEqual(['during a cut']);
    });

    test('Bolt leaves a half-open connection, as its pings are not answered', async () => {
      await start({ timing: { ackMs: 50 } });
      const bolt = await startBolt(slack, () => undefined);
      const second = bolt.reconnected();
      slack.switches.freezeSockets();
      await second;
      expect(slack.journal.entries).toContainEqual(
        expect.objectContaining({ type: 'socket', change: 'opened', connection: 2 }),
      );
      await bolt.stop();
    });
  });
});

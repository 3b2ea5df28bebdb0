import { describe, expect, test } from 'vitest';
import { sentToWebex, trafficOf } from '../../../sandbox/page/traffic.ts';
import type { FunctionEntry, PublishEntry } from '../../../sandbox/pubnub/entry.ts';

const ROOM = 'webex.user.room';

const published = (message: unknown, more: Partial<PublishEntry> = {}): PublishEntry => ({
  type: 'publish',
  kind: 'message',
  channel: ROOM,
  message,
  meta: undefined,
  timetoken: '17963550000000000',
  publisher: 'pubnub-functions',
  stored: true,
  delivered: true,
  ...more,
});

const IDLE = { xhr: 0, kv: 0, vault: 0, pubnub: 0, publish: 0 };

const ran = (more: Partial<FunctionEntry> = {}): FunctionEntry => ({
  type: 'function',
  name: 'webex-publish',
  trigger: 'BEFORE_PUBLISH',
  on: ROOM,
  outcome: 'ok',
  calls: { ...IDLE, xhr: 1 },
  status: undefined,
  error: undefined,
  ms: 11.6,
  ...more,
});

const HELLO = { kind: 'message', channelName: 'Launch', senderName: 'Ann Lee', text: 'hello' };

describe("PubNub's traffic", () => {
  test('tells what came from Webex, when, where and by whom', () => {
    expect(trafficOf([published(HELLO)])).toEqual([
      {
        key: '0',
        type: 'envelope',
        at: '2026-12-04T03:30:00.000Z',
        direction: 'from-webex',
        kind: 'message',
        channel: ROOM,
        room: 'Launch',
        sender: 'Ann Lee',
        text: 'hello',
      },
    ]);
  });

  test('what a client publishes is on its way to Webex', () => {
    expect(trafficOf([published(HELLO, { publisher: 'pigdin' })])).toMatchObject([{ direction: 'to-webex' }]);
  });

  test('what Webex reports of our own message is an echo, whichever came first', () => {
    const echo = published({ ...HELLO, externalObj: { id: 'M1' } });
    const own = published({ ...HELLO, externalObj: { id: 'M1' } }, { publisher: 'pigdin' });
    const kinds = [
      [own, echo],
      [echo, own],
    ].map((entries) => trafficOf(entries).map((line) => line.type === 'envelope' && line.kind));
    expect(kinds).toEqual([
      ['message', 'echo'],
      ['echo', 'message'],
    ]);
    expect(sentToWebex([own, echo])).toEqual(new Set(['M1']));
  });

  test('a direct room is called so, for it has no name of its own', () => {
    expect(trafficOf([published({ ...HELLO, isDirect: true })])).toMatchObject([{ room: 'a direct room' }]);
  });

  test('news of an account say what happened to it', () => {
    const news = published({ kind: 'account', status: 'signed-out', senderName: 'Uma Berg' });
    expect(trafficOf([news])).toMatchObject([{ direction: 'account', kind: 'signed-out', sender: 'Uma Berg' }]);
  });

  test.for([['a string'], [null], [42], [{}], [{ kind: 7, text: [] }]])('%j is shown as unknown', ([message]) => {
    expect(trafficOf([published(message)])).toMatchObject([{ type: 'envelope', kind: 'unknown', channel: ROOM }]);
  });

  test('a Function that did something for a message stands below it', () => {
    const lines = trafficOf([
      ran(),
      published(HELLO),
      ran({ trigger: 'ON_REQUEST', on: 'webex/webhook', status: 200, outcome: 'answered' }),
    ]);
    expect(lines.map(({ key }) => key)).toEqual(['1', '0', '2']);
    expect(lines[1]).toEqual({ key: '0', type: 'function', name: 'webex-publish', outcome: 'ok', ms: 12 });
  });

  test('a Function that only let a message pass is not worth a line, unless it refused', () => {
    expect(trafficOf([ran({ calls: IDLE }), published(HELLO)])).toMatchObject([{ type: 'envelope' }]);
    expect(trafficOf([ran({ calls: IDLE, outcome: 'abort' })])).toMatchObject([{ outcome: 'refused' }]);
  });

  test('a Function that refused says why, in a sentence', () => {
    const error = JSON.stringify({ code: 'read-only', reason: 'Webex does not let you write here.', retryable: false });
    expect(trafficOf([ran({ outcome: 'abort', error })])).toMatchObject([
      { outcome: 'refused', detail: 'Webex does not let you write here.' },
    ]);
  });

  test('a refusal without a reason names the room', () => {
    expect(trafficOf([published(HELLO), ran({ outcome: 'abort' })])[1]).toMatchObject({
      outcome: 'refused',
      detail: 'what was for Launch',
    });
  });

  test('a refusal in words of its own is shown as it is', () => {
    expect(trafficOf([ran({ outcome: 'abort', error: 'no' })])).toMatchObject([{ detail: 'no' }]);
  });

  test('an endpoint that turned a request away, and a Function that broke, stand out', () => {
    const lines = trafficOf([
      ran({ trigger: 'ON_REQUEST', outcome: 'answered', status: 401 }),
      ran({ outcome: 'error', error: 'Error: oops' }),
    ]);
    expect(lines).toMatchObject([
      { outcome: 'refused', detail: 'answered 401' },
      { outcome: 'failed', detail: 'Error: oops' },
    ]);
  });

  test('what PubNub loses is told here, if nowhere else', () => {
    const lines = trafficOf([{ type: 'dropped', reason: 'queue', what: ROOM, count: 3 }]);
    expect(lines).toMatchObject([{ type: 'loss', detail: 'lost without a word: webex.user.room (queue)' }]);
  });

  test('only the newest lines are kept', () => {
    const lines = trafficOf(Array.from({ length: 400 }, () => published(HELLO)));
    expect([lines.length, lines[0]?.key]).toEqual([300, '100']);
  });
});

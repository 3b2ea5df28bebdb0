import { describe, expect, test } from 'vitest';
import type { PubNubService } from '../../../sandbox/pubnub/service.ts';
import { client, pubnubService, refusalOf } from './support.ts';

/** A publish by GET, as anyone's client makes it. */
async function get(service: PubNubService, channel: string, payload: string, query = '', publishKey?: string) {
  const { keyset } = service;
  const path = [publishKey ?? keyset.publishKey, keyset.subscribeKey, '0', channel, '0', payload].map(
    encodeURIComponent,
  );
  const response = await fetch(`${service.url}/publish/${path.join('/')}?uuid=plain${query}`);
  return { status: response.status, body: await response.json() };
}

describe('publishing', () => {
  test('answers with a timetoken as a string', async () => {
    const service = await pubnubService();

    expect(await get(service, 'a', '{"n":1}')).toEqual({
      status: 200,
      body: [1, 'Sent', expect.stringMatching(/^\d{17}$/)],
    });
  });

  test('by POST with a deflated body does the same', async () => {
    const service = await pubnubService();
    const text = 'ü'.repeat(8000);

    await client(service).publish({ channel: 'a', message: { text }, sendByPost: true });

    const entry = await service.journal.waitFor('the publish', ({ type }) => type === 'publish');
    expect(entry).toMatchObject({
      channel: 'a',
      message: { text },
      publisher: 'tester',
      stored: true,
      delivered: true,
    });
  });

  test('by POST without compression, as other clients send it', async () => {
    const service = await pubnubService();
    const { publishKey, subscribeKey } = service.keyset;

    const response = await fetch(`${service.url}/publish/${publishKey}/${subscribeKey}/0/a/0`, {
      method: 'POST',
      body: '{"n":1}',
    });

    expect(await response.json()).toMatchObject([1, 'Sent', expect.any(String)]);
  });

  test.each([
    ['store=0', '&store=0', { stored: false, delivered: true }],
    ['norep', '&norep=true', { stored: true, delivered: false }],
    ['a fire', '&norep=true&store=0', { stored: false, delivered: false }],
  ])('%s is honoured', async (_name, query, expected) => {
    const service = await pubnubService();

    await get(service, 'a', '{}', query);

    expect(service.journal.entries).toContainEqual(expect.objectContaining({ type: 'publish', ...expected }));
  });

  test('a ttl in hours ends a stored message', async () => {
    let now = Date.parse('2026-11-16T09:00:00Z');
    const service = await pubnubService({ now: () => now });
    await get(service, 'a', '{"n":1}', '&ttl=1');
    now += 61 * 60_000;

    expect((await client(service).fetchMessages({ channels: ['a'] })).channels).toEqual({});
  });
});

describe('what PubNub refuses', () => {
  test.each([
    ['four segments', 'a.b.c.d', 'Wildcard maximum depth exceeded'],
    ['93 characters', 'x'.repeat(93), 'Channel Name Too Long'],
    ['a colon', 'a:b', 'Invalid Character in Channel Name'],
    ['a comma', 'a,b', 'Invalid Character in Channel Name'],
    ['an asterisk', 'a.*', 'Invalid Character in Channel Name'],
    ['a space', 'a b', 'Invalid Character in Channel Name'],
    ['a backslash', 'a\\b', 'Invalid Character in Channel Name'],
    ['a slash', 'a/b', 'Invalid Character in Channel Name'],
  ])('a channel with %s', async (_name, channel, reason) => {
    const service = await pubnubService();

    expect(await get(service, channel, '{}')).toEqual({ status: 400, body: [0, reason, expect.any(String)] });
    expect(service.journal.entries).toEqual([]);
  });

  test('a channel of 92 characters and three segments passes', async () => {
    const service = await pubnubService();

    expect((await get(service, `webex.${'u'.repeat(42)}.${'r'.repeat(43)}`, '{}')).status).toBe(200);
  });

  test('a wrong publish key', async () => {
    const service = await pubnubService();

    expect(await get(service, 'a', '{}', '', 'pub-c-other')).toEqual({
      status: 400,
      body: [0, 'Invalid Key', expect.any(String)],
    });
  });

  test('a wrong subscribe key', async () => {
    const service = await pubnubService();

    const refusal = await refusalOf(
      client(service, { subscribeKey: 'sub-c-other' }).publish({ channel: 'a', message: {} }),
    );

    expect(refusal).toMatchObject({
      status: 400,
      body: { message: 'Invalid Subscribe Key', service: 'Access Manager' },
    });
  });

  test('a payload that is not JSON', async () => {
    const service = await pubnubService();

    expect(await get(service, 'a', '{oops')).toEqual({ status: 400, body: [0, 'Invalid JSON', expect.any(String)] });
  });

  test.each(['{oops', '"unterminated'])('a meta that is not JSON: %s', async (meta) => {
    const service = await pubnubService();

    expect((await get(service, 'a', '{}', `&meta=${encodeURIComponent(meta)}`)).status).toBe(400);
  });

  test.each(['ab', 'with space', 'x'.repeat(51)])('a custom message type such as "%s"', async (type) => {
    const service = await pubnubService();

    expect((await get(service, 'a', '{}', `&custom_message_type=${encodeURIComponent(type)}`)).status).toBe(400);
  });

  test.each([
    ['by GET, where URI encoding counts', { text: 'ü'.repeat(6000) }, false],
    ['by POST', { text: 'x'.repeat(33_000) }, true],
  ])('32 KiB and more %s', async (_name, message, sendByPost) => {
    const service = await pubnubService();

    const refusal = await refusalOf(client(service).publish({ channel: 'a', message, sendByPost }));

    expect(refusal).toEqual({ status: 413, body: 'Request Entity Too Large' });
  });

  test('30,000 characters pass by GET', async () => {
    const service = await pubnubService();

    await client(service).publish({ channel: 'a', message: { text: 'x'.repeat(30_000) } });

    expect(service.journal.entries).toHaveLength(1);
  });

  test('a signal of more than 64 bytes', async () => {
    const service = await pubnubService();

    const refusal = await refusalOf(client(service).signal({ channel: 'a', message: { text: 'x'.repeat(64) } }));

    expect(refusal.status).toBe(400);
  });

  test('a body that is not what its encoding says', async () => {
    const service = await pubnubService();
    const { publishKey, subscribeKey } = service.keyset;

    const response = await fetch(`${service.url}/publish/${publishKey}/${subscribeKey}/0/a/0`, {
      method: 'POST',
      headers: { 'content-encoding': 'deflate' },
      body: '{"n":1}',
    });

    expect(response.status).toBe(400);
  });
});

test('time is a number of 17 digits', async () => {
  const service = await pubnubService({ now: () => 1_795_339_634_702 });

  const { timetoken } = await client(service).time();

  expect(JSON.stringify(timetoken)).toBe('17953396347020000');
});

test('what is not part of PubNub is a 404', async () => {
  const service = await pubnubService();

  expect((await fetch(`${service.url}/nothing`)).status).toBe(404);
});

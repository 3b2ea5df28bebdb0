import { describe, expect, test } from 'vitest';
import type { PubNubService } from '../../../sandbox/pubnub/service.ts';
import { client, pubnubService } from './support.ts';

/** Publishes `{n: 1}`, `{n: 2}`… and returns their timetokens. */
async function fill(service: PubNubService, channel: string, count: number): Promise<string[]> {
  const pubnub = client(service, { userId: 'ann' });
  const timetokens: string[] = [];
  for (let n = 1; n <= count; n += 1) {
    timetokens.push((await pubnub.publish({ channel, message: { n }, meta: { n } })).timetoken);
  }
  return timetokens;
}

const numbers = (messages: { message: unknown }[] | undefined): number[] =>
  (messages ?? []).map(({ message }) => (message as { n: number }).n);

describe('fetchMessages', () => {
  test('start is exclusive, end is inclusive, oldest first', async () => {
    const service = await pubnubService();
    const [, second = '', , fourth = ''] = await fill(service, 'a', 5);
    const pubnub = client(service);
    const fetched = async (range: { start?: string; end?: string }) =>
      numbers((await pubnub.fetchMessages({ channels: ['a'], ...range })).channels['a']);

    expect(await fetched({ start: fourth })).toEqual([1, 2, 3]);
    expect(await fetched({ end: fourth })).toEqual([4, 5]);
    expect(await fetched({ start: fourth, end: second })).toEqual([2, 3]);
  });

  test('gives the newest 100 of one channel, and pages back from the oldest', async () => {
    const service = await pubnubService();
    await fill(service, 'a', 120);
    const pubnub = client(service);

    const newest = await pubnub.fetchMessages({ channels: ['a'], stringifiedTimeToken: true });
    const start = String(newest.channels['a']?.[0]?.timetoken);
    const older = await pubnub.fetchMessages({ channels: ['a'], start, stringifiedTimeToken: true });

    expect(numbers(newest.channels['a'])).toEqual(Array.from({ length: 100 }, (_, index) => index + 21));
    expect(numbers(older.channels['a'])).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('says where to go on only when there is more', async () => {
    const service = await pubnubService();
    const [first] = await fill(service, 'a', 2);
    const base = `${service.url}/v3/history/sub-key/${service.keyset.subscribeKey}/channel/a`;
    const more = async (query: string) => (await (await fetch(base + query)).json()) as { more?: { start: string } };

    expect((await more('?max=1')).more?.start).not.toBe(first);
    expect(await more('?max=2')).not.toHaveProperty('more');
  });

  test('gives 25 of each of several channels', async () => {
    const service = await pubnubService();
    await fill(service, 'a', 30);
    await fill(service, 'b', 3);

    const { channels } = await client(service).fetchMessages({ channels: ['a', 'b', 'empty'] });

    expect(numbers(channels['a'])).toHaveLength(25);
    expect(numbers(channels['b'])).toHaveLength(3);
    expect(channels).not.toHaveProperty('empty');
  });

  test('includes uuid, meta and type only on request', async () => {
    const service = await pubnubService();
    const [timetoken = ''] = await fill(service, 'a', 1);
    const base = `${service.url}/v3/history/sub-key/${service.keyset.subscribeKey}/channel/a?string_message_token=true`;
    const get = async (query: string) =>
      ((await (await fetch(base + query)).json()) as { channels: Record<string, unknown[]> }).channels['a'];

    expect(await get('')).toEqual([{ message: { n: 1 }, timetoken }]);
    expect(await get('&include_uuid=true&include_meta=true&include_message_type=true')).toEqual([
      { message: { n: 1 }, timetoken, uuid: 'ann', meta: { n: 1 }, message_type: null },
    ]);
  });

  test('timetokens are exact only when strings are asked for', async () => {
    const service = await pubnubService({ now: () => 1_795_339_634_702 });
    const timetokens = await fill(service, 'a', 2);
    const pubnub = client(service);

    const exact = await pubnub.fetchMessages({ channels: ['a'], stringifiedTimeToken: true });
    const rounded = await pubnub.fetchMessages({ channels: ['a'], stringifiedTimeToken: false });

    expect(exact.channels['a']?.map(({ timetoken }) => timetoken)).toEqual(timetokens);
    expect(rounded.channels['a']?.map(({ timetoken }) => String(timetoken))).not.toEqual(timetokens);
  });

  test.each(['start=abc', 'end=1x', 'max=0', 'max=many'])('refuses %s', async (query) => {
    const service = await pubnubService();

    const response = await fetch(`${service.url}/v3/history/sub-key/${service.keyset.subscribeKey}/channel/a?${query}`);

    expect(response.status).toBe(400);
  });
});

test('the older history works both ways', async () => {
  const service = await pubnubService();
  const [first = '', , third = ''] = await fill(service, 'a', 3);
  const pubnub = client(service);

  const newest = await pubnub.history({ channel: 'a', count: 2, stringifiedTimeToken: true });
  const oldest = await pubnub.history({ channel: 'a', count: 2, reverse: true, stringifiedTimeToken: true });

  expect(newest.messages.map(({ entry }) => entry)).toEqual([{ n: 2 }, { n: 3 }]);
  expect(newest.endTimeToken).toBe(third);
  expect(oldest.messages.map(({ entry }) => entry)).toEqual([{ n: 1 }, { n: 2 }]);
  expect(oldest.startTimeToken).toBe(first);
});

test('message counts are of what came after each timetoken', async () => {
  const service = await pubnubService();
  const [first = '', second = ''] = await fill(service, 'a', 3);
  await fill(service, 'b', 1);
  const pubnub = client(service);

  expect((await pubnub.messageCounts({ channels: ['a'], channelTimetokens: [second] })).channels).toEqual({ a: 1 });
  expect((await pubnub.messageCounts({ channels: ['a', 'b'], channelTimetokens: [first, first] })).channels).toEqual({
    a: 2,
    b: 1,
  });
});

test('deleting takes what is after start, up to and including end', async () => {
  const service = await pubnubService();
  const [first = '', second = ''] = await fill(service, 'a', 3);
  const pubnub = client(service);

  await pubnub.deleteMessages({ channel: 'a', start: first, end: second });

  expect(numbers((await pubnub.fetchMessages({ channels: ['a'] })).channels['a'])).toEqual([1, 3]);
});

test('signals and fires are not kept', async () => {
  const service = await pubnubService();
  const pubnub = client(service);

  await pubnub.signal({ channel: 'a', message: { n: 1 } });
  await pubnub.publish({ channel: 'a', message: { n: 2 }, storeInHistory: false });

  expect((await pubnub.fetchMessages({ channels: ['a'] })).channels).toEqual({});
});

test('a wrong subscribe key is refused', async () => {
  const service = await pubnubService();

  expect((await fetch(`${service.url}/v3/history/sub-key/sub-c-other/channel/a`)).status).toBe(400);
});

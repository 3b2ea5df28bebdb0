import type PubNub from 'pubnub';
import { describe, expect, test } from 'vitest';
import type { PubNubEntry } from '../../../sandbox/pubnub/entry.ts';
import type { PubNubService } from '../../../sandbox/pubnub/service.ts';
import { client, pubnubService, refusalOf } from './support.ts';

/** Subscribes, and resolves when the long poll is held open. */
async function listen(
  service: PubNubService,
  pubnub: PubNub,
  channels: string[],
  timetoken?: string,
): Promise<PubNub.Subscription.Message[]> {
  const heard: PubNub.Subscription.Message[] = [];
  pubnub.addListener({ message: (message) => heard.push(message) });
  pubnub.subscribe({ channels, ...(timetoken === undefined ? {} : { timetoken }) });
  await service.journal.waitFor('the long poll', isPolling);
  return heard;
}

const isPolling = (entry: PubNubEntry): boolean =>
  entry.type === 'subscribe' && entry.timetoken !== undefined && entry.timetoken !== '0';

const polls = (service: PubNubService): number => service.journal.entries.filter(isPolling).length;

const endpoint = (service: PubNubService, channels: string, query: string): string =>
  `${service.url}/v2/subscribe/${service.keyset.subscribeKey}/${channels}/0?uuid=plain&${query}`;

/** What one request of the long poll gets. */
async function poll(service: PubNubService, channels: string, tt: string) {
  const response = await fetch(endpoint(service, channels, `tt=${tt}`));
  return (await response.json()) as { t: { t: string; r: number }; m: { c: string; d: unknown; b?: string }[] };
}

const publishMany = async (service: PubNubService, channel: string, count: number): Promise<void> => {
  const { publishKey, subscribeKey } = service.keyset;
  for (let n = 1; n <= count; n += 1) {
    await fetch(
      `${service.url}/publish/${publishKey}/${subscribeKey}/0/${channel}/0/${encodeURIComponent(`{"n":${n}}`)}`,
    );
  }
};

describe.each([
  ['the event engine', true],
  ['the older subscription manager', false],
])('the SDK with %s', (_name, enableEventEngine) => {
  test('hears what is published, with channel, publisher, meta and custom type', async () => {
    const service = await pubnubService();
    const pubnub = client(service, { enableEventEngine });
    const heard = await listen(service, pubnub, ['room']);

    const { timetoken } = await client(service, { userId: 'ann' }).publish({
      channel: 'room',
      message: { text: 'Grüße / 100% "sure" ✓?' },
      meta: { lang: 'de' },
      customMessageType: 'chat',
    });

    await expect.poll(() => heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({
      channel: 'room',
      publisher: 'ann',
      timetoken,
      message: { text: 'Grüße / 100% "sure" ✓?' },
      userMetadata: { lang: 'de' },
      customMessageType: 'chat',
    });
    expect(timetoken).toMatch(/^\d{17}$/);
  });

  test('hears several channels and wildcards in one connection, in order', async () => {
    const service = await pubnubService();
    const heard = await listen(service, client(service, { enableEventEngine }), ['a', 'webex.u1.*', 'flat.*']);
    const publisher = client(service);

    for (const channel of ['a', 'webex.u1.r', 'flat.x', 'webex.u2.r', 'b', 'webex.u1.q']) {
      await publisher.publish({ channel, message: { channel } });
    }

    await expect.poll(() => heard).toHaveLength(4);
    expect(heard.map(({ channel, subscription }) => [channel, subscription])).toEqual([
      ['a', 'a'],
      ['webex.u1.r', 'webex.u1.*'],
      ['flat.x', 'flat.*'],
      ['webex.u1.q', 'webex.u1.*'],
    ]);
  });

  test('gets signals as signals', async () => {
    const service = await pubnubService();
    const pubnub = client(service, { enableEventEngine });
    const signals: unknown[] = [];
    pubnub.addListener({ signal: ({ message }) => signals.push(message) });
    await listen(service, pubnub, ['room']);

    await client(service).signal({ channel: 'room', message: { typing: 1 } });

    await expect.poll(() => signals).toEqual([{ typing: 1 }]);
  });

  test('does not hear a fire', async () => {
    const service = await pubnubService();
    const heard = await listen(service, client(service, { enableEventEngine }), ['room']);
    const publisher = client(service);

    await publisher.publish({ channel: 'room', message: { n: 1 }, replicate: false, storeInHistory: false });
    await publisher.publish({ channel: 'room', message: { n: 2 } });

    await expect.poll(() => heard).toHaveLength(1);
    expect(heard[0]?.message).toEqual({ n: 2 });
  });

  test('resumes from a timetoken it kept', async () => {
    const service = await pubnubService();
    const publisher = client(service);
    const { timetoken } = await publisher.publish({ channel: 'room', message: { n: 1 } });
    await publisher.publish({ channel: 'room', message: { n: 2 } });

    const heard = await listen(service, client(service, { enableEventEngine }), ['room'], timetoken);

    await expect.poll(() => heard.map(({ message }) => message)).toEqual([{ n: 2 }]);
  });
});

describe('wildcards', () => {
  test.each([
    ['prefix', ['a.b', 'a.b.c']],
    ['segment', ['a.b']],
  ] as const)('a.* under the reading "%s" gets %j', async (wildcard, expected) => {
    const service = await pubnubService({ wildcard });
    const { t } = await poll(service, 'a.*', '0');
    for (const channel of ['a', 'ab', 'a.b', 'a.b.c']) await publishMany(service, channel, 1);

    const { m } = await poll(service, 'a.*', t.t);

    expect(m.map(({ c }) => c)).toEqual(expected);
    expect(m.every(({ b }) => b === 'a.*')).toBe(true);
  });

  test.each(['prefix', 'segment'] as const)('a.b.* gets a.b.c under the reading "%s"', async (wildcard) => {
    const service = await pubnubService({ wildcard });
    const { t } = await poll(service, 'a.b.*', '0');
    await publishMany(service, 'a.b.c', 1);

    expect((await poll(service, 'a.b.*', t.t)).m).toMatchObject([{ c: 'a.b.c', b: 'a.b.*' }]);
  });

  test.each(['*', '.*', 'a*', 'a.*.c', 'a.*.*', 'a.b.c.*'])(
    'the invalid pattern %s is a literal name, not an error',
    async (pattern) => {
      const service = await pubnubService();
      const { t } = await poll(service, `${encodeURIComponent(pattern)},other`, '0');
      await publishMany(service, 'a.b.c', 1);
      await publishMany(service, 'other', 1);

      expect((await poll(service, `${encodeURIComponent(pattern)},other`, t.t)).m.map(({ c }) => c)).toEqual(['other']);
    },
  );
});

describe('a filter expression', () => {
  test('keeps back what does not fit the meta or the message', async () => {
    const service = await pubnubService();
    const subscriber = client(service);
    subscriber.setFilterExpression('lang == "de" && data.n > 1');
    const heard = await listen(service, subscriber, ['a']);
    const publisher = client(service);

    for (const [n, lang] of [
      [1, 'de'],
      [2, 'en'],
      [3, 'de'],
    ] as const) {
      await publisher.publish({ channel: 'a', message: { n }, meta: { lang } });
    }
    await publisher.publish({ channel: 'a', message: { n: 4 } });
    await publisher.publish({ channel: 'a', message: { n: 5 }, meta: { lang: 'de' } });

    await expect.poll(() => numbers(heard)).toEqual([3, 5]);
  });

  test('that is none is refused', async () => {
    const service = await pubnubService();

    expect((await fetch(endpoint(service, 'a', `tt=1&filter-expr=${encodeURIComponent('lang =')}`))).status).toBe(400);
  });
});

describe('the queue of a subscriber that was away', () => {
  test('holds the newest 100 messages over all its channels, and says nothing of the others', async () => {
    const service = await pubnubService();
    const { t } = await poll(service, 'a,b', '0');
    await publishMany(service, 'a', 60);
    await publishMany(service, 'b', 60);

    const { m } = await poll(service, 'a,b', t.t);

    expect(m).toHaveLength(100);
    expect(m[0]).toMatchObject({ c: 'a', d: { n: 21 } });
    expect(m.at(-1)).toMatchObject({ c: 'b', d: { n: 60 } });
    expect(service.journal.entries).toContainEqual({ type: 'dropped', reason: 'queue', what: 'a,b', count: 20 });
  });

  test('forgets after 20 minutes', async () => {
    let now = Date.parse('2026-11-16T09:00:00Z');
    const service = await pubnubService({ now: () => now });
    const { t } = await poll(service, 'a', '0');
    await publishMany(service, 'a', 1);
    now += 21 * 60_000;
    await publishMany(service, 'a', 2);

    expect((await poll(service, 'a', t.t)).m.map(({ d }) => d)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(service.journal.entries).toContainEqual({ type: 'dropped', reason: 'queue', what: 'a', count: 1 });
  });
});

describe('the wire', () => {
  test('the first answer comes at once, with a cursor and a region that is not 0', async () => {
    const service = await pubnubService();

    const first = await fetch(endpoint(service, 'a', 'ee='));

    expect(first.headers.get('content-type')).toContain('javascript');
    const { t, m } = (await first.json()) as { t: { t: string; r: number }; m: unknown[] };
    expect(t.t).toMatch(/^\d{17}$/);
    expect(t.r).toBeGreaterThan(0);
    expect(m).toEqual([]);
  });

  test('an envelope carries what the protocol names', async () => {
    const service = await pubnubService();
    const { t } = await poll(service, 'a', '0');
    await publishMany(service, 'a', 1);

    const { m } = await poll(service, 'a', t.t);

    expect(m[0]).toEqual({
      a: expect.any(String),
      f: expect.any(Number),
      i: '',
      p: { t: expect.stringMatching(/^\d{17}$/), r: expect.any(Number) },
      k: service.keyset.subscribeKey,
      c: 'a',
      d: { n: 1 },
    });
  });

  test('timetokens grow strictly, even while the clock stands still', async () => {
    const service = await pubnubService({ now: () => 1_795_000_000_000 });
    const publisher = client(service);

    const published = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => publisher.publish({ channel: 'a', message: { n } })),
    );

    expect(new Set(published.map(({ timetoken }) => timetoken)).size).toBe(5);
  });

  test('a poll without messages ends with the cursor it came with', async () => {
    const service = await pubnubService({ longPollMs: 20 });
    const { t } = await poll(service, 'a', '0');

    expect(await poll(service, 'a', t.t)).toEqual({ t, m: [] });
  });

  test('a wrong subscribe key is refused', async () => {
    const service = await pubnubService();

    const response = await fetch(`${service.url}/v2/subscribe/sub-c-other/a/0`);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      status: 400,
      error: true,
      service: 'Access Manager',
      message: 'Invalid Subscribe Key',
    });
  });
});

describe('presence', () => {
  test('knows who subscribed, who beats, and who left', async () => {
    const service = await pubnubService();
    const pubnub = client(service, { userId: 'ann' });
    await listen(service, pubnub, ['room']);
    const here = () => client(service).hereNow({ channels: ['room'], includeUUIDs: true });

    expect((await here()).channels['room']?.occupants.map(({ uuid }) => uuid)).toEqual(['ann']);
    expect((await client(service).whereNow({ uuid: 'ann' })).channels).toEqual(['room']);

    pubnub.unsubscribeAll();
    await expect.poll(async () => (await here()).totalOccupancy).toBe(0);
  });
});

const numbers = (heard: PubNub.Subscription.Message[]): number[] =>
  heard.map(({ message }) => (message as { n: number }).n);

describe('faults of delivery', () => {
  test('duplicate: the same message comes twice', async () => {
    const service = await pubnubService();
    const heard = await listen(service, client(service), ['a']);
    service.switches.disturb({ kind: 'duplicate' });

    await publishMany(service, 'a', 2);

    await expect.poll(() => numbers(heard)).toEqual([1, 1, 2]);
    expect(heard[0]?.timetoken).toBe(heard[1]?.timetoken);
  });

  test('drop: subscribers do not see it, history does', async () => {
    const service = await pubnubService();
    const heard = await listen(service, client(service), ['a']);
    service.switches.disturb({ kind: 'drop', channel: /^a$/ });

    await publishMany(service, 'a', 2);

    await expect.poll(() => numbers(heard)).toEqual([2]);
    const { channels } = await client(service).fetchMessages({ channels: ['a'] });
    expect(channels['a']).toHaveLength(2);
  });

  test('reorder: a message comes after the one behind it', async () => {
    const service = await pubnubService();
    const heard = await listen(service, client(service), ['a']);
    service.switches.disturb({ kind: 'reorder' });

    await publishMany(service, 'a', 3);

    await expect.poll(() => numbers(heard)).toEqual([2, 1, 3]);
  });

  test('delay: a message comes late, and is not lost', async () => {
    const service = await pubnubService();
    const heard = await listen(service, client(service), ['a']);
    service.switches.disturb({ kind: 'delay', delayMs: 30 });

    await publishMany(service, 'a', 2);

    await expect.poll(() => numbers(heard)).toEqual([2, 1]);
  });

  test('disconnect: polls are cut and nothing gets through; afterwards the SDK resumes without loss', async () => {
    const service = await pubnubService();
    const quick = { shouldRetry: () => true, getDelay: () => 20, validate: () => undefined };
    const pubnub = client(service, { retryConfiguration: quick as unknown as PubNub.RequestRetryPolicy });
    const heard = await listen(service, pubnub, ['a']);

    service.switches.disconnect();
    await expect(fetch(`${service.url}/time/0`)).rejects.toThrow('fetch failed');
    const before = polls(service);
    service.switches.reconnect();
    await service.journal.waitFor('another poll', () => polls(service) > before);
    await publishMany(service, 'a', 1);

    await expect.poll(() => numbers(heard)).toEqual([1]);
  });

  test('disconnect for a time ends by itself', async () => {
    const service = await pubnubService();

    service.switches.disconnect(20);

    await expect(fetch(`${service.url}/time/0`)).rejects.toThrow('fetch failed');
    await expect
      .poll(() =>
        fetch(`${service.url}/time/0`).then(
          ({ ok }) => ok,
          () => false,
        ),
      )
      .toBe(true);
  });

  test('clear: what was held back arrives', async () => {
    const service = await pubnubService();
    const heard = await listen(service, client(service), ['a']);
    service.switches.disturb({ kind: 'reorder' });
    await publishMany(service, 'a', 1);

    service.switches.clear();

    await expect.poll(() => numbers(heard)).toEqual([1]);
  });

  test('forbid: 403 until it is cleared', async () => {
    const service = await pubnubService();
    service.switches.forbid(/^\/publish/);

    expect((await refusalOf(client(service).publish({ channel: 'a', message: {} }))).status).toBe(403);
    service.switches.clear();
    await expect(client(service).publish({ channel: 'a', message: {} })).resolves.toHaveProperty('timetoken');
  });

  test('every service fault applies: an answer injected once', async () => {
    const service = await pubnubService();
    service.faults.inject({ path: /^\/v3\/history/, answer: { status: 503, body: { error: true } } });

    expect((await refusalOf(client(service).fetchMessages({ channels: ['a'] }))).status).toBe(503);
    await expect(client(service).fetchMessages({ channels: ['a'] })).resolves.toEqual({ channels: {} });
  });
});

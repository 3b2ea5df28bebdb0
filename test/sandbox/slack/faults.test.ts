import { webApi } from '@slack/bolt';
import { afterEach, describe, expect, test } from 'vitest';
import { startSlack, type SlackOptions, type SlackService } from '../../../sandbox/slack/service.ts';
import { clientOf, form } from './calls.ts';

describe('limits and faults', () => {
  let slack: SlackService;

  const start = async (options: SlackOptions = {}) => {
    slack = await startSlack(options);
    const uma = slack.world.addUser({ name: 'Uma Berg' });
    const make = (name: string) => slack.world.addChannel({ name, members: [uma, slack.world.bot] }).id;
    return { uma, one: make('one'), two: make('two') };
  };
  afterEach(() => slack.close());

  const post = (channel: string) => form(slack, 'chat.postMessage', { channel, text: 'x' });
  const statuses = async (calls: (() => Promise<Response>)[]) => {
    const found: number[] = [];
    for (const call of calls) found.push((await call()).status);
    return found;
  };
  const times = (count: number, call: () => Promise<Response>) => Array.from({ length: count }, () => call);

  test('a channel takes a short burst, then a message a second; others are not affected', async () => {
    let now = Date.now();
    const { one, two } = await start({ now: () => now });
    expect(await statuses(times(6, () => post(one)))).toEqual([200, 200, 200, 200, 429, 429]);
    const refused = await post(one);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toEqual({ ok: false, error: 'ratelimited' });
    expect((await post(two)).status).toBe(200);
    now += 1_000;
    expect(await statuses(times(2, () => post(one)))).toEqual([200, 429]);
  });

  test('other methods have their tiers', async () => {
    let now = Date.now();
    await start({ now: () => now });
    const list = () => form(slack, 'users.list', {});
    expect(await statuses(times(21, list))).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
    expect((await list()).headers.get('retry-after')).toBe('3');
    now += 3_000;
    expect((await list()).status).toBe(200);
    expect((await form(slack, 'auth.test', {})).status).toBe(200);
  });

  test('limits can be switched off', async () => {
    const { one } = await start({ rateLimits: 'off' });
    expect(new Set(await statuses(times(30, () => post(one))))).toEqual(new Set([200]));
  });

  test('a 429 can be had for one method, one channel, a number of times', async () => {
    const { one, two } = await start({ rateLimits: 'off' });
    slack.switches.rateLimit({ method: 'chat.postMessage', channel: one, times: 2, retryAfterSeconds: 7 });
    expect((await post(two)).status).toBe(200);
    const refused = await post(one);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await statuses(times(2, () => post(one)))).toEqual([429, 200]);
    slack.switches.rateLimit({ times: 5 });
    slack.switches.clear();
    expect((await post(one)).status).toBe(200);
  });

  test('the official client understands the 429', async () => {
    const { one } = await start({ rateLimits: 'off' });
    slack.switches.rateLimit({ retryAfterSeconds: 3 });
    const refused = await clientOf(slack)
      .chat.postMessage({ channel: one, text: 'x' })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(webApi.WebAPIRateLimitedError);
    expect(refused).toMatchObject({ retryAfter: 3 });
  });

  test('a call can fail with a 5xx before it does anything', async () => {
    const { one } = await start();
    slack.faults.inject({ path: /chat\.postMessage$/, answer: { status: 503 } });
    expect((await post(one)).status).toBe(503);
    expect(slack.world.timeline(one)).toEqual([]);
    expect((await post(one)).status).toBe(200);
  });

  test('an answer can be lost after the message was posted', async () => {
    const { one } = await start();
    slack.faults.inject({ path: /chat\.postMessage$/, drop: true, when: 'after' });
    await expect(post(one)).rejects.toThrow('fetch failed');
    expect(slack.world.timeline(one)).toHaveLength(1);
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepToken, TOKEN_TTL } from '../../../src/bridge/access.ts';
import type { Log } from '../../../src/bridge/log.ts';

const LIFETIME_MS = TOKEN_TTL * 60_000;
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Grants numbered tokens; the attempts of the given numbers fail. */
function granting(...failing: number[]) {
  let attempts = 0;
  const grant = vi.fn<() => Promise<string>>(async () => {
    attempts += 1;
    if (failing.includes(attempts)) throw new Error('PubNub is away');
    return `token ${attempts}`;
  });
  return { grant, used: [] as string[] };
}

describe('an access token', () => {
  test('is in use before anything else may begin', async () => {
    const { grant, used } = granting();
    const access = keepToken(grant, (token) => used.push(token), silent);
    await access.ready;
    expect(used).toEqual(['token 1']);
    access.stop();
  });

  test('is renewed again and again, each time well before its end', async () => {
    const { grant, used } = granting();
    const access = keepToken(grant, (token) => used.push(token), silent);
    await access.ready;
    for (const expected of [2, 3, 4]) {
      await vi.advanceTimersByTimeAsync(0.8 * LIFETIME_MS);
      expect(used).toHaveLength(expected);
    }
    access.stop();
  });

  test('is asked for until there is one', async () => {
    const { grant, used } = granting(1, 2, 3);
    const warn = vi.fn<Log['warn']>();
    const access = keepToken(grant, (token) => used.push(token), { ...silent, warn });
    await vi.advanceTimersByTimeAsync(60_000);
    await access.ready;
    expect(used).toEqual(['token 4']);
    expect(warn).toHaveBeenCalledTimes(3);
    access.stop();
  });

  test('stays in use while no new one can be had, and is renewed as soon as one can', async () => {
    const { grant, used } = granting(2, 3);
    const access = keepToken(grant, (token) => used.push(token), silent);
    await access.ready;
    await vi.advanceTimersByTimeAsync(LIFETIME_MS);
    expect(used).toEqual(['token 1', 'token 4']);
    access.stop();
  });

  test('that PubNub does not take any more is renewed at once, once, and then ahead of its end as ever', async () => {
    const { grant, used } = granting();
    const access = keepToken(grant, (token) => used.push(token), silent);
    await access.ready;
    access.renew();
    access.renew();
    await vi.advanceTimersByTimeAsync(0);
    expect(used).toEqual(['token 1', 'token 2']);
    await vi.advanceTimersByTimeAsync(0.8 * LIFETIME_MS);
    expect(used).toEqual(['token 1', 'token 2', 'token 3']);
    access.stop();
  });

  test('is not renewed after the end, whoever asks', async () => {
    const { grant, used } = granting();
    const access = keepToken(grant, (token) => used.push(token), silent);
    await access.ready;
    access.stop();
    access.renew();
    await vi.advanceTimersByTimeAsync(3 * LIFETIME_MS);
    expect(used).toEqual(['token 1']);
  });

  test('is not renewed after the end', async () => {
    const { grant, used } = granting();
    const access = keepToken(grant, (token) => used.push(token), silent);
    await access.ready;
    access.stop();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(3 * LIFETIME_MS);
    expect(grant).toHaveBeenCalledTimes(1);
  });

  test('is no longer waited for after the end', async () => {
    const { grant } = granting(1, 2, 3, 4, 5);
    const access = keepToken(grant, () => undefined, silent);
    const outcome = access.ready.then(
      () => 'ready',
      () => 'ended',
    );
    await vi.advanceTimersByTimeAsync(100);
    access.stop();
    await expect(outcome).resolves.toBe('ended');
  });
});

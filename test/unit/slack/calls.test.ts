import { webApi } from '@slack/bolt';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import type { Log } from '../../../src/bridge/log.ts';
import { Calls, slackReason } from '../../../src/slack/calls.ts';

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const LIMITED = new webApi.WebAPIRateLimitedError(0.01);
const platformError = (error: string): Error => new webApi.WebAPIPlatformError({ ok: false, error });

/** A call that fails with each of these, one after another, and then succeeds. */
const failingFirst = <T>(errors: readonly Error[], result: T) => {
  const left = [...errors];
  return vi.fn<() => Promise<T>>(async () => {
    const error = left.shift();
    if (error) throw error;
    return result;
  });
};

afterEach(() => {
  vi.useRealTimers();
});

describe('calls of one lane', () => {
  test('go out one after another, in order', async () => {
    const calls = new Calls(silent);
    const gate = Promise.withResolvers<void>();
    const order: string[] = [];
    const first = calls.run('C1', async () => {
      await gate.promise;
      order.push('first');
    });
    const second = calls.run('C1', async () => order.push('second'));
    gate.resolve();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });

  test('keep their order through a rate limit, while other lanes go on', async () => {
    const calls = new Calls(silent);
    const order: string[] = [];
    const limited = failingFirst([LIMITED, LIMITED], 'limited');
    const first = calls.run('C1', limited).then((name) => order.push(name));
    const second = calls.run('C1', async () => 'next').then((name) => order.push(name));
    const other = calls.run('C2', async () => 'elsewhere').then((name) => order.push(name));
    await Promise.all([first, second, other]);
    expect(order).toEqual(['elsewhere', 'limited', 'next']);
    expect(limited).toHaveBeenCalledTimes(3);
  });

  test('wait as long as Slack asks to, which is no failure', async () => {
    const info = vi.fn<Log['info']>();
    const warn = vi.fn<Log['warn']>();
    await new Calls({ ...silent, info, warn }).run('C1', failingFirst([LIMITED], 'done'));
    expect(info.mock.calls).toEqual([[{ lane: 'C1', seconds: 0.01 }, expect.any(String)]]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('go on after one that failed for good', async () => {
    const calls = new Calls(silent);
    const refused = calls.run('C1', failingFirst([platformError('no_text')], 'never'));
    const next = calls.run('C1', async () => 'next');
    await expect(refused).rejects.toMatchObject({ code: 'slack-refused' });
    await expect(next).resolves.toBe('next');
  });
});

describe('a call that Slack refuses', () => {
  test.each(['no_text', 'msg_too_long'])('with %s is an error for good that names the reason', async (reason) => {
    const call = failingFirst([platformError(reason)], 'never');
    const outcome = new Calls(silent).run('C1', call);
    await expect(outcome).rejects.toMatchObject({
      name: 'BridgeError',
      code: 'slack-refused',
      retryable: false,
      message: `Slack refused: ${reason}`,
    });
    expect(call).toHaveBeenCalledTimes(1);
  });

  test.each(['channel_not_found', 'is_archived', 'not_in_channel'])(
    'with %s says that the channel takes nothing any more',
    async (reason) => {
      const outcome = new Calls(silent).run('C1', failingFirst([platformError(reason)], 'never'));
      await expect(outcome).rejects.toMatchObject({ code: 'channel-closed', retryable: false });
    },
  );

  test.each(['thread_not_found', 'message_not_found', 'cannot_reply_to_message'])(
    'with %s says that the thread is gone',
    async (reason) => {
      const outcome = new Calls(silent).run('C1', failingFirst([platformError(reason)], 'never'));
      await expect(outcome).rejects.toMatchObject({ code: 'thread-gone', retryable: false });
    },
  );
});

describe('a call that fails for now', () => {
  test.each([
    ['Slack cannot be reached', new webApi.WebAPIRequestError(new Error('ECONNREFUSED'))],
    ['Slack answers with a server error', new webApi.WebAPIHTTPError(503, 'Unavailable', {}, '')],
    ['Slack has trouble inside', platformError('internal_error')],
    ['Slack is away', platformError('service_unavailable')],
  ])('because %s is tried again until it works, ever more slowly', async (_why, error) => {
    vi.useFakeTimers();
    const call = failingFirst(
      Array.from({ length: 12 }, () => error),
      'at last',
    );
    const outcome = new Calls(silent).run('C1', call);
    await vi.advanceTimersByTimeAsync(1000);
    expect(call.mock.calls.length).toBeLessThanOrEqual(2);
    await vi.advanceTimersByTimeAsync(12 * 30_000);
    await expect(outcome).resolves.toBe('at last');
    expect(call).toHaveBeenCalledTimes(13);
  });

  test('holds up its lane and no other', async () => {
    vi.useFakeTimers();
    const calls = new Calls(silent);
    const away = new webApi.WebAPIRequestError(new Error('ECONNREFUSED'));
    const order: string[] = [];
    void calls.run('C1', failingFirst([away], 'late')).then((name) => order.push(name));
    void calls.run('C1', async () => 'behind').then((name) => order.push(name));
    await calls.run('C2', async () => 'elsewhere').then((name) => order.push(name));
    await vi.advanceTimersByTimeAsync(2000);
    expect(order).toEqual(['elsewhere', 'late', 'behind']);
  });

  test('is logged with its lane and reason, without what was to be posted', async () => {
    vi.useFakeTimers();
    const warn = vi.fn<Log['warn']>();
    const failure = new webApi.WebAPIHTTPError(503, 'Unavailable', {}, { text: 'private words' });
    const outcome = new Calls({ ...silent, warn }).run('C1', failingFirst([failure], 'done'));
    await vi.advanceTimersByTimeAsync(2000);
    await outcome;
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toMatchObject({ lane: 'C1', error: { code: 'slack-unreachable' } });
    expect(JSON.stringify(warn.mock.calls)).not.toContain('private words');
  });
});

describe('the end', () => {
  test('comes for a call that waits to be tried again', async () => {
    const calls = new Calls(silent);
    const tried = Promise.withResolvers<void>();
    const outcome = calls.run('C1', async () => {
      tried.resolve();
      throw new webApi.WebAPIRequestError(new Error('ECONNREFUSED'));
    });
    await tried.promise;
    calls.stop();
    await expect(outcome).rejects.toMatchObject({ code: 'slack-unreachable', retryable: true });
  });

  test('comes for a call that waits out a rate limit, however long', async () => {
    const calls = new Calls(silent);
    const tried = Promise.withResolvers<void>();
    const outcome = calls.run('C1', async () => {
      tried.resolve();
      throw new webApi.WebAPIRateLimitedError(3600);
    });
    await tried.promise;
    calls.stop();
    await expect(outcome).rejects.toMatchObject({ code: 'slack-unreachable', retryable: true });
  });

  test('comes for those that waited their turn, and for those that come later', async () => {
    const calls = new Calls(silent);
    const never = vi.fn<() => Promise<void>>();
    const first = calls.run('C1', () => Promise.reject(new webApi.WebAPIRateLimitedError(3600)));
    const second = calls.run('C1', never);
    calls.stop();
    const third = calls.run('C2', never);
    const outcomes = await Promise.allSettled([first, second, third]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(never).not.toHaveBeenCalled();
  });
});

describe('Slack’s own word for an error', () => {
  test('is found in the error itself and in ours', () => {
    const error = platformError('already_reacted');
    expect(slackReason(error)).toBe('already_reacted');
    expect(slackReason(new BridgeError('slack-refused', 'no', { cause: error }))).toBe('already_reacted');
  });

  test('does not exist where Slack did not answer', () => {
    expect(slackReason(new webApi.WebAPIRequestError(new Error('ECONNREFUSED')))).toBeUndefined();
    expect(slackReason(LIMITED)).toBeUndefined();
    expect(slackReason(new BridgeError('slack-unreachable', 'no'))).toBeUndefined();
    expect(slackReason('already_reacted')).toBeUndefined();
    expect(slackReason(undefined)).toBeUndefined();
  });
});

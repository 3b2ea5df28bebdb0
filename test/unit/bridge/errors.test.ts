import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BridgeError, describeError, refused } from '../../../src/bridge/errors.ts';

describe('an error of the bridge', () => {
  test('is final and says its own message to the person concerned, unless told otherwise', () => {
    const error = new BridgeError('slack-refused', 'Slack refused: no_text');
    expect(error).toMatchObject({ name: 'BridgeError', code: 'slack-refused', retryable: false });
    expect(error.userMessage).toBe('Slack refused: no_text');
    expect(error.retryAfterMs).toBeUndefined();
    expect(error).not.toHaveProperty('cause');
  });

  test('keeps what caused it', () => {
    const cause = new Error('socket hang up');
    const error = new BridgeError('pubnub-unreachable', 'no answer', { cause, retryable: true, userMessage: 'Later.' });
    expect(error).toMatchObject({ cause, retryable: true, userMessage: 'Later.', message: 'no answer' });
  });
});

describe('a refusal of a Function', () => {
  test('becomes an error that tells the author why, and the log which', () => {
    const error = refused({ code: 'not-in-room', reason: 'You are not in this room.', retryable: false });
    expect(error).toMatchObject({ code: 'webex-refused', retryable: false, userMessage: 'You are not in this room.' });
    expect(error.message).toBe('webex-publish refused: not-in-room');
    expect(error.retryAfterMs).toBeUndefined();
  });

  test('tells in milliseconds when to try again', () => {
    const refusal = { code: 'rate-limited', reason: 'Busy.', retryable: true } as const;
    expect(refused({ ...refusal, retryAfterSeconds: 3 })).toMatchObject({ retryable: true, retryAfterMs: 3000 });
    expect(refused({ ...refusal, retryAfterSeconds: 0 }).retryAfterMs).toBe(0);
  });
});

describe('what a log line says of an error', () => {
  test('is its name, code, message and the message of its cause', () => {
    const error = new BridgeError('store-failed', 'no store', { cause: new TypeError('closed') });
    expect(describeError(error)).toEqual({
      name: 'BridgeError',
      code: 'store-failed',
      message: 'no store',
      cause: 'closed',
    });
  });

  test('leaves out what is not there, and codes that are no texts', () => {
    expect(describeError(new Error('plain'))).toEqual({ name: 'Error', message: 'plain' });
    expect(describeError(Object.assign(new Error('odd'), { code: 7, cause: 'text' }))).toEqual({
      name: 'Error',
      message: 'odd',
    });
  });

  test('never holds other fields of the error, such as a request with its body', () => {
    const error = Object.assign(new Error('failed'), { request: { body: 'secret words' }, data: 'secret words' });
    expect(JSON.stringify(describeError(error))).not.toContain('secret words');
  });

  test('exists for anything that can be thrown', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        expect(describeError(thrown)).toEqual({
          name: 'unknown',
          message: 'something that is no Error was thrown',
        });
      }),
    );
  });
});

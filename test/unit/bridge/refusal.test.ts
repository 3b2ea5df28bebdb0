import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Refusal, RefusalCode } from '../../../src/bridge/envelope.ts';
import { refusalIn } from '../../../src/bridge/refusal.ts';

const CODES = [
  'bad-request',
  'bad-proof',
  'not-connected',
  'signed-out',
  'not-in-room',
  'read-only',
  'too-long',
  'rate-limited',
  'refused',
  'unavailable',
] as const satisfies readonly RefusalCode[];

const REFUSAL: Refusal = { code: 'rate-limited', reason: 'Webex asks to wait.', retryable: true, retryAfterSeconds: 7 };
const TEXT = JSON.stringify(REFUSAL);

/** How the SDK rejects: an error with a status, and PubNub's answer in it. */
const sdkError = (errorData: unknown, statusCode = 400): Error =>
  Object.assign(new Error('REST API request processing error'), {
    status: { error: true, category: 'PNBadRequestCategory', operation: 'PNPublishOperation', statusCode, errorData },
  });

describe('a refusal', () => {
  test.each<[string, unknown]>([
    ['the object itself', REFUSAL],
    ['its JSON text', TEXT],
    ['a publish answer', [0, TEXT, '17000000000000001']],
    ['a publish answer that holds the object', [0, REFUSAL, '17000000000000001']],
    ['an answer of PubNub with a message', { status: 400, error: true, service: 'Functions', message: TEXT }],
    ['an answer of PubNub with a payload', { status: 400, error: 1, payload: { message: REFUSAL } }],
    ['the SDK’s error with the text', sdkError(TEXT)],
    ['the SDK’s error with the object', sdkError(REFUSAL)],
    ['the SDK’s error with an answer of PubNub', sdkError({ status: 400, error: true, message: TEXT })],
    ['the SDK’s error with an error inside', sdkError(new Error(TEXT))],
    ['the message of an error', new Error(TEXT)],
    ['the cause of an error', new Error('refused', { cause: sdkError(TEXT) })],
    ['JSON text in JSON text', JSON.stringify({ message: TEXT })],
  ])('is found in %s', (_where, answer) => {
    expect(refusalIn(answer)).toEqual(REFUSAL);
  });

  test.each(CODES)('is known by the code %s', (code) => {
    const refusal = { code, reason: 'Because.', retryable: false };
    expect(refusalIn(sdkError(JSON.stringify(refusal)))).toEqual(refusal);
  });

  test('is found wherever it is, within reason', () => {
    const wrapped = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constant<unknown>(REFUSAL),
        fc.constant<unknown>(TEXT),
        tie('list'),
        tie('object'),
      ),
      list: fc.tuple(fc.integer(), tie('any'), fc.string({ maxLength: 3 })),
      object: fc.record({ status: fc.integer(), body: tie('any') }),
    }));
    fc.assert(
      fc.property(wrapped.any, (answer) => {
        expect(refusalIn(answer)).toEqual(REFUSAL);
      }),
    );
  });
});

describe('no refusal', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an error without an answer', new Error('fetch failed')],
    [
      'PubNub’s own error',
      sdkError({ status: 403, error: true, message: 'Forbidden', service: 'Access Manager' }, 403),
    ],
    ['a text that is no JSON', sdkError('{not json')],
    ['an unknown code', { ...REFUSAL, code: 'because' }],
    ['one without a reason', { code: 'refused', retryable: false }],
    ['one that does not say whether to try again', { code: 'refused', reason: 'Because.' }],
    ['a negative time to wait', { ...REFUSAL, retryAfterSeconds: -1 }],
  ])('is found in %s', (_where, answer) => {
    expect(refusalIn(answer)).toBeUndefined();
  });

  test('is found in an answer that contains itself, until there is one beside', () => {
    const answer: Record<string, unknown> = { status: 400 };
    for (const name of ['self', 'again', 'and again']) answer[name] = answer;
    expect(refusalIn(answer)).toBeUndefined();
    expect(refusalIn({ ...answer, message: TEXT })).toEqual(REFUSAL);
  });

  test('is found in any garbage, and none makes the search fail', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true }), (answer) => {
        expect(refusalIn(answer)).toBeUndefined();
      }),
    );
  });
});

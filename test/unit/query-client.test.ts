import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { QUERY_PATH } from '../../src/bridge/query.ts';
import { isProven } from '../../src/bridge/sign.ts';
import { createQueryClient } from '../../src/query-client.ts';
import { userKey } from '../support/builders.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const URL_OF_FUNCTIONS = 'https://functions.test/v1';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A client whose questions get these answers, one after another; the last one again and again. */
function asking(...answers: (Response | Error)[]) {
  const asked: { url: string; method: string; body: Record<string, unknown> }[] = [];
  const send: typeof fetch = async (...words) => {
    const request = new Request(...words);
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    const body = (await request.json()) as Record<string, unknown>;
    asked.push({ url: request.url, method: request.method, body });
    if (answer instanceof Error || answer === undefined) throw answer ?? new Error('no answer');
    return answer.clone();
  };
  const client = createQueryClient({ functionsUrl: URL_OF_FUNCTIONS, secret: SECRET, fetch: send });
  const ask = async () => {
    const outcome = client.ask(userKey(1), 'person', { personId: 'P1' });
    outcome.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    return outcome;
  };
  return { asked, ask };
}

const refusal = (retryable: boolean) =>
  Response.json({ refusal: { code: 'signed-out', reason: 'Please sign in again.', retryable } }, { status: 403 });
const person = { person: { id: 'P1', name: 'Ann', email: 'ann@example.com' } };

describe('a question', () => {
  test('is posted to the Function, signed, and gives what it answers', async () => {
    const { asked, ask } = asking(Response.json(person));
    await expect(ask()).resolves.toEqual(person);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ url: `${URL_OF_FUNCTIONS}/webex/query`, method: 'POST' });
    expect(asked[0]?.body).toMatchObject({ account: userKey(1), query: 'person', args: { personId: 'P1' } });
    expect(isProven(SECRET, QUERY_PATH, asked[0]?.body)).toBe(true);
  });

  test.each([
    ['nobody answers', new TypeError('fetch failed')],
    ['the answer is no JSON', new Response('<html>', { status: 502 })],
    ['the answer of success is no JSON', new Response('<html>')],
    ['the answer says nothing that can be understood', Response.json({ oops: true }, { status: 500 })],
  ])('is asked again when %s', async (_why, answer) => {
    const { asked, ask } = asking(answer, Response.json(person));
    await expect(ask()).resolves.toEqual(person);
    expect(asked).toHaveLength(2);
  });

  test('is never the same text twice, because each works once', async () => {
    const { asked, ask } = asking(new Error('away'), new Error('away'), Response.json(person));
    await ask();
    expect(new Set(asked.map(({ body }) => body['id'])).size).toBe(3);
    expect(asked.every(({ body }) => isProven(SECRET, QUERY_PATH, body))).toBe(true);
  });

  test('that nobody answers is given up, and may be asked again later', async () => {
    const { asked, ask } = asking(new Error('away'));
    await expect(ask()).rejects.toMatchObject({ name: 'BridgeError', code: 'pubnub-unreachable', retryable: true });
    expect(asked).toHaveLength(3);
  });

  test('that is refused for good is not asked again, and says why', async () => {
    const { asked, ask } = asking(refusal(false));
    await expect(ask()).rejects.toMatchObject({
      code: 'webex-refused',
      retryable: false,
      userMessage: 'Please sign in again.',
    });
    expect(asked).toHaveLength(1);
  });

  test('that is refused for now is asked again', async () => {
    const { asked, ask } = asking(refusal(true), Response.json(person));
    await expect(ask()).resolves.toEqual(person);
    expect(asked).toHaveLength(2);
  });
});

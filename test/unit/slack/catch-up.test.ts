import { webApi } from '@slack/bolt';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Log } from '../../../src/bridge/log.ts';
import type { Unheard } from '../../../src/bridge/ports.ts';
import { Calls } from '../../../src/slack/calls.ts';
import { MissedReplies } from '../../../src/slack/catch-up.ts';

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const ROOTS = ['1700000001.000000', '1700000002.000000', '1700000003.000000'] as const;
const WHERE: Unheard = {
  team: 'T1',
  channel: 'D1',
  threads: ROOTS.toReversed(),
  suspects: [],
  since: '1700000100.000000',
};

let calls: Calls;
let missed: MissedReplies;
let asked: [method: string, Record<string, string>][];

beforeAll(() => {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
});
beforeEach(() => {
  asked = [];
  calls = new Calls(silent);
  const options = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };
  missed = new MissedReplies(new webApi.WebClient('xoxb-test', options), calls);
});
afterEach(() => {
  calls.stop();
  const left = nock.pendingMocks();
  nock.cleanAll();
  if (left.length > 0) throw new Error(`Slack was not asked: ${left.join(', ')}`);
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

/** Slack will be asked for this, and answer so. */
function slackAnswers(method: string, answer: object, status = 200, headers: Record<string, string> = {}): void {
  const reply = async (request: Request): Promise<object> => {
    asked.push([method, Object.fromEntries(new URLSearchParams(await request.text()))]);
    return answer;
  };
  nock('https://slack.com')
    .post(`/api/${method}`)
    .reply(status, reply, { 'content-type': 'application/json', ...headers });
}

const history = (messages: object[], next = ''): void =>
  slackAnswers('conversations.history', { ok: true, messages, response_metadata: { next_cursor: next } });
const thread = (messages: object[], next = ''): void =>
  slackAnswers('conversations.replies', { ok: true, messages, response_metadata: { next_cursor: next } });

const root = (ts: string, latest?: string): object => ({ type: 'message', bot_id: 'B1', ts, latest_reply: latest });
const reply = (ts: string, threadTs: string, more: object = {}): object => ({
  type: 'message',
  user: 'U1',
  text: `at ${ts}`,
  ts,
  thread_ts: threadTs,
  ...more,
});

describe('replies that were missed', () => {
  test('are read only in those threads in which something was written since', async () => {
    history([root(ROOTS[2], '1700000100.000000'), root(ROOTS[1], '1700000100.000001'), root(ROOTS[0])]);
    thread([root(ROOTS[1]), reply('1700000100.000001', ROOTS[1])]);
    await expect(missed.read(WHERE)).resolves.toEqual([
      {
        threadTs: ROOTS[1],
        replies: [expect.objectContaining({ team: 'T1', channel: 'D1', ts: '1700000100.000001', author: 'U1' })],
      },
    ]);
    expect(asked).toEqual([
      ['conversations.history', expect.objectContaining({ channel: 'D1', oldest: ROOTS[0], inclusive: 'true' })],
      ['conversations.replies', expect.objectContaining({ channel: 'D1', ts: ROOTS[1], oldest: WHERE.since })],
    ]);
  });

  test('are read in threads that mirror rooms, and in no other', async () => {
    history([root('1700000002.500000', '1700000200.000000')]);
    await expect(missed.read(WHERE)).resolves.toEqual([]);
  });

  test('are read page by page', async () => {
    history([root(ROOTS[2], '1700000200.000000')], 'more');
    history([root(ROOTS[0])]);
    thread([root(ROOTS[2]), reply('1700000200.000000', ROOTS[2])], 'more');
    thread([root(ROOTS[2]), reply('1700000201.000000', ROOTS[2])]);
    const [read] = await missed.read(WHERE);
    expect(read?.replies.map(({ ts }) => ts)).toEqual(['1700000200.000000', '1700000201.000000']);
    expect(asked.map(([, { cursor }]) => cursor)).toEqual([undefined, 'more', undefined, 'more']);
  });

  test('are read in a suspect thread whatever Slack says of it', async () => {
    history([root(ROOTS[1])]);
    thread([root(ROOTS[1])]);
    const where = { ...WHERE, suspects: [ROOTS[1]] };
    await expect(missed.read(where)).resolves.toEqual([{ threadTs: ROOTS[1], replies: [] }]);
  });

  test('of a thread that is gone are not known: nothing is said of it', async () => {
    history([]);
    slackAnswers('conversations.replies', { ok: false, error: 'thread_not_found' });
    await expect(missed.read({ ...WHERE, suspects: [ROOTS[1]] })).resolves.toEqual([]);
  });

  test('are waited for when Slack asks to wait', async () => {
    slackAnswers('conversations.history', { ok: false, error: 'ratelimited' }, 429, { 'retry-after': '0' });
    history([]);
    await expect(missed.read(WHERE)).resolves.toEqual([]);
  });

  test('that Slack does not show are an error', async () => {
    slackAnswers('conversations.history', { ok: false, error: 'missing_scope' });
    await expect(missed.read(WHERE)).rejects.toMatchObject({ code: 'slack-refused' });
  });

  test('are not asked for where there is no thread', async () => {
    await expect(missed.read({ ...WHERE, threads: [] })).resolves.toEqual([]);
    expect(asked).toEqual([]);
  });
});

describe('what stands between two replies', () => {
  const BETWEEN = {
    team: 'T1',
    channel: 'D1',
    threadTs: ROOTS[0],
    after: '1700000100.000000',
    upTo: '1700000200.000000',
  };

  test('is asked for at once', async () => {
    thread([
      root(ROOTS[0]),
      reply('1700000150.000000', ROOTS[0]),
      reply('1700000160.000000', ROOTS[0], { bot_id: 'B1' }),
    ]);
    const found = await missed.between(BETWEEN);
    expect(found?.map(({ ts }) => ts)).toEqual(['1700000150.000000']);
    expect(asked[0]?.[1]).toMatchObject({ ts: ROOTS[0], oldest: BETWEEN.after, latest: BETWEEN.upTo });
  });

  test('is not known where there is more of it than Slack shows at once', async () => {
    slackAnswers('conversations.replies', { ok: true, has_more: true, messages: [root(ROOTS[0])] });
    await expect(missed.between(BETWEEN)).resolves.toBeUndefined();
  });

  test.each<[string, object, number]>([
    ['refuses', { ok: false, error: 'missing_scope' }, 200],
    ['has trouble', {}, 503],
  ])('is not known where Slack %s, and nobody waits', async (_what, answer, status) => {
    slackAnswers('conversations.replies', answer, status);
    await expect(missed.between(BETWEEN)).resolves.toBeUndefined();
  });

  test('is not asked for while Slack asks to wait', async () => {
    slackAnswers('conversations.replies', { ok: false, error: 'ratelimited' }, 429, { 'retry-after': '30' });
    await expect(missed.between(BETWEEN)).resolves.toBeUndefined();
    await expect(missed.between(BETWEEN)).resolves.toBeUndefined();
    expect(asked).toHaveLength(1);
  });
});

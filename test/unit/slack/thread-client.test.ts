import { webApi } from '@slack/bolt';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Log } from '../../../src/bridge/log.ts';
import type { Part } from '../../../src/bridge/model.ts';
import { texts } from '../../../src/bridge/texts.ts';
import { Calls } from '../../../src/slack/calls.ts';
import { SlackThreads } from '../../../src/slack/thread-client.ts';
import { roomCard } from '../../../src/slack/views/card.ts';
import { failureNotice } from '../../../src/slack/views/failure.ts';
import { invitation } from '../../../src/slack/views/invitation.ts';
import { account, outboxEntry, room } from '../../support/builders.ts';

type Arguments = Readonly<Record<string, string>>;

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const THREAD = { channel: 'D1', ts: '1700000000.000001' };
const MESSAGE = { channel: 'D1', ts: '1700000000.000002' };
const INTENT = 'an-intent';
const METADATA = { event_type: 'pigdin_post', event_payload: { intent: INTENT } };
const NOTICE = { channel: 'D1', ts: '1700000000.000009' };

let calls: Calls;
let threads: SlackThreads;
/** Every call to Slack's Web API and its arguments, in order. */
let asked: [method: string, Arguments][];

beforeAll(() => {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
});
beforeEach(() => {
  asked = [];
  calls = new Calls(silent);
  threads = new SlackThreads(
    new webApi.WebClient('xoxb-test', { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true }),
    calls,
  );
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
  nock('https://slack.com')
    .post(`/api/${method}`)
    .matchHeader('authorization', 'Bearer xoxb-test')
    .reply(
      status,
      async (request: Request) => {
        asked.push([method, Object.fromEntries(new URLSearchParams(await request.text()))]);
        return answer;
      },
      { 'content-type': 'application/json', ...headers },
    );
}

const slackRefuses = (method: string, error: string): void => slackAnswers(method, { ok: false, error });
const posted = { ok: true, channel: 'D1', ts: NOTICE.ts };

const part = (text: string, changes: Partial<Part> = {}): Part => ({
  webexId: `webex-${text}`,
  personId: 'P',
  ghost: { name: 'Ann' },
  content: [{ type: 'paragraph', inlines: [{ type: 'text', text }] }],
  at: new Date().toISOString(),
  ...changes,
});

/** Posts these parts in the thread. */
const post = (...parts: readonly Part[]) => threads.post(THREAD, async () => ({ intent: INTENT, parts }));

describe('opening a thread', () => {
  test('posts the card of the room into the home of the account', async () => {
    slackAnswers('chat.postMessage', posted);
    await expect(threads.open(account(1), room(1, { title: 'Lunch' }), INTENT)).resolves.toEqual(NOTICE);
    const card = roomCard(room(1, { title: 'Lunch' }));
    expect(asked).toEqual([
      [
        'chat.postMessage',
        {
          channel: 'D1',
          text: card.text,
          blocks: JSON.stringify(card.blocks),
          metadata: JSON.stringify(METADATA),
          unfurl_links: 'false',
          unfurl_media: 'false',
        },
      ],
    ]);
  });

  test('remembers the channel that Slack answers with: a thread lives there, whatever was asked for', async () => {
    slackAnswers('chat.postMessage', { ...posted, channel: 'D777' });
    await expect(threads.open(account(1), room(), INTENT)).resolves.toEqual({ ...NOTICE, channel: 'D777' });
  });

  test('fails when Slack does not say which message it was', async () => {
    slackAnswers('chat.postMessage', { ok: true });
    await expect(threads.open(account(1), room(), INTENT)).rejects.toMatchObject({
      code: 'slack-refused',
      retryable: false,
    });
  });
});

describe('posting', () => {
  test('speaks in the thread as the person in Webex, plain and without previews', async () => {
    slackAnswers('chat.postMessage', posted);
    const hello = part('hello', { ghost: { name: 'Ann', avatar: 'https://example.com/ann.png' } });
    await expect(post(hello)).resolves.toEqual({ slack: NOTICE, parts: [hello] });
    expect(asked).toEqual([
      [
        'chat.postMessage',
        {
          channel: 'D1',
          thread_ts: THREAD.ts,
          text: 'hello',
          blocks: JSON.stringify([
            {
              type: 'rich_text',
              elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'hello' }] }],
            },
          ]),
          username: 'Ann',
          icon_url: 'https://example.com/ann.png',
          metadata: JSON.stringify(METADATA),
          unfurl_links: 'false',
          unfurl_media: 'false',
        },
      ],
    ]);
  });

  test('leaves the picture to Slack where Webex has none', async () => {
    slackAnswers('chat.postMessage', posted);
    await post(part('hello'));
    expect(asked[0]?.[1]).not.toHaveProperty('icon_url');
  });

  test.each(['thread_not_found', 'message_not_found', 'cannot_reply_to_message'])(
    'says that the thread is gone when Slack answers %s',
    async (error) => {
      slackRefuses('chat.postMessage', error);
      await expect(post(part('hello'))).rejects.toMatchObject({ code: 'thread-gone', retryable: false });
    },
  );

  test('waits as long as Slack asks to, and keeps the order of its channel', async () => {
    slackAnswers('chat.postMessage', { ok: false, error: 'ratelimited' }, 429, { 'retry-after': '0' });
    slackAnswers('chat.postMessage', posted);
    slackAnswers('chat.postMessage', posted);
    await Promise.all([post(part('one')), post(part('two'))]);
    expect(asked.map(([, { text }]) => text)).toEqual(['one', 'one', 'two']);
  });

  test('asks what to post anew after such a wait: more may have come', async () => {
    slackAnswers('chat.postMessage', { ok: false, error: 'ratelimited' }, 429, { 'retry-after': '0' });
    slackAnswers('chat.postMessage', posted);
    const waiting = [part('one')];
    const outcome = threads.post(THREAD, async () => {
      const parts = [...waiting];
      waiting.push(part('two', { ghost: { name: 'Bob' } }));
      return { intent: INTENT, parts };
    });
    await expect(outcome).resolves.toMatchObject({ parts: [{ webexId: 'webex-one' }, { webexId: 'webex-two' }] });
    expect(asked.map(([, { text, username }]) => [text, username])).toEqual([
      ['one', 'Ann'],
      ['Ann: one\nBob: two', 'Ann, Bob'],
    ]);
  });

  test('posts nothing when nothing is left', async () => {
    await expect(threads.post(THREAD, async () => undefined)).resolves.toBeUndefined();
  });

  test('looks for a post of which Slack did not say that it arrived, and takes it for the one', async () => {
    slackAnswers('chat.postMessage', { ok: true }, 503);
    const messages = [{ ts: THREAD.ts }, { ts: NOTICE.ts, metadata: METADATA }];
    slackAnswers('conversations.replies', { ok: true, messages });
    const hello = part('hello');
    await expect(post(hello)).resolves.toEqual({ slack: NOTICE, parts: [hello] });
    expect(asked.map(([method]) => method)).toEqual(['chat.postMessage', 'conversations.replies']);
  });

  test('posts again where it is not there', async () => {
    slackAnswers('chat.postMessage', { ok: true }, 503);
    slackAnswers('conversations.replies', { ok: true, messages: [{ ts: THREAD.ts }] });
    slackAnswers('chat.postMessage', posted);
    await expect(post(part('hello'))).resolves.toMatchObject({ slack: NOTICE });
  });
});

describe('changing what was posted', () => {
  test('edits the message in place', async () => {
    slackAnswers('chat.update', { ok: true });
    await threads.edit(MESSAGE, [part('hello again')], false);
    expect(asked).toEqual([['chat.update', expect.objectContaining({ ...MESSAGE, text: 'hello again' })]]);
  });

  test('keeps the name beside what is left of a post that several people shared', async () => {
    slackAnswers('chat.update', { ok: true });
    await threads.edit(MESSAGE, [part('alone now')], true);
    expect(asked).toEqual([['chat.update', expect.objectContaining({ text: 'Ann: alone now' })]]);
    expect(asked[0]?.[1]['blocks']).toContain('"text":"Ann  ","style":{"bold":true}');
  });

  test('deletes the message', async () => {
    slackAnswers('chat.delete', { ok: true });
    await threads.remove(MESSAGE);
    expect(asked).toEqual([['chat.delete', expect.objectContaining(MESSAGE)]]);
  });
});

describe('telling an author that it worked', () => {
  const mark = ['reactions.add', { channel: 'D1', timestamp: MESSAGE.ts, name: 'white_check_mark' }];

  test('puts a mark on their own message', async () => {
    slackAnswers('reactions.add', { ok: true });
    await threads.markSent(MESSAGE);
    expect(asked).toEqual([mark]);
  });

  test('is done when the mark is there already', async () => {
    slackRefuses('reactions.add', 'already_reacted');
    await expect(threads.markSent(MESSAGE)).resolves.toBeUndefined();
  });

  test('fails when Slack refuses the mark', async () => {
    slackRefuses('reactions.add', 'message_not_found');
    await expect(threads.markSent(MESSAGE)).rejects.toMatchObject({ code: 'thread-gone' });
  });
});

describe('telling an author that it failed', () => {
  const entry = outboxEntry({ ...MESSAGE, threadTs: THREAD.ts });

  test('marks their message, and says why beside it, with a button', async () => {
    slackAnswers('reactions.add', { ok: true });
    slackAnswers('chat.postMessage', posted);
    await expect(threads.tellFailed(entry, 'You are not in this room.')).resolves.toEqual(NOTICE);
    const notice = failureNotice(entry.id, 'You are not in this room.');
    expect(new Map(asked)).toEqual(
      new Map<string, Arguments>([
        ['reactions.add', { channel: 'D1', timestamp: MESSAGE.ts, name: 'x' }],
        [
          'chat.postMessage',
          {
            channel: 'D1',
            thread_ts: THREAD.ts,
            text: notice.text,
            blocks: JSON.stringify(notice.blocks),
            unfurl_links: 'false',
            unfurl_media: 'false',
          },
        ],
      ]),
    );
    expect(asked).toHaveLength(2);
  });

  test('says why even when the mark is there from an earlier failure', async () => {
    slackRefuses('reactions.add', 'already_reacted');
    slackAnswers('chat.postMessage', posted);
    await expect(threads.tellFailed(entry, 'Again.')).resolves.toEqual(NOTICE);
  });

  test('is taken back after a successful retry: another mark, and no button', async () => {
    slackAnswers('reactions.remove', { ok: true });
    slackAnswers('reactions.add', { ok: true });
    slackAnswers('chat.update', { ok: true });
    await threads.clearFailed(entry, NOTICE);
    expect(asked).toEqual([
      ['reactions.remove', { channel: 'D1', timestamp: MESSAGE.ts, name: 'x' }],
      ['reactions.add', { channel: 'D1', timestamp: MESSAGE.ts, name: 'white_check_mark' }],
      ['chat.update', { ...NOTICE, text: texts.sentAfterRetry, blocks: '[]' }],
    ]);
  });

  test('is taken back where there was neither mark nor notice', async () => {
    slackRefuses('reactions.remove', 'no_reaction');
    slackAnswers('reactions.add', { ok: true });
    await threads.clearFailed(entry, undefined);
    expect(asked.map(([method]) => method)).toEqual(['reactions.remove', 'reactions.add']);
  });
});

test('a whisper is seen by one person, in the thread', async () => {
  slackAnswers('chat.postEphemeral', { ok: true });
  await threads.whisper('U2', THREAD, 'This was not sent.');
  expect(asked).toEqual([
    ['chat.postEphemeral', { channel: 'D1', user: 'U2', thread_ts: THREAD.ts, text: 'This was not sent.' }],
  ]);
});

describe('telling a user something in private', () => {
  const ANSWER = 'https://hooks.slack.test/answer';
  const replaced: unknown[] = [];

  /** The address of an earlier answer, which can be replaced or not any more. */
  function earlierAnswer(status: number): void {
    replaced.length = 0;
    nock('https://hooks.slack.test')
      .post('/answer')
      .reply(status, async (request: Request) => {
        replaced.push(await request.json());
        return 'ok';
      });
  }

  test('posts into their direct message with Pigdin', async () => {
    slackAnswers('conversations.open', { ok: true, channel: { id: 'D9' } });
    slackAnswers('chat.postMessage', posted);
    await threads.tell('U1', 'You are signed out.');
    expect(asked[1]).toEqual([
      'chat.postMessage',
      expect.objectContaining({ channel: 'D9', text: 'You are signed out.' }),
    ]);
  });

  test('posts a button where there is one', async () => {
    slackAnswers('conversations.open', { ok: true, channel: { id: 'D9' } });
    slackAnswers('chat.postMessage', posted);
    const words = { text: 'Sign in.', button: 'Sign in', url: 'https://webex.test/' };
    await threads.tell('U1', words);
    expect(asked[1]?.[1]['blocks']).toBe(JSON.stringify(invitation(words).blocks));
  });

  test('takes the place of an earlier answer, so that its button goes', async () => {
    earlierAnswer(200);
    await threads.tell('U1', 'You are connected.', ANSWER);
    expect(replaced).toEqual([{ text: 'You are connected.', replace_original: true }]);
    expect(asked).toEqual([]);
  });

  test('posts after all when the earlier answer cannot be replaced any more', async () => {
    earlierAnswer(404);
    slackAnswers('conversations.open', { ok: true, channel: { id: 'D9' } });
    slackAnswers('chat.postMessage', posted);
    await threads.tell('U1', 'You are connected.', ANSWER);
    expect(asked.map(([method]) => method)).toEqual(['conversations.open', 'chat.postMessage']);
  });

  test('posts after all when nobody answers at the address of the earlier answer', async () => {
    nock('https://hooks.slack.test').post('/answer').replyWithError('connection lost');
    slackAnswers('conversations.open', { ok: true, channel: { id: 'D9' } });
    slackAnswers('chat.postMessage', posted);
    await threads.tell('U1', 'You are connected.', ANSWER);
    expect(asked).toHaveLength(2);
  });
});

test('the direct message of a user is opened', async () => {
  slackAnswers('conversations.open', { ok: true, channel: { id: 'D9' } });
  await expect(threads.directChannel('U1')).resolves.toBe('D9');
  expect(asked).toEqual([['conversations.open', { users: 'U1' }]]);
});

describe('the name of a user', () => {
  test.each([
    ['the one they chose', { name: 'ann', real_name: 'Ann Doe', profile: { display_name: 'Annie' } }, 'Annie'],
    [
      'their real one where they chose none',
      { name: 'ann', real_name: 'Ann Doe', profile: { display_name: '' } },
      'Ann Doe',
    ],
    ['their login where there is nothing else', { name: 'ann', profile: {} }, 'ann'],
    ['their id where there is nothing at all', {}, 'U1'],
  ])('is %s', async (_which, user, name) => {
    slackAnswers('users.info', { ok: true, user });
    await expect(threads.nameOf('U1')).resolves.toBe(name);
    expect(asked).toEqual([['users.info', { user: 'U1' }]]);
  });

  test('is asked for once', async () => {
    slackAnswers('users.info', { ok: true, user: { name: 'ann' } });
    await threads.nameOf('U1');
    await expect(threads.nameOf('U1')).resolves.toBe('ann');
    expect(asked).toHaveLength(1);
  });

  test('is asked for again after a failure', async () => {
    slackRefuses('users.info', 'user_not_found');
    slackAnswers('users.info', { ok: true, user: { name: 'ann' } });
    await expect(threads.nameOf('U1')).rejects.toMatchObject({ code: 'slack-refused' });
    await expect(threads.nameOf('U1')).resolves.toBe('ann');
  });
});

test.each([
  [{ profile: { email: 'ann@example.com' } }, 'ann@example.com'],
  [{ profile: { email: '' } }, undefined],
  [{}, undefined],
])('the address of a user is the one for which Slack vouches: %j', async (user, email) => {
  slackAnswers('users.info', { ok: true, user });
  await expect(threads.emailOf('U1')).resolves.toBe(email);
});

test('a channel that is slow holds up neither other channels nor marks', async () => {
  slackAnswers('chat.postMessage', { ok: false, error: 'ratelimited' }, 429, { 'retry-after': '3600' });
  const slow = post(part('slow'));
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  slackAnswers('reactions.add', { ok: true });
  await threads.markSent(MESSAGE);
  slackAnswers('chat.postMessage', { ...posted, channel: 'D2' });
  await threads.post({ ...THREAD, channel: 'D2' }, async () => ({ intent: INTENT, parts: [part('fast')] }));
  expect(asked.map(([, { channel, text }]) => [channel, text])).toEqual([
    ['D1', 'slow'],
    ['D1', undefined],
    ['D2', 'fast'],
  ]);
  calls.stop();
  await expect(slow).rejects.toMatchObject({ code: 'slack-unreachable' });
});

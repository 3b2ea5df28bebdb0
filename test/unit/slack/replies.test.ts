import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paragraphsOf, words } from '../../../src/bridge/convert/inlines.ts';
import { toReply, toReplyEvent } from '../../../src/slack/replies.ts';

/** A reply in a thread, as Slack's Events API tells of it. */
function body(event: object = {}, outer: object = {}): object {
  return {
    token: 'x',
    team_id: 'T1',
    api_app_id: 'A1',
    type: 'event_callback',
    event_id: 'Ev1',
    event_time: 1_700_000_000,
    authorizations: [{ team_id: 'T1', user_id: 'UBOT', is_bot: true }],
    event: {
      type: 'message',
      user: 'U1',
      text: 'hello &amp; welcome',
      ts: '1700000000.000002',
      client_msg_id: 'c1',
      team: 'T1',
      thread_ts: '1700000000.000001',
      parent_user_id: 'UBOT',
      channel: 'D1',
      channel_type: 'im',
      event_ts: '1700000000.000002',
      blocks: [{ type: 'rich_text', elements: [] }],
      ...event,
    },
    ...outer,
  };
}

const REPLY = {
  kind: 'message',
  at: '1700000000.000002',
  team: 'T1',
  channel: 'D1',
  ts: '1700000000.000002',
  threadTs: '1700000000.000001',
  author: 'U1',
  text: 'hello &amp; welcome',
  content: paragraphsOf(words('hello & welcome')),
  fileCount: 0,
};

describe('a reply', () => {
  test('is what a person wrote in a thread', () => {
    expect(toReplyEvent(body())).toEqual(REPLY);
  });

  test('may be shown in the channel too, or be written with /me', () => {
    expect(toReplyEvent(body({ subtype: 'thread_broadcast', root: { ts: '1700000000.000001' } }))).toEqual(REPLY);
    const content = paragraphsOf(words('hello & welcome', { italic: true }));
    expect(toReplyEvent(body({ subtype: 'me_message' }))).toEqual({ ...REPLY, content });
  });

  test('may have files, which are counted, and then no text', () => {
    const files = [{ id: 'F1' }, { id: 'F2' }];
    expect(toReplyEvent(body({ subtype: 'file_share', files, text: '' }))).toEqual({
      ...REPLY,
      text: '',
      content: [],
      fileCount: 2,
    });
    expect(toReplyEvent(body({ subtype: 'file_share', files, text: undefined }))).toEqual({
      ...REPLY,
      text: '',
      content: [],
      fileCount: 2,
    });
  });

  test('belongs to the workspace in which the app is installed', () => {
    expect(toReplyEvent(body({ team: 'T9', user_team: 'T9' }))?.team).toBe('T1');
  });
});

/** A change of a message, as Slack's Events API tells of it. */
const changed = (before: object, now: object, event: object = {}): object =>
  body({
    subtype: 'message_changed',
    hidden: true,
    ...Object.fromEntries(['user', 'text', 'thread_ts', 'client_msg_id', 'blocks'].map((field) => [field, undefined])),
    ts: '1700000009.000900',
    event_ts: '1700000009.000900',
    previous_message: message(before),
    message: message({ edited: { user: 'U1', ts: '1700000009.000000' }, ...now }),
    ...event,
  });

const deleted = (gone: object, event: object = {}): object =>
  changed({}, {}, { subtype: 'message_deleted', message: undefined, previous_message: message(gone), ...event });

const message = (fields: object): object => ({
  type: 'message',
  user: 'U1',
  text: 'hello &amp; welcome',
  ts: '1700000000.000002',
  thread_ts: '1700000000.000001',
  ...fields,
});

const AUTHOR = { team: 'T1', channel: 'D1', ts: '1700000000.000002', threadTs: '1700000000.000001', author: 'U1' };

const GOODBYE = paragraphsOf(words('goodbye'));

describe('an edit of a reply', () => {
  test('is another text, at the time at which Slack tells of it', () => {
    const edit = { ...AUTHOR, kind: 'edit', at: '1700000009.000900', text: 'goodbye', content: GOODBYE, fileCount: 0 };
    expect(toReplyEvent(changed({}, { text: 'goodbye' }))).toEqual(edit);
    expect(toReplyEvent(changed({}, { text: 'goodbye', subtype: 'thread_broadcast' }))).toEqual(edit);
    expect(toReplyEvent(changed({}, { text: 'goodbye' }, { previous_message: undefined }))).toEqual(edit);
  });

  test.each<[string, object]>([
    ['a link that Slack unfurled', changed({}, { attachments: [{ title: 'A page' }], edited: undefined })],
    ['the same text once more', changed({}, {})],
    [
      'a change without an editor, of which nobody says what was there',
      changed({}, { edited: undefined }, { previous_message: undefined }),
    ],
    ['an own post that was updated', changed({ bot_id: 'B1' }, { bot_id: 'B1', text: 'new' })],
    ['a post under another name', changed({}, { subtype: 'bot_message', bot_id: 'B1', user: undefined, text: 'new' })],
    ['the tombstone of a first message', changed({}, { subtype: 'tombstone', user: 'USLACKBOT', text: 'deleted' })],
    ['a first message', changed({}, { thread_ts: '1700000000.000002', text: 'new' })],
    ['a message outside of threads', changed({}, { thread_ts: undefined, text: 'new' })],
  ])('is not %s', (_what, received) => {
    expect(toReplyEvent(received)).toBeUndefined();
  });
});

describe('the deletion of a reply', () => {
  test('names who wrote it, whoever deleted it', () => {
    expect(toReplyEvent(deleted({}))).toEqual({ ...AUTHOR, kind: 'delete', at: '1700000009.000900' });
  });

  test.each<[string, object]>([
    ['of an own post', deleted({ bot_id: 'B1' })],
    ['of a first message', deleted({ thread_ts: undefined })],
    ['of which Slack does not say what it was', deleted({}, { previous_message: undefined })],
  ])('is not that %s', (_what, received) => {
    expect(toReplyEvent(received)).toBeUndefined();
  });
});

describe('a reply in a history', () => {
  const place = { team: 'T1', channel: 'D1' };

  test('is the same as in an event, and says when it was edited', () => {
    expect(toReply(place, message({}))).toEqual(REPLY);
    expect(toReply(place, message({ edited: { user: 'U1', ts: '1700000005.000000' } }))).toEqual({
      ...REPLY,
      edited: '1700000005.000000',
    });
  });

  test('is nothing that an app wrote, and no first message', () => {
    expect(toReply(place, message({ bot_id: 'B1' }))).toBeUndefined();
    expect(toReply(place, message({ thread_ts: '1700000000.000002' }))).toBeUndefined();
    expect(toReply(place, message({ subtype: 'channel_join' }))).toBeUndefined();
    expect(toReply(place, undefined)).toBeUndefined();
  });
});

describe('no reply', () => {
  test.each<[string, unknown]>([
    ['a message outside of threads', body({ thread_ts: undefined })],
    ['the first message of a thread', body({ thread_ts: '1700000000.000002' })],
    ['what an app wrote', body({ bot_id: 'B1' })],
    ['what an app wrote under another name', body({ subtype: 'bot_message', bot_id: 'B1', username: 'Ann' })],
    ['what an app wrote, of an older kind', body({ subtype: 'bot_message', user: undefined })],
    ['an app’s file', body({ subtype: 'file_share', bot_id: 'B1' })],
    ['a note that somebody replied', body({ subtype: 'message_replied' })],
    ['somebody who joined', body({ subtype: 'channel_join' })],
    ['a reminder', body({ subtype: 'reminder_add' })],
    ['a subtype that is not known yet', body({ subtype: 'something_new' })],
    ['a reaction', body({ type: 'reaction_added', item: { channel: 'D1', ts: '1.1' } })],
    ['a mention of the app, which comes besides the message', body({ type: 'app_mention' })],
    ['a message without an author', body({ user: undefined })],
    ['a command', { command: '/pigdin', text: 'help', team_id: 'T1', user_id: 'U1', channel_id: 'D1' }],
    ['a pressed button', { type: 'block_actions', team: { id: 'T1' }, actions: [] }],
    ['another kind of payload', body({}, { type: 'url_verification' })],
    ['nothing', undefined],
    ['a text', 'message'],
  ])('is %s', (_what, received) => {
    expect(toReplyEvent(received)).toBeUndefined();
  });

  test('is any garbage, and none raises an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (received) => {
        expect(toReplyEvent(received)).toBeUndefined();
      }),
    );
  });

  test('is an event of which one field is garbage, unless the field does not matter', () => {
    const matters = fc.constantFrom('type', 'channel', 'user', 'text', 'ts', 'thread_ts', 'files', 'subtype', 'bot_id');
    const garbage = fc.constantFrom<unknown>(null, 7, true, {}, { length: 1 });
    fc.assert(
      fc.property(matters, garbage, (field, value) => {
        expect(toReplyEvent(body({ [field]: value }))).toBeUndefined();
      }),
    );
  });
});

test('what is said to Pigdin itself is no reply, neither when it is told nor when it is found later', () => {
  const isForPigdin = (text: string): boolean => text.startsWith('<@UBOT>');
  const told = (text: string) => ({
    type: 'event_callback',
    team_id: 'T1',
    event: { type: 'message', channel: 'D1', user: 'U1', text, ts: '2.2', thread_ts: '1.1' },
  });
  expect(toReplyEvent(told('<@UBOT> history'), isForPigdin)).toBeUndefined();
  expect(toReplyEvent(told('history'), isForPigdin)).toMatchObject({ text: 'history' });
  const shown = { user: 'U1', text: '<@UBOT> who', ts: '2.2', thread_ts: '1.1' };
  expect(toReply({ team: 'T1', channel: 'D1', isForPigdin }, shown)).toBeUndefined();
  expect(toReply({ team: 'T1', channel: 'D1' }, shown)).toMatchObject({ text: '<@UBOT> who' });
});

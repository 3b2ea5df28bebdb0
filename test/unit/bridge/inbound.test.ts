import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import { texts } from '../../../src/bridge/texts.ts';
import {
  account,
  accountNews,
  deletion,
  edit,
  external,
  membership,
  message,
  messageId,
  personId,
  roomKey,
  roomNews,
  userKey,
} from '../../support/builders.ts';
import { textOf } from '../../support/fakes.ts';
import { startWorld } from './world.ts';

const REFUSED = new BridgeError('slack-refused', 'Slack refused: no_text');
const AWAY = new BridgeError('slack-unreachable', 'Slack could not be reached', { retryable: true });

describe('a message in Webex', () => {
  test('opens a thread for its room and appears in it under its author’s name', async () => {
    const world = await startWorld();
    world.webexSays('Who is hungry?');
    await world.drain();
    expect(world.threads.asked).toEqual(['open: Room 1', 'post: Who is hungry?']);
    expect(world.threads.thread('Room 1').channel).toBe(account(1).home);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: Who is hungry?']);
  });

  test('uses the thread that its room has', async () => {
    const world = await startWorld();
    world.webexSays('one');
    world.webexSays('two', { by: 'Bob' });
    world.webexSays('elsewhere', { room: 2 });
    await world.drain();
    expect(world.threads.threads()).toEqual(['Room 1', 'Room 2']);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: one', 'Bob: two']);
    expect(world.threads.transcript('Room 2')).toEqual(['Ann: elsewhere']);
  });

  test('appears for every connected user who is in the room, each in their own thread', async () => {
    const world = await startWorld({ accounts: [account(1), account(2)] });
    world.webexSays('hello', { to: userKey(1) });
    world.webexSays('hello', { to: userKey(2) });
    await world.drain();
    expect(world.threads.messages.map(({ channel }) => channel).toSorted()).toEqual(['D1', 'D1', 'D2', 'D2']);
  });

  test('appears once, however often PubNub delivers it', async () => {
    const world = await startWorld();
    const envelope = world.webexSays('hello');
    for (const _ of [1, 2, 3]) world.rooms.hear(userKey(1), roomKey(1), envelope);
    world.rooms.hear(userKey(1), roomKey(1), { ...envelope, id: 'another id for the same message' });
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: hello']);
  });

  test('says that it has a file', async () => {
    const world = await startWorld();
    world.webexSays('the plan', { files: ['https://webexapis.com/v1/contents/1'] });
    await world.drain();
    expect(world.threads.transcript('Room 1')[0]).toBe(`Ann: the plan\n\n${texts.withFile(1)}`);
  });

  test('keeps its formatting, and mentions whoever uses Pigdin in the same workspace as the Slack user', async () => {
    const world = await startWorld({ accounts: [account(1), account(2)] });
    const person = (number: number, name: string) =>
      `<spark-mention data-object-type="person" data-object-id="${personId(number)}">${name}</spark-mention>`;
    world.webexSays('Hi', { html: `<p><strong>Hi</strong> ${person(2, 'Una')} and ${person(7, 'Otto')}</p>` });
    await world.drain();
    const [part] = world.threads.messages.flatMap(({ parts = [] }) => parts);
    expect(part?.content).toEqual([
      {
        type: 'paragraph',
        inlines: [
          { type: 'text', text: 'Hi', marks: { bold: true } },
          { type: 'text', text: ' ' },
          { type: 'mention', platform: 'slack', kind: 'person', id: 'U2', name: 'Una' },
          { type: 'text', text: ' and ' },
          { type: 'mention', platform: 'webex', kind: 'person', id: personId(7), name: 'Otto' },
        ],
      },
    ]);
  });

  test('that answers another one shows how that begins, with a link to it', async () => {
    const world = await startWorld();
    world.webexSays('Who is hungry?');
    await world.until('it is linked', async () => (await world.store.links.all()).length === 1);
    world.webexSays('Me', { externalObj: external(2, { parentId: messageId(1) }) });
    world.webexSays('And me', { externalObj: external(3, { parentId: messageId(77) }) });
    await world.drain();
    expect(world.threads.transcript('Room 1').slice(1)).toEqual([
      `Ann: > ${texts.answers('Ann', 'Who is hungry?')} (https://slack.test/D1/1700000000.000002)\n\nMe`,
      `Ann: > ${texts.answers(undefined, undefined)}\n\nAnd me`,
    ]);
  });

  test('that is too long for one post goes on in the next, and is changed and deleted as one', async () => {
    const world = await startWorld();
    const long = Array.from({ length: 300 }, (_, line) => `This is line ${line} of a very long message.`).join('\n\n');
    world.webexSays(long);
    world.webexSays('next');
    await world.until('the next one is shown', () => world.threads.asked.includes('post: next'));
    const pieces = () => world.threads.messages.flatMap(({ parts = [] }) => parts).filter(({ at }) => at !== '');
    const before = pieces();
    expect(before.length).toBe(3);
    expect(before.slice(0, 2).map(textOf).join('\n\n')).toBe(long);
    world.rooms.hear(
      userKey(1),
      roomKey(1),
      edit(1, { text: 'short now', externalObj: external(1, { updated: 'z' }) }),
    );
    await world.until('it is short', () => world.threads.asked.includes('edit: short now'));
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: short now', 'Ann: next']);
  });

  test('that the user wrote in a Webex client appears as well', async () => {
    const world = await startWorld();
    world.webexSays('sent from my phone', { by: account(1).name, senderId: personId(1) });
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['User 1: sent from my phone']);
  });

  test('keeps the title of its room up to date, for those who type it', async () => {
    const world = await startWorld();
    world.webexSays('one');
    world.webexSays('two', { channelName: 'Room 1, renamed' });
    await world.drain();
    const [portal] = await world.bridge.portalsOf(account(1));
    expect(portal?.title).toBe('Room 1, renamed');
  });

  test('makes its room the latest active one', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const world = await startWorld();
    for (const room of [1, 2, 1]) {
      const { length } = world.threads.messages;
      vi.setSystemTime(Date.now() + 1000);
      world.webexSays('hello', { room });
      await world.until('it is posted', () => world.threads.messages.length > length);
      await world.until('it is linked', async () => (await world.cursor()) === world.rooms.stream.at(-1)?.timetoken);
    }
    const portals = await world.bridge.portalsOf(account(1));
    expect(portals.map(({ title }) => title)).toEqual(['Room 1', 'Room 2']);
  });
});

describe('messages of one room', () => {
  test('keep their order while a post takes its time, and other rooms do not wait', async () => {
    const world = await startWorld();
    const release = world.threads.hold('post', 'slow');
    world.webexSays('slow', { room: 1 });
    world.webexSays('next', { room: 1 });
    world.webexSays('elsewhere', { room: 2 });
    await world.until('the other room went on', () => world.threads.messages.some(({ text }) => text === 'elsewhere'));
    expect(world.threads.asked).not.toContain('post: next');
    release();
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: slow', 'Ann: next']);
  });

  test('open one thread, even when several come before it is there', async () => {
    const world = await startWorld();
    const release = world.threads.hold('open');
    for (const text of ['one', 'two', 'three']) world.webexSays(text);
    await world.until('the thread is being opened', () => world.threads.asked.length > 0);
    release();
    await world.drain();
    expect(world.threads.threads()).toEqual(['Room 1']);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: one', 'Ann: two', 'Ann: three']);
  });
});

describe('a thread that was deleted in Slack', () => {
  test('is opened anew, and used from then on', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    world.threads.deleteThread(world.threads.thread('Room 1'));
    world.webexSays('one');
    world.webexSays('two');
    await world.drain();
    expect(world.threads.asked.filter((call) => call.startsWith('open'))).toHaveLength(2);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: one', 'Ann: two']);
  });

  test('no longer takes replies', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const old = world.threads.thread('Room 1');
    world.threads.deleteThread(old);
    world.webexSays('again');
    await world.until('the new thread is used', () => world.threads.messages.some(({ text }) => text === 'again'));
    await world.bridge.fromSlack(world.threads.write(old, 'U1', 'into the void'));
    await world.drain();
    expect(world.rooms.sent).toEqual([]);
  });

  test('is opened once: when the new one is gone too, the message is given up and the room goes on', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const gone = new BridgeError('thread-gone', 'Slack refused: thread_not_found');
    world.threads.fail('post', gone, { about: 'lost', times: 2 });
    world.webexSays('lost');
    world.webexSays('next');
    await world.drain();
    expect(world.threads.asked.filter((call) => call.startsWith('open'))).toHaveLength(2);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: next']);
  });

  test('that was only just opened is not opened again', async () => {
    const world = await startWorld();
    world.threads.fail('post', new BridgeError('thread-gone', 'gone'), { about: 'lost' });
    world.webexSays('lost');
    await world.drain();
    expect(world.threads.asked).toEqual(['open: Room 1', 'post: lost']);
  });
});

describe('a message that Slack refuses for good', () => {
  test('does not stop its room, and comes only once', async () => {
    const world = await startWorld();
    world.threads.fail('post', REFUSED, { about: 'refused' });
    world.webexSays('refused');
    world.webexSays('next');
    await world.until('both are dealt with', async () => (await world.cursor()) === world.rooms.stream[1]?.timetoken);
    await world.restart();
    await world.drain();
    expect(world.threads.asked.filter((call) => call === 'post: refused')).toHaveLength(1);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: next']);
  });

  test('is logged by its id, never with its words', async () => {
    const world = await startWorld();
    world.threads.fail('post', REFUSED, { about: 'private words' });
    const { id } = world.webexSays('private words');
    await world.drain();
    expect(world.logged).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ id }) }),
    );
    expect(JSON.stringify(world.logged)).not.toContain('private words');
  });

  test.each([
    ['its thread cannot be opened', 'open'],
    ['it cannot be posted', 'post'],
  ] as const)('because %s leaves nothing half done', async (_why, call) => {
    const world = await startWorld();
    world.threads.fail(call, REFUSED);
    world.webexSays('refused');
    world.webexSays('next');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: next']);
    expect(world.threads.threads()).toEqual(['Room 1']);
  });

  test('because of a mistake in the program does not stop the room either', async () => {
    const world = await startWorld();
    world.threads.fail('post', new TypeError('cannot read properties of undefined'), { about: 'odd' });
    world.webexSays('odd');
    world.webexSays('next');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: next']);
  });
});

describe('a message that could not be shown for now', () => {
  test('holds up its room, not the others, until it can be shown', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    world.threads.fail('post', AWAY, { about: 'later', times: 2 });
    world.webexSays('later');
    world.webexSays('next');
    world.webexSays('elsewhere', { room: 2 });
    await world.until('the next one is shown', () => world.threads.messages.some(({ text }) => text === 'next'));
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'Ann: later', 'Ann: next']);
    expect(world.threads.asked.indexOf('post: elsewhere')).toBeLessThan(world.threads.asked.lastIndexOf('post: later'));
  });

  test('keeps the cursor before it, and comes again with the next start', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const before = await world.cursor();
    world.threads.fail('post', AWAY, { about: 'later', times: 99 });
    world.webexSays('later');
    world.webexSays('elsewhere', { room: 2 });
    await world.until('the other one is shown', () => world.threads.messages.some(({ text }) => text === 'elsewhere'));
    await world.drain();
    await expect(world.cursor()).resolves.toBe(before);
    world.threads.forgive();
    await world.restart();
    await world.until('it is shown', () => world.threads.messages.some(({ text }) => text === 'later'));
    await world.until(
      'the cursor is past it',
      async () => (await world.cursor()) === world.rooms.stream.at(-1)?.timetoken,
    );
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'Ann: later']);
    expect(world.threads.transcript('Room 2')).toEqual(['Ann: elsewhere']);
  });

  test('because the store is broken is shown after it works again', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const repair = world.breakTable('links');
    world.webexSays('later');
    await world.until('it failed', () => world.logged.some(({ level }) => level === 'error'));
    repair();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first']);
    await world.restart();
    await world.until('it is shown', () => world.threads.transcript('Room 1').includes('Ann: later'));
  });
});

describe('the cursor', () => {
  test('passes what is dealt with, also what does not parse or concerns nobody', async () => {
    const world = await startWorld();
    world.rooms.hear(userKey(1), roomKey(1), undefined);
    await world.until('it is passed', async () => (await world.cursor()) === world.rooms.stream[0]?.timetoken);
    world.rooms.listener({ channel: 'elsewhere', timetoken: '17000000000000009', envelope: message() });
    await world.until('it is passed too', async () => (await world.cursor()) === '17000000000000009');
    expect(world.threads.asked).toEqual([]);
  });

  test('waits for the slow room while others are done', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const before = BigInt((await world.cursor()) ?? 0);
    const release = world.threads.hold('post', 'slow');
    world.webexSays('slow', { room: 1 });
    world.webexSays('elsewhere', { room: 2 });
    await world.until('the other is linked', async () => (await world.store.links.all()).length === 2);
    await expect(world.cursor().then((cursor) => BigInt(cursor ?? 0))).resolves.toBe(before);
    release();
    await world.until('all is passed', async () => (await world.cursor()) === world.rooms.stream.at(-1)?.timetoken);
  });

  test('leaves what comes after the intake was stopped to the next start', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const before = await world.cursor();
    await world.drain();
    world.webexSays('too late');
    await world.drain();
    await expect(world.cursor()).resolves.toBe(before);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first']);
    await world.restart();
    await world.until('it is shown', () => world.threads.transcript('Room 1').includes('Ann: too late'));
  });
});

describe('an edit in Webex', () => {
  test('edits the mirrored message', async () => {
    const world = await startWorld();
    const { externalObj } = world.webexSays('helo');
    world.rooms.hear(userKey(1), roomKey(1), edit(1, { text: 'hello <all>', ...(externalObj && { externalObj }) }));
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: hello <all>']);
  });

  test('waits for the message that it edits', async () => {
    const world = await startWorld();
    const release = world.threads.hold('post', 'helo');
    world.webexSays('helo');
    world.rooms.hear(userKey(1), roomKey(1), edit(1, { text: 'hello' }));
    await world.until('it is being posted', () => world.threads.asked.includes('post: helo'));
    release();
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: hello']);
  });

  test('is the message itself when it was changed at once and nothing else was heard of it', async () => {
    const world = await startWorld();
    world.rooms.hear(userKey(1), roomKey(1), edit(7));
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: hello again']);
  });

  test('of an old message that was never mirrored opens no thread', async () => {
    const world = await startWorld();
    const old = external(7, { created: '2020-01-01T00:00:00.000Z', updated: '2020-01-02T00:00:00.000Z' });
    world.rooms.hear(userKey(1), roomKey(1), edit(7, { externalObj: old }));
    await world.drain();
    expect(world.threads.asked).toEqual([]);
  });

  test('of what the user wrote in Slack leaves it alone: nobody may edit a person’s message', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    await world.reply('typo');
    await world.until('it is sent', () => world.threads.transcript('Room 1').includes('U1: typo +sent'));
    const externalObj = external(0, { id: messageId(1000) });
    world.rooms.hear(userKey(1), roomKey(1), edit(0, { text: 'mended', externalObj }));
    world.rooms.hear(userKey(1), roomKey(1), deletion(0, { externalObj }));
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: typo +sent']);
  });
});

describe('a deletion in Webex', () => {
  test('deletes the mirrored message, which does not come back', async () => {
    const world = await startWorld();
    const envelope = world.webexSays('oops');
    world.rooms.hear(userKey(1), roomKey(1), deletion(1));
    world.rooms.hear(userKey(1), roomKey(1), envelope);
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual([]);
  });

  test('of a message that is gone from Slack already does no harm', async () => {
    const world = await startWorld();
    world.webexSays('oops');
    world.rooms.hear(userKey(1), roomKey(1), deletion(1));
    world.rooms.hear(userKey(1), roomKey(1), deletion(1));
    world.webexSays('next');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: next']);
  });

  test('of a message that was never mirrored opens no thread', async () => {
    const world = await startWorld();
    world.rooms.hear(userKey(1), roomKey(1), deletion(7));
    await world.drain();
    expect(world.threads.asked).toEqual([]);
  });
});

describe('other news', () => {
  test('of rooms and memberships open no thread and are passed', async () => {
    const world = await startWorld();
    world.rooms.hear(userKey(1), roomKey(1), roomNews());
    world.rooms.hear(userKey(1), roomKey(1), membership());
    await world.until('they are passed', async () => (await world.cursor()) === world.rooms.stream.at(-1)?.timetoken);
    expect(world.threads.asked).toEqual([]);
  });

  test('on the channel of the account are never shown as messages', async () => {
    const world = await startWorld();
    const { timetoken } = world.rooms.hear(userKey(1), 'account', message());
    await world.until('it is dealt with', async () => (await world.cursor()) === timetoken);
    expect(world.threads.asked).toEqual([]);
  });

  test('of users who are not connected here, and on other channels, are ignored', async () => {
    const world = await startWorld();
    const strangers = world.rooms.hear(userKey(2), roomKey(1), message());
    world.rooms.listener(strangers);
    world.rooms.listener({ channel: 'webex-user-update', timetoken: '17000000000000005', envelope: message() });
    await world.until('they are dealt with', async () => (await world.cursor()) === '17000000000000005');
    expect(world.threads.asked).toEqual([]);
  });

  test('without the id of a Webex message are logged and skipped', async () => {
    const world = await startWorld();
    const { externalObj: _externalObj, ...envelope } = message();
    world.rooms.hear(userKey(1), roomKey(1), envelope);
    await world.drain();
    expect(world.threads.asked).toEqual([]);
    expect(world.logged).toContainEqual(expect.objectContaining({ level: 'warn', fields: { id: envelope.id } }));
  });
});

describe('news of the account', () => {
  test('that it is deleted forget the user, whose rooms are mirrored no more', async () => {
    const world = await startWorld({ accounts: [account(1), account(2)] });
    await world.roomIsMirrored();
    const thread = world.threads.thread('Room 1');
    world.webexSays('theirs', { to: userKey(2), room: 2 });
    await world.until('both have threads', async () => (await world.store.links.all()).length === 2);
    world.rooms.hear(userKey(1), 'account', accountNews({ status: 'deleted' }));
    await world.until('the account is gone', () => world.bridge.accounts.of(userKey(1)) === undefined);
    world.webexSays('anybody?');
    await world.bridge.fromSlack(world.threads.write(thread, 'U1', 'hello?'));
    await world.drain();
    expect(world.threads.messages.map(({ text }) => text)).not.toContain('anybody?');
    expect(world.rooms.sent).toEqual([]);
    await expect(world.store.accounts.all()).resolves.toEqual([account(2)]);
    for (const table of [world.store.portals, world.store.threads, world.store.links, world.store.mirrors]) {
      await expect(table.all()).resolves.toHaveLength(1);
    }
  });

  test.each(['connected', 'signed-out'] as const)('that it is %s leave its threads as they are', async (status) => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const { timetoken } = world.rooms.hear(userKey(1), 'account', accountNews({ status }));
    await world.until('it is dealt with', async () => (await world.cursor()) === timetoken);
    world.webexSays('still here');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'Ann: still here']);
  });
});

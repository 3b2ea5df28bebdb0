import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { channelOf } from '../../../src/bridge/channels.ts';
import { BridgeError, refused } from '../../../src/bridge/errors.ts';
import { texts } from '../../../src/bridge/texts.ts';
import {
  account,
  external,
  message,
  messageId,
  outboxEntry,
  personId,
  portal,
  roomId,
  roomKey,
  userKey,
} from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

const NOT_IN_ROOM = refused({ code: 'not-in-room', reason: 'You are not in this room any more.', retryable: false });
const BUSY = refused({ code: 'rate-limited', reason: 'Webex asks to wait.', retryable: true });
const AWAY = new BridgeError('pubnub-unreachable', 'PubNub could not be reached', {
  retryable: true,
  userMessage: texts.webexAway,
});

/** A world in which room 1 has a thread. */
async function mirrored(options: Parameters<typeof startWorld>[0] = {}): Promise<World> {
  const world = await startWorld(options);
  await world.roomIsMirrored();
  return world;
}

const sent = (world: World): string[] => world.rooms.sent.map(({ text }) => text);

describe('a reply of the owner', () => {
  test('reaches the Webex room as them, and is marked as sent', async () => {
    const world = await mirrored();
    await world.reply('I am!');
    await world.drain();
    expect(world.rooms.sent).toEqual([
      {
        v: 1,
        kind: 'message',
        id: expect.stringMatching(/^slack:T1:D1:\d+\.\d+$/),
        fromPlatform: 'webex',
        platformChannelId: roomId(1),
        channelName: 'Room 1',
        isDirect: false,
        senderId: personId(1),
        senderName: 'User 1',
        senderEmail: 'user1@example.com',
        text: 'I am!',
        markdown: 'I am!',
        forwardToPlatform: true,
      },
    ]);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: I am! +sent']);
  });

  test('is published for its room, in the layout that was chosen', async () => {
    for (const layout of ['nested', 'flat'] as const) {
      const world = await mirrored({ layout });
      await world.reply('hello');
      await world.drain();
      expect(world.rooms.stream.at(-1)?.channel).toBe(channelOf(layout, userKey(1), roomKey(1)));
    }
  });

  test('is written down before Slack is told that it arrived', async () => {
    const world = await mirrored();
    world.rooms.hold('forward');
    const { ts } = await world.reply('important');
    await expect(world.store.outbox.all()).resolves.toEqual([expect.objectContaining({ ts, text: 'important' })]);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: important']);
  });

  test.each([
    ['threads', 'reads and writes'],
    ['portals', 'reads and writes'],
    ['mirrors', 'reads and writes'],
    ['handled', 'reads and writes'],
    ['outbox', 'writes'],
  ] as const)('is not acknowledged while %s cannot be read or written (%s), and not lost', async (table, what) => {
    const world = await mirrored();
    const repair = world.breakTable(table, what);
    const acknowledged = vi.fn<() => void>();
    const reply = world.threads.write(world.threads.thread('Room 1'), 'U1', 'hello');
    const told = world.bridge.fromSlack(reply).then(acknowledged);
    await world.until('it failed', () => world.logged.some(({ message: line }) => line.includes('the store fails')));
    const toldAgain = world.bridge.fromSlack(reply).then(acknowledged);
    const next = world.reply('next');
    await world.until('it failed again', () => world.logged.filter(({ level }) => level === 'error').length > 2);
    expect(acknowledged).not.toHaveBeenCalled();
    expect(world.rooms.asked).toEqual([]);
    repair();
    await Promise.all([told, toldAgain, next]);
    await world.drain();
    expect(sent(world)).toEqual(['hello', 'next']);
  });

  test('that cannot be written down until the bridge ends is never acknowledged: Slack will tell of it again', async () => {
    const world = await mirrored();
    world.breakTable('outbox', 'writes');
    const told = world.reply('hello');
    world.bridge.close();
    await expect(told).rejects.toMatchObject({ code: 'store-failed' });
  });

  test('is linked to what Webex made of it', async () => {
    const world = await mirrored();
    const { channel, ts } = await world.reply('hello');
    await world.drain();
    await expect(world.store.links.get(`${userKey(1)}/${messageId(1000)}`)).resolves.toEqual({
      user: userKey(1),
      room: roomKey(1),
      webexId: messageId(1000),
      slack: { channel, ts },
      origin: 'slack',
    });
    await expect(world.store.outbox.all()).resolves.toEqual([]);
  });

  test('is sent once, however often Slack tells of it', async () => {
    const world = await mirrored();
    const release = world.rooms.hold('forward');
    const reply = await world.reply('hello');
    await world.bridge.fromSlack(reply);
    release();
    await world.until('it is sent', () => world.threads.transcript('Room 1').includes('U1: hello +sent'));
    await world.bridge.fromSlack(reply);
    await world.drain();
    expect(world.rooms.asked).toEqual(['forward: hello']);
  });

  test('keeps its place in the room while Webex takes its time, and other rooms do not wait', async () => {
    const world = await mirrored();
    world.webexSays('elsewhere', { room: 2 });
    await world.until('room 2 has a thread', () => world.threads.threads().length === 2);
    const release = world.rooms.hold('forward', 'slow');
    await world.reply('slow');
    await world.reply('next');
    await world.reply('there', { room: 2 });
    await world.until('the other room went on', () => sent(world).includes('there'));
    expect(world.rooms.asked).not.toContain('forward: next');
    release();
    await world.drain();
    expect(sent(world)).toEqual(['there', 'slow', 'next']);
  });

  test('makes its room the latest active one', async () => {
    const world = await mirrored();
    const before = (await world.bridge.portalsOf(account(1)))[0]?.lastActivity ?? '';
    await world.store.portals.set(`${userKey(1)}/${roomKey(1)}`, {
      ...portal({ thread: world.threads.thread('Room 1') }),
      lastActivity: '2000-01-01T00:00:00.000Z',
    });
    await world.reply('hello');
    await world.drain();
    const after = (await world.bridge.portalsOf(account(1)))[0]?.lastActivity ?? '';
    expect(after >= before).toBe(true);
  });

  test('is not lost when marking it fails', async () => {
    const world = await mirrored();
    world.threads.fail('markSent', new BridgeError('slack-refused', 'Slack refused: no_reaction'));
    await world.reply('one');
    await world.reply('two');
    await world.drain();
    expect(sent(world)).toEqual(['one', 'two']);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: one', 'U1: two +sent']);
    await expect(world.store.outbox.all()).resolves.toEqual([]);
  });

  test('never leaves its words in the log, whatever happens to it', async () => {
    const world = await mirrored({ retries: 1 });
    world.rooms.fail('forward', BUSY, { about: 'private one', times: 2 });
    world.threads.fail('markSent', AWAY);
    await world.reply('private one');
    await world.reply('private two');
    await world.drain();
    expect(world.logged.length).toBeGreaterThan(3);
    expect(JSON.stringify(world.logged)).not.toContain('private');
  });
});

describe('the echo of a reply', () => {
  const copyFirst = ['copy', 'own', 'ack'] as const;
  test.each([
    ['comes after our own envelope', ['own', 'copy', 'ack'] as const],
    ['comes before our own envelope', copyFirst],
    ['comes before, and our own envelope after PubNub’s answer', ['copy', 'ack', 'own'] as const],
    ['and our own envelope come after PubNub’s answer', ['ack', 'own', 'copy'] as const],
    ['comes long after', ['own', 'ack', 'copy'] as const],
    ['comes twice', ['copy', 'own', 'ack', 'copy'] as const],
  ])('is not shown when it %s', async (_when, steps) => {
    const world = await mirrored();
    world.rooms.plan(...steps);
    await world.reply('hello');
    const told = steps.filter((step) => step !== 'ack').length;
    await world.until('PubNub told all', () => world.rooms.stream.length === 1 + told);
    world.webexSays('next');
    await world.until('the next is shown', () => world.threads.transcript('Room 1').includes('Ann: next'));
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello +sent', 'Ann: next']);
    expect(sent(world)).toEqual(['hello']);
  });

  test('is told from what the user writes in a Webex client meanwhile', async () => {
    const world = await mirrored();
    const release = world.rooms.hold('forward');
    world.rooms.plan(...copyFirst);
    await world.reply('from Slack');
    world.webexSays('from my phone', { by: 'User 1', senderId: personId(1) });
    release();
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: from Slack +sent', 'User 1: from my phone']);
  });

  test('is the same message for everybody else who is connected: they see it from the user', async () => {
    const world = await mirrored({ accounts: [account(1), account(2)] });
    await world.reply('hello');
    await world.until('it is sent', () => sent(world).length === 1);
    world.webexSays('hello', { to: userKey(2), by: 'User 1', senderId: personId(1) });
    await world.drain();
    expect(world.threads.messages.filter(({ channel }) => channel === 'D2').map(({ by }) => by)).toContain('User 1');
  });

  test('is known after a restart', async () => {
    const world = await mirrored();
    await world.reply('hello');
    await world.until('it is sent', () => world.threads.transcript('Room 1').includes('U1: hello +sent'));
    const copy = world.rooms.stream.at(-1)?.envelope;
    await world.restart();
    world.rooms.hear(userKey(1), roomKey(1), copy);
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello +sent']);
  });
});

describe('a reply of somebody else', () => {
  test('is not sent: they are told in private whose thread it is', async () => {
    const world = await mirrored();
    world.threads.names.set('U1', 'Una');
    await world.reply('me too', { by: 'U2' });
    await world.until('they are told', () => world.threads.whispers.length === 1);
    await world.drain();
    expect(world.rooms.sent).toEqual([]);
    const thread = world.threads.thread('Room 1');
    expect(world.threads.whispers).toEqual([{ to: 'U2', thread, text: texts.notYours('Una') }]);
    await expect(world.store.outbox.all()).resolves.toEqual([]);
  });

  test('is not sent either when they have an account of their own, or the same id in another workspace', async () => {
    const world = await mirrored({ accounts: [account(1), account(2)] });
    await world.reply('me too', { by: 'U2' });
    const reply = world.threads.write(world.threads.thread('Room 1'), 'U1', 'I am another');
    await world.bridge.fromSlack({ ...reply, team: 'T2' });
    await world.until('both are told', () => world.threads.whispers.length === 2);
    await world.drain();
    expect(world.rooms.sent).toEqual([]);
    expect(world.threads.whispers).toHaveLength(2);
  });

  test('is refused by the name in Webex when Slack does not tell the owner’s', async () => {
    const world = await mirrored();
    world.threads.fail('nameOf', new BridgeError('slack-refused', 'Slack refused: user_not_found'));
    await world.reply('me too', { by: 'U2' });
    await world.until('they are told', () => world.threads.whispers.length === 1);
    expect(world.threads.whispers.map(({ text }) => text)).toEqual([texts.notYours('User 1')]);
  });

  test('may be acknowledged even if they could not be told', async () => {
    const world = await mirrored();
    world.threads.fail('whisper', new BridgeError('slack-refused', 'Slack refused: user_not_in_channel'));
    await world.reply('me too', { by: 'U2' });
    expect(world.rooms.sent).toEqual([]);
  });
});

describe('a message in Slack that is none of our business', () => {
  test('is left alone: a thread that mirrors no room', async () => {
    const world = await mirrored();
    const elsewhere = { channel: 'D1', ts: '1600000000.000001' };
    await world.bridge.fromSlack(world.threads.write(elsewhere, 'U1', 'hello'));
    await world.bridge.fromSlack(world.threads.write(elsewhere, 'U2', 'hello'));
    await world.drain();
    expect(world.rooms.sent).toEqual([]);
    expect(world.threads.whispers).toEqual([]);
  });

  test('is left alone: the thread of an account that is gone', async () => {
    const world = await mirrored();
    await world.bridge.accounts.remove(userKey(1));
    await world.reply('hello');
    await world.drain();
    expect(world.rooms.sent).toEqual([]);
    expect(world.threads.whispers).toEqual([]);
  });
});

describe('a reply with files', () => {
  test('is sent without them, and its author is told', async () => {
    const world = await mirrored();
    await world.reply('look at this', { files: 2 });
    await world.drain();
    expect(sent(world)).toEqual(['look at this']);
    expect(world.threads.whispers.map(({ to, text }) => [to, text])).toEqual([['U1', texts.filesStay]]);
    expect(world.threads.transcript('Room 1')).toContain('U1: look at this +sent');
  });

  test('and no text is not sent, and its author is told', async () => {
    const world = await mirrored();
    await world.reply('', { files: 1 });
    await world.reply('next');
    await world.drain();
    expect(sent(world)).toEqual(['next']);
    expect(world.threads.whispers.map(({ text }) => text)).toEqual([texts.onlyFiles]);
    await expect(world.store.outbox.all()).resolves.toEqual([]);
  });
});

describe('a reply that Webex refuses', () => {
  test('is parked: its author is told why, and the room goes on', async () => {
    const world = await mirrored();
    world.rooms.fail('forward', NOT_IN_ROOM, { about: 'let me in' });
    const { ts } = await world.reply('let me in');
    await world.reply('next');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual([
      'Ann: first',
      'U1: let me in +failed',
      'U1: next +sent',
      'Pigdin: Not sent: You are not in this room any more.',
    ]);
    expect(world.rooms.asked.filter((call) => call === 'forward: let me in')).toHaveLength(1);
    await expect(world.store.outbox.all()).resolves.toEqual([]);
    const notice = world.threads.messages.at(-1);
    await expect(world.store.parked.all()).resolves.toEqual([
      expect.objectContaining({
        ts,
        reason: NOT_IN_ROOM.userMessage,
        notice: { channel: notice?.channel, ts: notice?.ts },
      }),
    ]);
  });

  test('is not taken anew when Slack tells of it again', async () => {
    const world = await mirrored();
    world.rooms.fail('forward', NOT_IN_ROOM);
    const reply = await world.reply('let me in');
    await world.until('it is parked', () => world.threads.transcript('Room 1').length === 3);
    await world.bridge.fromSlack(reply);
    await world.drain();
    expect(world.rooms.asked).toEqual(['forward: let me in']);
  });

  test('for now is tried again, and its author hears nothing of that', async () => {
    const world = await mirrored({ retries: 2 });
    world.rooms.fail('forward', BUSY, { times: 2 });
    await world.reply('patience');
    await world.drain();
    expect(world.rooms.asked).toHaveLength(3);
    expect(sent(world)).toEqual(['patience']);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: patience +sent']);
  });

  test('for now, and says for how long, is not tried before', async () => {
    const world = await mirrored({ retries: 1 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const wait = { code: 'rate-limited', reason: 'Busy.', retryable: true, retryAfterSeconds: 7 } as const;
    world.rooms.fail('forward', refused(wait));
    await world.reply('patience');
    await world.until('it failed once', () => world.rooms.asked.length === 1);
    await vi.advanceTimersByTimeAsync(0);
    await vi.advanceTimersByTimeAsync(6_999);
    expect(world.rooms.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await world.drain();
    expect(sent(world)).toEqual(['patience']);
  });

  test('for now, and again, and again, is parked in the end', async () => {
    const world = await mirrored({ retries: 2 });
    world.rooms.fail('forward', BUSY, { times: 3 });
    await world.reply('patience');
    await world.drain();
    expect(world.rooms.asked).toHaveLength(3);
    expect(world.threads.transcript('Room 1')).toContain('Pigdin: Not sent: Webex asks to wait.');
  });

  test('because of a mistake in the program is parked with words for its author, not with the mistake', async () => {
    const world = await mirrored({ retries: 0 });
    world.rooms.fail('forward', new RangeError('secret internals'));
    await world.reply('hello');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toContain(`Pigdin: Not sent: ${texts.inside}`);
  });

  test('stays parked with its reason when its author cannot be told', async () => {
    const world = await mirrored();
    world.rooms.fail('forward', NOT_IN_ROOM);
    world.threads.fail('tellFailed', new BridgeError('slack-refused', 'Slack refused: is_archived'));
    await world.reply('let me in');
    await world.drain();
    await expect(world.store.parked.all()).resolves.toEqual([
      expect.objectContaining({ text: 'let me in', reason: NOT_IN_ROOM.userMessage }),
    ]);
  });
});

describe('a reply of which nobody knows whether it arrived', () => {
  test('is published again under the same id, so that Webex gets it once', async () => {
    const world = await mirrored();
    world.rooms.plan('lost');
    await world.reply('hello');
    await world.drain();
    expect(world.rooms.asked).toEqual(['forward: hello', 'forward: hello']);
    expect(sent(world)).toEqual(['hello']);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello +sent']);
  });

  test('is shown once also when its echo comes between the attempts', async () => {
    const world = await mirrored();
    world.rooms.plan('copy', 'lost');
    await world.reply('hello');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello +sent']);
  });
});

describe('a reply whose envelope does not come back', () => {
  /** PubNub takes it and stays silent, as often as told; whoever waits is tired of it. */
  async function silence(world: World, times: number): Promise<void> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    for (let left = times; left > 0; left -= 1) world.rooms.plan('ack');
    await world.reply('hello');
    for (let attempt = 1; attempt <= times; attempt += 1) {
      await world.until('it is published', () => world.rooms.asked.length >= attempt);
      await vi.advanceTimersByTimeAsync(5_000);
    }
  }

  test('is asked for, and is sent when Webex has it', async () => {
    const world = await mirrored();
    world.queries.answer('result', ({ envelopeId }) =>
      world.rooms.sent.some(({ id }) => id === envelopeId) ? { externalObj: external(1000) } : {},
    );
    await silence(world, 1);
    await world.drain();
    expect(world.rooms.asked).toEqual(['forward: hello']);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello +sent']);
    await expect(world.store.links.get(`${userKey(1)}/${messageId(1000)}`)).resolves.toMatchObject({ origin: 'slack' });
  });

  test('is published again when nobody knows of it', async () => {
    const world = await mirrored({ retries: 1 });
    world.queries.answer('result', () => ({}));
    await silence(world, 1);
    await world.drain();
    expect(world.rooms.asked).toEqual(['forward: hello', 'forward: hello']);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello +sent']);
  });

  test('is parked in the end, and its author told to look at Webex before another try', async () => {
    const world = await mirrored({ retries: 1 });
    world.queries.answer('result', () => ({}));
    await silence(world, 2);
    await world.drain();
    expect(world.threads.transcript('Room 1')).toContain(`Pigdin: Not sent: ${texts.unconfirmed}`);
  });

  test('does not let its echo be shown while it is asked for', async () => {
    const world = await mirrored();
    const release = world.queries.hold('result');
    world.queries.answer('result', () => ({ externalObj: external(1000) }));
    await silence(world, 1);
    await world.until('it is asked for', () => world.queries.asked.some((one) => one.startsWith('result')));
    world.webexSays('hello', { by: 'User 1', externalObj: external(1000) });
    release();
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello +sent']);
  });
});

describe('a reply that comes back as it was published', () => {
  test('was not sent, because no Function ran: its author is told at once, and the log what to check', async () => {
    const world = await mirrored({ retries: 5 });
    world.rooms.plan('untouched', 'ack');
    await world.reply('hello');
    await world.drain();
    expect(world.rooms.asked).toHaveLength(1);
    expect(world.threads.transcript('Room 1')).toEqual([
      'Ann: first',
      'U1: hello +failed',
      `Pigdin: Not sent: ${texts.notSetUp}`,
    ]);
    expect(JSON.stringify(world.logged)).toContain('npm run doctor');
  });

  test.each([
    ['still asks to be forwarded', { forwardToPlatform: true }],
    ['does not say what Webex made of it', { externalObj: undefined }],
  ])('was not sent either when its envelope %s', async (_what, changes) => {
    const world = await mirrored({ retries: 5 });
    const release = world.rooms.hold('forward');
    world.rooms.plan('ack');
    const { channel, ts } = await world.reply('hello');
    await world.until('it is being published', () => world.rooms.asked.length === 1);
    world.rooms.hear(userKey(1), roomKey(1), message(7, { id: `slack:T1:${channel}:${ts}`, ...changes }));
    release();
    await world.drain();
    expect(world.threads.transcript('Room 1')).toContain(`Pigdin: Not sent: ${texts.notSetUp}`);
  });
});

describe('a parked reply', () => {
  async function parked(world: World): Promise<string> {
    world.rooms.fail('forward', NOT_IN_ROOM);
    await world.reply('let me in');
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    const id = world.threads.messages.find(({ retries }) => retries !== undefined)?.retries;
    if (id === undefined) throw new Error('there is no button');
    return id;
  }

  test('is sent when its author asks for it, and the failure is taken back', async () => {
    const world = await mirrored();
    const id = await parked(world);
    await expect(world.bridge.retry(id, 'U1')).resolves.toBe(true);
    await world.drain();
    expect(sent(world)).toEqual(['let me in']);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: let me in +sent', 'Pigdin: Sent after all']);
    await expect(world.store.parked.all()).resolves.toEqual([]);
    await expect(world.store.outbox.all()).resolves.toEqual([]);
  });

  test('is not sent for anybody else', async () => {
    const world = await mirrored();
    const id = await parked(world);
    await expect(world.bridge.retry(id, 'U2')).resolves.toBe(false);
    await world.drain();
    expect(world.rooms.sent).toEqual([]);
    await expect(world.store.parked.all()).resolves.toHaveLength(1);
  });

  test('is sent once, however often the button is pressed', async () => {
    const world = await mirrored();
    const id = await parked(world);
    await Promise.all([world.bridge.retry(id, 'U1'), world.bridge.retry(id, 'U1')]);
    await world.until('it is sent', () => world.threads.transcript('Room 1').includes('Pigdin: Sent after all'));
    await expect(world.bridge.retry(id, 'U1')).resolves.toBe(false);
    await world.drain();
    expect(world.rooms.asked).toEqual(['forward: let me in', 'forward: let me in']);
  });

  test('that is refused again is parked again', async () => {
    const world = await mirrored();
    const id = await parked(world);
    world.rooms.fail('forward', refused({ code: 'read-only', reason: 'Nobody may write here.', retryable: false }));
    await world.bridge.retry(id, 'U1');
    await world.drain();
    await expect(world.store.parked.get(id)).resolves.toMatchObject({ reason: 'Nobody may write here.' });
    expect(world.threads.transcript('Room 1')).toContain('Pigdin: Not sent: Nobody may write here.');
    await expect(world.bridge.retry(id, 'U1')).resolves.toBe(true);
  });

  test('that does not exist cannot be sent', async () => {
    const world = await mirrored();
    await expect(world.bridge.retry('slack:T1:D1:1.1', 'U1')).resolves.toBe(false);
    await expect(world.bridge.retry('', 'U1')).resolves.toBe(false);
  });

  test('can still be sent after a restart', async () => {
    const world = await mirrored();
    const id = await parked(world);
    await world.restart();
    await expect(world.bridge.retry(id, 'U1')).resolves.toBe(true);
    await world.drain();
    expect(world.threads.transcript('Room 1')).toContain('Pigdin: Sent after all');
  });

  test('that is being sent again is still written down', async () => {
    const world = await mirrored();
    const id = await parked(world);
    world.rooms.hold('forward');
    await world.bridge.retry(id, 'U1');
    await world.until('it is being sent', () => world.rooms.asked.length === 2);
    await world.restart();
    await world.drain();
    expect(sent(world)).toEqual(['let me in']);
    expect(world.threads.transcript('Room 1')).toContain('Pigdin: Sent after all');
  });

  test('waits its turn behind what its author wrote since', async () => {
    const world = await mirrored();
    const id = await parked(world);
    const release = world.rooms.hold('forward', 'newer');
    await world.reply('newer');
    await world.until('the newer is on its way', () => world.rooms.asked.includes('forward: newer'));
    await world.bridge.retry(id, 'U1');
    release();
    await world.drain();
    expect(sent(world)).toEqual(['newer', 'let me in']);
  });
});

describe('after a restart', () => {
  test('what was written down and not sent is sent, in the order in which it was written', async () => {
    const world = await mirrored();
    world.rooms.hold('forward');
    for (const text of ['one', 'two', 'three']) await world.reply(text);
    await world.restart();
    await world.drain();
    expect(sent(world)).toEqual(['one', 'two', 'three']);
    expect(world.threads.transcript('Room 1')).toEqual([
      'Ann: first',
      'U1: one +sent',
      'U1: two +sent',
      'U1: three +sent',
    ]);
  });

  test('the order is that of Slack, to the microsecond', async () => {
    const world = await mirrored();
    const thread = world.threads.thread('Room 1');
    const times = ['1700000009.999999', '1700000010.000001', '1700000010.000002', '999999999.000009'];
    for (const [index, ts] of times.entries()) {
      const id = `slack:T1:D1:${ts}`;
      const entry = outboxEntry({ id, ts, text: String(index), channel: thread.channel, threadTs: thread.ts });
      await world.store.outbox.set(id, entry);
    }
    await world.restart();
    await world.drain();
    expect(sent(world)).toEqual(['3', '0', '1', '2']);
  });

  test('what was sent while nobody could hear of it is not sent twice', async () => {
    const world = await mirrored();
    world.rooms.listener = () => undefined;
    world.rooms.plan('copy', 'own', 'never');
    await world.reply('hello');
    await world.until('it is in Webex', () => sent(world).length === 1);
    await world.restart();
    await world.until('it is marked', () => world.threads.transcript('Room 1').includes('U1: hello +sent'));
    await world.until('all is heard', async () => (await world.cursor()) === world.rooms.stream.at(-1)?.timetoken);
    expect(sent(world)).toEqual(['hello']);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello +sent']);
  });

  test('what is left of an account that is gone is dropped', async () => {
    const world = await startWorld({ accounts: [] });
    await world.store.outbox.set('slack:T1:D1:1', outboxEntry({ id: 'slack:T1:D1:1' }));
    await world.restart();
    await world.drain();
    await expect(world.store.outbox.all()).resolves.toEqual([]);
    expect(world.rooms.asked).toEqual([]);
  });
});

describe('while the store is broken', () => {
  const failures = (world: World): number => world.logged.filter(({ level }) => level === 'error').length;

  test.each([
    ['portals', 'reads and writes'],
    ['mirrors', 'reads and writes'],
    ['links', 'writes'],
    ['outbox', 'writes'],
  ] as const)(
    '(%s, %s) a reply waits at its place in the room, and goes on when the store answers',
    async (table, what) => {
      const world = await mirrored();
      const release = world.rooms.hold('forward', 'one');
      for (const text of ['one', 'two', 'three']) await world.reply(text);
      await world.until('the first is on its way', () => world.rooms.asked.length === 1);
      const repair = world.breakTable(table, what);
      release();
      await world.until('the store failed', () => failures(world) > 1);
      expect(sent(world)).toEqual(['one']);
      repair();
      await world.drain();
      expect(sent(world)).toEqual(['one', 'two', 'three']);
      expect(world.threads.transcript('Room 1').slice(1)).toEqual([
        'U1: one +sent',
        'U1: two +sent',
        'U1: three +sent',
      ]);
      await expect(world.store.parked.all()).resolves.toEqual([]);
      await expect(world.store.outbox.all()).resolves.toEqual([]);
    },
  );

  test('a reply that was written down survives an end of the bridge', async () => {
    const world = await mirrored();
    const release = world.rooms.hold('forward', 'one');
    await world.reply('one');
    await world.reply('two');
    const repair = world.breakTable('portals');
    release();
    await world.until('the store failed', () => failures(world) > 1);
    world.bridge.close();
    repair();
    await world.restart();
    await world.drain();
    expect(sent(world)).toEqual(['one', 'two']);
  });
});

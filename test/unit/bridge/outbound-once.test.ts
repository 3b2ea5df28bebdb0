import { beforeEach, describe, expect, test } from 'vitest';
import { BridgeError, refused } from '../../../src/bridge/errors.ts';
import { texts } from '../../../src/bridge/texts.ts';
import { external, messageId, outboxEntry, personId, roomId, roomKey, userKey } from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

const AWAY = new BridgeError('pubnub-unreachable', 'PubNub could not be reached', {
  retryable: true,
  userMessage: texts.webexAway,
});

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await world.roomIsMirrored();
});

const forwarded = () => world.rooms.asked.filter((call) => call.startsWith('forward'));
const journal = () => world.store.outbox.all();
const asked = () => world.queries.asked.filter((call) => call.startsWith('result'));

describe('before a reply is published', () => {
  test('it is written down what will be published', async () => {
    world.threads.names.set('U2', 'Bob');
    world.rooms.hold('forward');
    await world.reply('hello <@U2>');
    await world.until('it is on its way', () => forwarded().length === 1);
    await expect(journal()).resolves.toEqual([
      expect.objectContaining({
        text: 'hello <@U2>',
        intent: {
          at: expect.stringMatching(/^\d{4}-.*Z$/),
          contents: [{ text: 'hello @Bob', markdown: 'hello @Bob' }],
        },
      }),
    ]);
  });

  test('nothing is asked about it: it cannot be in Webex yet', async () => {
    await world.reply('hello');
    await world.drain();
    expect(asked()).toEqual([]);
    expect(world.rooms.sent[0]).not.toHaveProperty('earlier');
  });

  test('and that cannot be written down, it is not published', async () => {
    const thread = world.threads.thread('Room 1');
    const release = world.rooms.hold('forward', 'one');
    await world.bridge.fromSlack(world.threads.write(thread, 'U1', 'one'));
    await world.bridge.fromSlack(world.threads.write(thread, 'U1', 'two'));
    await world.until('the first is on its way', () => forwarded().length === 1);
    const repair = world.breakTable('outbox', 'writes');
    release();
    await world.until('the store failed', () => world.logged.some(({ level }) => level === 'error'));
    expect(forwarded()).toEqual(['forward: one']);
    repair();
    await world.drain();
    expect(forwarded()).toEqual(['forward: one', 'forward: two']);
  });
});

describe('a reply that may have been sent before the bridge ended', () => {
  /** As a crash leaves it. */
  async function uncertain(text = 'hello', name?: string): Promise<string> {
    if (name !== undefined) world.threads.names.set('U2', name);
    world.rooms.hold('forward');
    const { ts } = await world.reply(text);
    await world.until('it is on its way', () => forwarded().length === 1);
    return `slack:T1:D1:${ts}`;
  }

  test('is not published again where the Function knows that it arrived', async () => {
    const id = await uncertain();
    world.queries.answer('result', ({ envelopeId }) =>
      envelopeId === id ? { externalObj: external(1000, { personId: personId(1) }) } : {},
    );
    await world.restart();
    await world.drain();
    expect(forwarded()).toEqual(['forward: hello']);
    await expect(world.store.links.get(`${userKey(1)}/${messageId(1000)}`)).resolves.toMatchObject({ origin: 'slack' });
    expect(world.threads.transcript('Room 1').at(-1)).toBe('U1: hello +sent');
  });

  test.each([
    ['where the Function knows nothing of it', true],
    ['where nobody can be asked', false],
  ])('is published again %s, so that it is looked for in Webex first', async (_when, answers) => {
    if (answers) world.queries.answer('result', () => ({}));
    const id = await uncertain();
    await world.restart();
    await world.drain();
    const [again] = world.rooms.sent;
    expect(again).toMatchObject({ id, earlier: { since: new Date(1_700_000_000_000).toISOString(), not: [] } });
    expect(asked()).toHaveLength(1);
  });

  test('is published as it was, though people are called differently by now', async () => {
    await uncertain('hello <@U2>', 'Bob');
    world.threads.names.set('U2', 'Robert');
    await world.restart();
    await world.drain();
    expect(forwarded()).toEqual(['forward: hello @Bob', 'forward: hello @Bob']);
  });

  test('is told apart from equal ones: what was sent just before it is named', async () => {
    for (const number of [0, 1]) {
      await world.reply('ok');
      await world.until(
        'it is sent',
        async () => world.rooms.sent.length === number + 1 && (await journal()).length === 0,
      );
    }
    world.rooms.hold('forward');
    await world.reply('ok');
    await world.until('it is on its way', () => forwarded().length === 3);
    await world.restart();
    await world.drain();
    expect(world.rooms.sent.at(-1)?.earlier?.not).toEqual([messageId(1000), messageId(1001)]);
    expect(world.rooms.sent.map(({ text }) => text)).toEqual(['ok', 'ok', 'ok']);
  });

  test('is sent where it was taken for an equal one that is another message: each Webex message mirrors one of Slack', async () => {
    const other = { channel: 'D1', ts: '1700000000.900000' };
    await world.store.links.set(`${userKey(1)}/${messageId(50)}`, {
      user: userKey(1),
      room: roomKey(1),
      webexId: messageId(50),
      slack: other,
      origin: 'slack',
    });
    const id = await uncertain('ok');
    world.queries.answer('result', () => ({ externalObj: external(50) }));
    await world.restart();
    await world.drain();
    expect(world.rooms.sent.at(-1)).toMatchObject({ id, earlier: { not: [messageId(50)] } });
    await expect(world.store.links.get(`${userKey(1)}/${messageId(50)}`)).resolves.toMatchObject({ slack: other });
    await expect(world.store.links.get(`${userKey(1)}/${messageId(1000)}`)).resolves.toMatchObject({
      slack: { channel: 'D1', ts: id.split(':').at(-1) },
    });
  });

  test('is sent where webex-publish took an equal one for it: that is said, and it is asked again', async () => {
    const taken = { ...external(50), roomId: roomId(1), personId: personId(1) };
    await world.store.links.set(`${userKey(1)}/${messageId(50)}`, {
      user: userKey(1),
      room: roomKey(1),
      webexId: messageId(50),
      slack: { channel: 'D1', ts: '1700000000.900000' },
      origin: 'webex',
    });
    const id = await uncertain('ok');
    const release = world.rooms.hold('forward');
    world.rooms.plan('ack');
    await world.restart();
    await world.until('it is published again', () => forwarded().length === 2);
    const { id: _id, ...more } = outboxEntry();
    world.rooms.hear(userKey(1), roomKey(1), {
      v: 1,
      kind: 'message',
      id,
      fromPlatform: 'webex',
      platformChannelId: roomId(1),
      channelName: 'Room 1',
      isDirect: false,
      senderId: personId(1),
      senderName: 'User 1',
      senderEmail: 'user1@example.com',
      text: more.text,
      externalObj: taken,
    });
    release();
    await world.drain();
    expect(world.rooms.sent.at(-1)).toMatchObject({ id });
    expect(forwarded()).toHaveLength(3);
    await expect(world.store.mirrors.get(`D1/${id.split(':').at(-1)}`)).resolves.toBe(
      `${userKey(1)}/${messageId(1000)}`,
    );
  });

  test('is only cleared away where the Link was written before the end', async () => {
    const id = await uncertain();
    const slack = { channel: 'D1', ts: id.split(':').at(-1) ?? '' };
    const link = { user: userKey(1), room: roomKey(1), webexId: messageId(1000), slack, origin: 'slack' } as const;
    await world.store.links.set(`${userKey(1)}/${messageId(1000)}`, link);
    await world.store.mirrors.set(`D1/${slack.ts}`, `${userKey(1)}/${messageId(1000)}`);
    await world.restart();
    await world.drain();
    expect(forwarded()).toHaveLength(1);
    await expect(journal()).resolves.toEqual([]);
    expect(world.threads.transcript('Room 1').at(-1)).toBe('U1: hello +sent');
  });

  test('is linked both ways where the end came between the two', async () => {
    const id = await uncertain();
    const slack = { channel: 'D1', ts: id.split(':').at(-1) ?? '' };
    const link = { user: userKey(1), room: roomKey(1), webexId: messageId(1000), slack, origin: 'slack' } as const;
    await world.store.links.set(`${userKey(1)}/${messageId(1000)}`, link);
    world.queries.answer('result', () => ({ externalObj: external(1000) }));
    await world.restart();
    await world.drain();
    expect(forwarded()).toHaveLength(1);
    await expect(world.store.mirrors.get(`D1/${slack.ts}`)).resolves.toBe(`${userKey(1)}/${messageId(1000)}`);
  });
});

describe('a reply that is in Webex', () => {
  test('is marked after the next start where that did not come about', async () => {
    world.threads.hold('markSent');
    await world.reply('hello');
    await world.reply('next');
    await world.until('both are in Webex', () => world.rooms.sent.length === 2);
    await world.restart();
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello +sent', 'U1: next +sent']);
    expect(forwarded()).toHaveLength(2);
    await expect(journal()).resolves.toEqual([]);
  });

  test('and cannot be marked is done all the same, unless Slack is only away', async () => {
    world.threads.fail('markSent', new BridgeError('slack-refused', 'Slack refused: no_reaction'));
    await world.reply('one');
    await world.drain();
    await expect(journal()).resolves.toEqual([]);
    world.threads.fail('markSent', new BridgeError('slack-unreachable', 'Pigdin is stopping', { retryable: true }));
    await world.reply('two');
    await world.drain();
    await expect(journal()).resolves.toHaveLength(1);
    await world.restart();
    await world.drain();
    expect(world.threads.transcript('Room 1').at(-1)).toBe('U1: two +sent');
  });
});

describe('after a refusal that says that nothing was sent', () => {
  test('the next attempt is a first one again', async () => {
    world.rooms.fail('forward', refused({ code: 'rate-limited', reason: 'Busy.', retryable: true }));
    await world.reply('hello');
    await world.drain();
    expect(world.rooms.sent[0]).not.toHaveProperty('earlier');
    expect(asked()).toEqual([]);
  });

  test.each([
    ['PubNub cannot be reached', AWAY],
    ['Webex has trouble', refused({ code: 'unavailable', reason: 'Trouble.', retryable: true })],
  ])('not so when %s: it may have arrived', async (_what, error) => {
    world.rooms.fail('forward', error);
    await world.reply('hello');
    await world.drain();
    expect(world.rooms.sent[0]).toHaveProperty('earlier');
    expect(asked()).toHaveLength(1);
  });
});

describe('an envelope that comes back', () => {
  test('before PubNub has answered settles the reply: nobody waits for that answer', async () => {
    world.rooms.plan('own', 'never');
    await world.reply('hello');
    await world.reply('next');
    await world.drain();
    expect(world.rooms.sent.map(({ text }) => text)).toEqual(['hello', 'next']);
  });

  test('after its reply was parked takes the failure back, and the reply is not sent again', async () => {
    world.rooms.fail('forward', AWAY, { times: 3 });
    const { ts } = await world.reply('hello');
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    const id = `slack:T1:D1:${ts}`;
    const envelope = world.webexSays('elsewhere', { room: 2 });
    const externalObj = external(77, { personId: personId(1) });
    world.rooms.hear(userKey(1), roomKey(1), { ...envelope, id, platformChannelId: roomId(1), externalObj });
    await world.until('the failure is taken back', () =>
      world.threads.transcript('Room 1').includes('Pigdin: Sent after all'),
    );
    await expect(world.bridge.retry(id, 'U1')).resolves.toBe(false);
    await world.drain();
    await expect(world.store.parked.all()).resolves.toEqual([]);
    expect(world.threads.transcript('Room 1')[1]).toBe('U1: hello +sent');
    expect(forwarded()).toHaveLength(3);
  });
});

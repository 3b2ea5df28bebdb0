import { beforeEach, describe, expect, test, vi } from 'vitest';
import { BridgeError, refused } from '../../../src/bridge/errors.ts';
import type { Reply } from '../../../src/bridge/model.ts';
import { texts } from '../../../src/bridge/texts.ts';
import { messageId, personId, roomId, userKey } from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

const TEN_EDITS = refused({ code: 'refused', reason: 'Webex refused it: too many edits.', retryable: false });
const AWAY = new BridgeError('pubnub-unreachable', 'PubNub could not be reached', {
  retryable: true,
  userMessage: texts.webexAway,
});

let world: World;

/** A world in which room 1 has a thread. */
beforeEach(async () => {
  world = await startWorld();
  await world.roomIsMirrored();
});

const forwarded = () => world.rooms.asked.filter((call) => call.startsWith('forward'));
const sent = (): string[] => world.rooms.sent.map(({ text }) => text);
const changed = (): string[] =>
  world.rooms.changed.map((envelope) => (envelope.kind === 'edit' ? `edit: ${envelope.text}` : 'delete'));
const journal = () => world.store.outbox.all();

/** A reply that is in Webex. */
async function inWebex(text = 'helo'): Promise<Reply> {
  const reply = await world.reply(text);
  await world.until('it is in Webex', async () => (await journal()).length === 0 && sent().includes(text));
  return reply;
}

const linkOf = (number = 0) => world.store.links.get(`${userKey(1)}/${messageId(1000 + number)}`);

describe('an edit of a reply', () => {
  test('becomes an edit of the Webex message, and is not shown as one of somebody in Webex', async () => {
    const reply = await inWebex();
    const { at } = await world.rewrite(reply, 'hello <@U2>');
    await world.drain();
    expect(world.rooms.changed).toEqual([
      {
        v: 1,
        kind: 'edit',
        id: `slack:T1:D1:${reply.ts}:edit:${at}`,
        fromPlatform: 'webex',
        platformChannelId: roomId(1),
        channelName: 'Room 1',
        isDirect: false,
        senderId: personId(1),
        senderName: 'User 1',
        senderEmail: 'user1@example.com',
        text: 'hello @U2',
        markdown: 'hello @U2',
        externalObj: {
          id: messageId(1000),
          roomId: roomId(1),
          personId: personId(1),
          created: new Date(Number(reply.ts) * 1000).toISOString(),
        },
        forwardToPlatform: true,
      },
    ]);
    await expect(linkOf()).resolves.toMatchObject({ origin: 'slack', edited: at });
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello <@U2> +sent']);
    await expect(journal()).resolves.toEqual([]);
  });

  test('is made once, however often Slack tells of it, also after a restart', async () => {
    const reply = await inWebex();
    const edit = await world.rewrite(reply, 'hello');
    await world.bridge.fromSlack(edit);
    await world.until('it is made', () => changed().length === 1);
    await world.restart();
    await world.bridge.fromSlack(edit);
    await world.drain();
    expect(world.rooms.asked.filter((call) => call === 'forward: hello')).toHaveLength(1);
  });

  test('that comes before an older one is the one that counts', async () => {
    const reply = await inWebex();
    const older = world.threads.rewrite(reply, 'older');
    const newer = world.threads.rewrite(reply, 'newer');
    await world.bridge.fromSlack(newer);
    await world.until('it is made', () => changed().length === 1);
    await world.bridge.fromSlack(older);
    await world.drain();
    expect(changed()).toEqual(['edit: newer']);
  });

  test('is left out when a newer one waits behind it: Webex allows ten', async () => {
    const reply = await inWebex();
    const release = world.rooms.hold('forward', 'busy');
    await world.reply('busy');
    for (const text of ['a', 'b', 'c']) await world.rewrite(reply, text);
    release();
    await world.drain();
    expect(changed()).toEqual(['edit: c']);
    await expect(journal()).resolves.toEqual([]);
  });

  test('of what somebody else wrote, or of what came from Webex, is not ours to send', async () => {
    const other = world.threads.write(world.threads.thread('Room 1'), 'U2', 'me too');
    await world.bridge.fromSlack(world.threads.rewrite(other, 'me three'));
    const mirrored = world.threads.messages.find(({ text }) => text === 'first');
    const { ts = '' } = mirrored ?? {};
    const place = { team: 'T1', channel: 'D1', threadTs: world.threads.thread('Room 1').ts, author: 'U1' };
    await world.bridge.fromSlack({ ...place, kind: 'edit', ts, at: '1800000000.000001', text: 'forged', fileCount: 0 });
    await world.drain();
    expect(forwarded()).toEqual([]);
    expect(world.threads.whispers).toEqual([]);
    await expect(journal()).resolves.toEqual([]);
  });

  test('settles although its envelope comes late, twice, or after the one that Webex tells of', async () => {
    const reply = await inWebex();
    world.rooms.plan('copy', 'own', 'ack', 'own');
    await world.rewrite(reply, 'one');
    await world.until('it is made', () => changed().length === 1);
    world.rooms.plan('ack', 'own');
    await world.rewrite(reply, 'two');
    await world.drain();
    expect(changed()).toEqual(['edit: one', 'edit: two']);
    expect(world.threads.transcript('Room 1').at(-1)).toBe('U1: two +sent');
  });

  test('that Webex refuses is told to its author, once and for all; the room goes on', async () => {
    const reply = await inWebex();
    world.rooms.fail('forward', TEN_EDITS, { about: 'eleventh' });
    const edit = await world.rewrite(reply, 'eleventh');
    await world.reply('next');
    await world.bridge.fromSlack(edit);
    await world.drain();
    expect(sent()).toEqual(['helo', 'next']);
    expect(world.threads.whispers.map(({ to, text }) => [to, text])).toEqual([
      ['U1', texts.editStays('Webex refused it: too many edits.')],
    ]);
    await expect(world.store.parked.all()).resolves.toEqual([]);
    await expect(journal()).resolves.toEqual([]);
  });

  test('that cannot be sent for now is parked, and made when its author asks for it', async () => {
    const reply = await inWebex();
    world.rooms.fail('forward', AWAY, { about: 'hello', times: 3 });
    const { at } = await world.rewrite(reply, 'hello');
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    await expect(world.bridge.retry(`slack:T1:D1:${reply.ts}:edit:${at}`, 'U1')).resolves.toBe(true);
    await world.drain();
    expect(changed()).toEqual(['edit: hello']);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello +sent', 'Pigdin: Sent after all']);
  });

  test('that is parked is of no use any more once a newer one is made', async () => {
    const reply = await inWebex();
    world.rooms.fail('forward', AWAY, { about: 'older', times: 3 });
    await world.rewrite(reply, 'older');
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    await world.rewrite(reply, 'newer');
    await world.drain();
    expect(changed()).toEqual(['edit: newer']);
    await expect(world.store.parked.all()).resolves.toEqual([]);
    expect(world.threads.transcript('Room 1').at(-1)).toBe('Pigdin: Sent after all');
  });
});

describe('an edit of a reply that is not in Webex yet', () => {
  test('takes the place of what it was', async () => {
    const release = world.rooms.hold('forward', 'busy');
    await world.reply('busy');
    const reply = await world.reply('helo');
    await world.rewrite(reply, 'hell');
    const { at } = await world.rewrite(reply, 'hello');
    release();
    await world.drain();
    expect(sent()).toEqual(['busy', 'hello']);
    expect(changed()).toEqual([]);
    await expect(linkOf(1)).resolves.toMatchObject({ edited: at });
    await expect(journal()).resolves.toEqual([]);
  });

  test('does the same after a restart', async () => {
    world.rooms.hold('forward', 'busy');
    await world.reply('busy');
    const reply = await world.reply('helo');
    await world.rewrite(reply, 'hello');
    await world.restart();
    await world.drain();
    expect(sent()).toEqual(['busy', 'hello']);
    expect(changed()).toEqual([]);
  });

  test('follows it where it is being sent already', async () => {
    const release = world.rooms.hold('forward', 'helo');
    const reply = await world.reply('helo');
    await world.until('it is on its way', () => world.rooms.asked.length === 1);
    await world.rewrite(reply, 'hello');
    release();
    await world.drain();
    expect(sent()).toEqual(['helo']);
    expect(changed()).toEqual(['edit: hello']);
  });

  test('follows it where it may have been sent: what is looked for in Webex is what was published', async () => {
    world.rooms.hold('forward', 'helo');
    const reply = await world.reply('helo');
    await world.until('it is on its way', () => world.rooms.asked.length === 1);
    await world.rewrite(reply, 'hello');
    await world.restart();
    await world.drain();
    expect(forwarded()).toEqual(['forward: helo', 'forward: helo', 'forward: hello']);
    expect(sent()).toEqual(['helo']);
    expect(changed()).toEqual(['edit: hello']);
  });

  test('is sent as the reply when Slack tells of it first; the reply that comes behind is known', async () => {
    const reply = world.threads.write(world.threads.thread('Room 1'), 'U1', 'helo');
    await world.bridge.fromSlack(world.threads.rewrite(reply, 'hello'));
    await world.until('it is sent', () => sent().length === 1);
    await world.bridge.fromSlack(reply);
    await world.drain();
    expect(sent()).toEqual(['hello']);
    expect(changed()).toEqual([]);
    expect(world.threads.transcript('Room 1').at(-1)).toBe('U1: hello +sent');
  });

  test('changes a parked reply: another try sends what it says now', async () => {
    world.rooms.fail('forward', refused({ code: 'read-only', reason: 'Read-only.', retryable: false }));
    const reply = await world.reply('helo');
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    await world.rewrite(reply, 'hello');
    await world.until('it is changed', async () => (await journal()).length === 0);
    await world.restart();
    await world.bridge.retry(`slack:T1:D1:${reply.ts}`, 'U1');
    await world.drain();
    expect(sent()).toEqual(['hello']);
    expect(changed()).toEqual([]);
  });

  test('follows a parked reply that may have been sent, once that is tried again', async () => {
    world.rooms.fail('forward', AWAY, { times: 3 });
    const reply = await world.reply('helo');
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    await world.rewrite(reply, 'hello');
    await world.until('it is noted', async () => (await journal()).length === 0);
    await world.restart();
    await world.bridge.retry(`slack:T1:D1:${reply.ts}`, 'U1');
    await world.drain();
    expect(sent()).toEqual(['helo']);
    expect(changed()).toEqual(['edit: hello']);
    await expect(world.store.parked.all()).resolves.toEqual([]);
    await expect(journal()).resolves.toEqual([]);
  });
});

describe('the deletion of a reply', () => {
  test('deletes the Webex message', async () => {
    const reply = await inWebex();
    await world.unwrite(reply);
    await world.drain();
    expect(world.rooms.changed).toMatchObject([
      { kind: 'delete', id: `slack:T1:D1:${reply.ts}:delete`, externalObj: { id: messageId(1000) } },
    ]);
    await expect(linkOf()).resolves.toMatchObject({ deleted: true });
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first']);
    await expect(journal()).resolves.toEqual([]);
  });

  test('is done once, and whatever comes behind it changes nothing', async () => {
    const reply = await inWebex();
    const edit = world.threads.rewrite(reply, 'hello');
    const deletion = await world.unwrite(reply);
    await world.until('it is done', () => changed().length === 1);
    for (const event of [deletion, edit, reply, { ...edit, at: '1800000000.000001' }])
      await world.bridge.fromSlack(event);
    await world.drain();
    expect(changed()).toEqual(['delete']);
    expect(sent()).toEqual(['helo']);
  });

  test('makes edits that wait needless', async () => {
    const reply = await inWebex();
    const release = world.rooms.hold('forward', 'busy');
    await world.reply('busy');
    await world.rewrite(reply, 'hello');
    await world.unwrite(reply);
    release();
    await world.drain();
    expect(changed()).toEqual(['delete']);
  });

  test('keeps one that is not sent yet from being sent, also when Slack tells of it again', async () => {
    const release = world.rooms.hold('forward', 'busy');
    await world.reply('busy');
    const reply = await world.reply('oops');
    await world.rewrite(reply, 'ooops');
    await world.unwrite(reply);
    release();
    await world.until('it is dealt with', async () => (await journal()).length === 0);
    await world.bridge.fromSlack(reply);
    await world.restart();
    await world.bridge.fromSlack(reply);
    await world.drain();
    expect(sent()).toEqual(['busy']);
    expect(changed()).toEqual([]);
  });

  test('keeps one from being sent of which Slack tells only afterwards', async () => {
    const reply = world.threads.write(world.threads.thread('Room 1'), 'U1', 'oops');
    await world.unwrite(reply);
    await world.until('it is noted', async () => (await world.store.handled.all()).length === 1);
    await world.bridge.fromSlack(reply);
    await world.drain();
    expect(forwarded()).toEqual([]);
  });

  test('keeps one from being sent that is written down while its deletion is dealt with', async () => {
    const gate = Promise.withResolvers<void>();
    const { handled } = world.store;
    const set = handled.set.bind(handled);
    vi.spyOn(handled, 'set').mockImplementationOnce(async (...row) => {
      await gate.promise;
      await set(...row);
    });
    const reply = world.threads.write(world.threads.thread('Room 1'), 'U1', 'oops');
    await world.unwrite(reply);
    await world.bridge.fromSlack(reply);
    gate.resolve();
    await world.drain();
    expect(world.rooms.asked.filter((call) => call.startsWith('forward'))).toEqual([]);
    await expect(journal()).resolves.toEqual([]);
  });

  test('takes back a parked one, and what its author was told', async () => {
    world.rooms.fail('forward', refused({ code: 'read-only', reason: 'Read-only.', retryable: false }));
    const reply = await world.reply('oops');
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    await world.unwrite(reply);
    await world.drain();
    await expect(world.store.parked.all()).resolves.toEqual([]);
    await expect(world.bridge.retry(`slack:T1:D1:${reply.ts}`, 'U1')).resolves.toBe(false);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first']);
  });

  test('looks in Webex for one that may have been sent, and deletes it there', async () => {
    world.rooms.fail('forward', AWAY, { times: 3 });
    const reply = await world.reply('oops');
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    const created = new Date(Number(reply.ts) * 1000).toISOString();
    const externalObj = { id: messageId(77), roomId: roomId(1), personId: personId(1), created };
    const envelope = { ...world.webexSays('elsewhere', { room: 2 }), senderId: personId(1), text: 'oops', externalObj };
    world.queries.answer('result', () => ({}));
    world.queries.answer('messages', () => ({ envelopes: [envelope], more: false }));
    await world.unwrite(reply);
    await world.drain();
    expect(world.rooms.changed).toMatchObject([{ kind: 'delete', externalObj: { id: messageId(77) } }]);
    await expect(world.store.parked.all()).resolves.toEqual([]);
    expect(world.rooms.asked.filter((call) => call === 'forward: oops')).toHaveLength(3);
  });

  test('of one that may have been sent, and is not in Webex, leaves nothing to do', async () => {
    world.rooms.fail('forward', AWAY, { times: 3 });
    const reply = await world.reply('oops');
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    world.queries.answer('result', () => ({}));
    world.queries.answer('messages', () => ({ envelopes: [], more: false }));
    await world.unwrite(reply);
    await world.drain();
    expect(changed()).toEqual([]);
    await expect(world.store.parked.all()).resolves.toEqual([]);
    await expect(journal()).resolves.toEqual([]);
  });

  test('that Webex refuses is told to its author', async () => {
    const reply = await inWebex();
    world.rooms.fail('forward', refused({ code: 'refused', reason: 'Policy.', retryable: false }), {
      about: 'a deletion',
    });
    await world.unwrite(reply);
    await world.drain();
    expect(world.threads.whispers.map(({ text }) => text)).toEqual([texts.deletionStays('Policy.')]);
    await expect(journal()).resolves.toEqual([]);
  });

  test('never overtakes its reply, nor does an edit, whatever fails in between', async () => {
    world.rooms.fail('forward', AWAY, { about: 'one' });
    world.rooms.fail('forward', AWAY, { about: 'one more' });
    const release = world.rooms.hold('forward', 'one');
    const one = await world.reply('one');
    await world.until('it failed', () => world.rooms.asked.length === 2);
    await world.rewrite(one, 'one more');
    await world.reply('two');
    release();
    await world.until('it is changed', () => changed().length === 1);
    await world.unwrite(one);
    await world.drain();
    expect(world.rooms.asked.map((call) => call.replace('forward: ', ''))).toEqual([
      'one',
      'one',
      'one more',
      'one more',
      'two',
      'a deletion',
    ]);
  });
});

import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import type { Reply } from '../../../src/bridge/model.ts';
import { account, messageId, userKey } from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await world.roomIsMirrored();
});

const forwarded = () => world.rooms.asked.filter((call) => call.startsWith('forward'));
const sent = (): string[] => world.rooms.sent.map(({ text }) => text);
const changed = () => world.rooms.changed.map(({ kind }) => kind);
const looked = () => world.threads.asked.filter((call) => call.startsWith('repliesSince'));
const journal = () => world.store.outbox.all();

/** Somebody writes, and nobody hears of it. */
const unheard = (text: string, { room = 1, by = 'U1' } = {}): Reply =>
  world.threads.write(world.threads.thread(`Room ${room}`), by, text);

async function inWebex(text: string): Promise<Reply> {
  const reply = await world.reply(text);
  await world.until('it is in Webex', async () => sent().includes(text) && (await journal()).length === 0);
  return reply;
}

describe('what was written in Slack while the bridge was down', () => {
  test('is sent at the next start, once each and in order, in every room', async () => {
    await world.roomIsMirrored(2);
    await inWebex('before');
    unheard('one');
    unheard('there', { room: 2 });
    unheard('two');
    await world.restart();
    await world.until('all is sent', () => sent().length === 4);
    await world.restart();
    await world.drain();
    expect(sent().filter((text) => text !== 'there')).toEqual(['before', 'one', 'two']);
    expect(sent()).toContain('there');
    expect(world.threads.transcript('Room 1')).toEqual([
      'Ann: first',
      'U1: before +sent',
      'U1: one +sent',
      'U1: two +sent',
    ]);
  });

  test('goes before what is written now, although Slack tells of that first', async () => {
    const release = world.threads.hold('repliesSince');
    unheard('one');
    await world.restart();
    await world.reply('two');
    await world.until('Slack is asked', () => looked().length > 0);
    expect(forwarded()).toEqual([]);
    release();
    await world.drain();
    expect(sent()).toEqual(['one', 'two']);
  });

  test('goes behind what was left unsent before', async () => {
    world.rooms.hold('forward');
    await world.reply('zero');
    await world.until('it is on its way', () => world.rooms.asked.length === 1);
    unheard('one');
    await world.restart();
    await world.drain();
    expect(sent()).toEqual(['zero', 'one']);
  });

  test('is not waited for longer than half a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    world.threads.hold('repliesSince');
    await world.restart();
    await world.until('Slack is asked', () => looked().length > 0);
    await world.reply('now');
    await vi.advanceTimersByTimeAsync(29_999);
    expect(forwarded()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await world.until('it is sent', () => sent().includes('now'));
  });

  test('does not hold up what is written now when Slack refuses to show it, and is looked for again', async () => {
    for (const look of ['repliesSince', 'repliesBetween'] as const) {
      world.threads.fail(look, new BridgeError('slack-refused', 'Slack refused: missing_scope'));
    }
    unheard('one');
    await world.restart();
    await world.reply('two');
    await world.until('it is sent', () => sent().includes('two'));
    await world.restart();
    await world.drain();
    expect(sent()).toEqual(['two', 'one']);
  });

  test('by somebody else is neither sent nor answered', async () => {
    unheard('me too', { by: 'U2' });
    await world.restart();
    await world.drain();
    expect(forwarded()).toEqual([]);
    expect(world.threads.whispers).toEqual([]);
  });

  test('is sent by the owner of each thread, where several people have threads in one channel', async () => {
    const [one, two] = [account(1, { home: 'C1' }), account(2, { home: 'C1' })];
    world = await startWorld({ accounts: [one, two] });
    await world.roomIsMirrored(1);
    world.webexSays('first', { room: 2, to: userKey(2) });
    await world.until('both have a thread', () => world.threads.threads().length === 2);
    unheard('mine');
    unheard('not mine', { by: 'U2' });
    unheard('yours', { room: 2, by: 'U2' });
    await world.restart();
    await world.drain();
    expect(sent()).toEqual(['mine', 'yours']);
    expect(world.rooms.sent.map(({ senderName }) => senderName)).toEqual(['User 1', 'User 2']);
    expect(looked().at(-1)).toBe('repliesSince: C1');
  });

  test('and was dealt with before without being sent is not taken up again', async () => {
    const files = world.threads.write(world.threads.thread('Room 1'), 'U1', '', 2);
    await world.bridge.fromSlack(files);
    await world.until('its author is told', () => world.threads.whispers.length === 1);
    await world.until('it is dealt with', async () => (await journal()).length === 0);
    await world.restart();
    await world.drain();
    expect(world.threads.whispers).toHaveLength(1);
  });

  test('in a thread that was moved elsewhere since is sent as well', async () => {
    const portal = await world.store.portals.get(
      `${userKey(1)}/${(await world.bridge.portalsOf(account(1)))[0]?.room}`,
    );
    if (!portal) throw new Error('there is no portal');
    unheard('in the old place');
    const thread = { channel: 'C9', ts: '1700000000.800000' };
    await world.store.threads.set('C9/1700000000.800000', `${portal.user}/${portal.room}`);
    await world.store.portals.set(`${portal.user}/${portal.room}`, {
      ...portal,
      thread,
      formerThreads: [portal.thread],
    });
    await world.restart();
    await world.drain();
    expect(sent()).toEqual(['in the old place']);
  });
});

describe('what was changed in Slack while the bridge was down', () => {
  test('is changed in Webex', async () => {
    const reply = await inWebex('helo');
    world.threads.rewrite(reply, 'hello');
    await world.restart();
    await world.until('it is changed', () => changed().length === 1);
    await world.restart();
    await world.drain();
    expect(world.rooms.changed).toMatchObject([{ kind: 'edit', text: 'hello', externalObj: { id: messageId(1000) } }]);
  });

  test('is sent as it reads now, where it was written meanwhile too', async () => {
    const reply = unheard('helo');
    world.threads.rewrite(reply, 'hello');
    await world.restart();
    await world.drain();
    expect(sent()).toEqual(['hello']);
    expect(changed()).toEqual([]);
  });

  test('and was sent as it reads already is left alone', async () => {
    const release = world.rooms.hold('forward', 'busy');
    await world.reply('busy');
    const reply = await world.reply('helo');
    await world.rewrite(reply, 'hello');
    release();
    await world.until('all is sent', async () => (await journal()).length === 0);
    await world.restart();
    await world.drain();
    expect(sent()).toEqual(['busy', 'hello']);
    expect(changed()).toEqual([]);
  });

  /** Deletions are believed of what is neither very new nor old. */
  function later(reply: Reply, seconds: number): void {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    vi.setSystemTime((Number(reply.ts) + seconds) * 1000);
  }

  test('or deleted is deleted in Webex', async () => {
    const reply = await inWebex('oops');
    await inWebex('stays');
    world.threads.unwrite(reply);
    later(reply, 120);
    await world.restart();
    await world.until('it is deleted', () => changed().length === 1);
    await world.restart();
    await world.drain();
    expect(world.rooms.changed).toMatchObject([{ kind: 'delete', externalObj: { id: messageId(1000) } }]);
  });

  test('or deleted in a thread in which nothing else is left is deleted, too', async () => {
    const reply = await inWebex('oops');
    world.threads.unwrite(reply);
    world.threads.messages = world.threads.messages.filter(({ text }) => text !== 'first');
    later(reply, 120);
    await world.restart();
    await world.drain();
    expect(changed()).toEqual(['delete']);
  });

  test.each([
    ['a moment ago: Slack may show it a moment late', 59],
    ['long ago: Slack may not show it any more', 8 * 24 * 3600],
  ])('or missing, and was written %s, is not deleted', async (_when, seconds) => {
    const reply = await inWebex('here');
    world.threads.unwrite(reply);
    later(reply, seconds);
    await world.restart();
    await world.drain();
    expect(changed()).toEqual([]);
  });
});

describe('how far Slack was heard', () => {
  test('is kept, so that no more is looked through than needed', async () => {
    const reply = await inWebex('one');
    await world.drain();
    await expect(world.store.cursors.get('slack/D1')).resolves.toBe(reply.ts);
  });

  test('does not move while something may be missing before it', async () => {
    await inWebex('one');
    await world.bridge.drain();
    const before = await world.store.cursors.get('slack/D1');
    world.threads.fail('repliesSince', new BridgeError('slack-refused', 'Slack refused: missing_scope'));
    await world.restart();
    await inWebex('two');
    await world.drain();
    await expect(world.store.cursors.get('slack/D1')).resolves.toBe(before);
  });
});

describe('when Slack’s socket was away', () => {
  test('what was written meanwhile is sent before what is written now', async () => {
    await inWebex('zero');
    unheard('one');
    const release = world.threads.hold('repliesSince');
    world.bridge.slackWasAway();
    await world.reply('two');
    await world.until('Slack is asked', () => looked().length > 0);
    release();
    await world.drain();
    expect(sent()).toEqual(['zero', 'one', 'two']);
  });

  test('again while it is looked for, it is looked for once more', async () => {
    await inWebex('zero');
    const release = world.threads.hold('repliesSince');
    world.bridge.slackWasAway();
    await world.until('Slack is asked', () => looked().length > 0);
    const before = looked().length;
    world.bridge.slackWasAway();
    world.bridge.slackWasAway();
    release();
    await world.drain();
    expect(looked()).toHaveLength(before + 1);
  });
});

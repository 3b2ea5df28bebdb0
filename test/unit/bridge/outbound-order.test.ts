import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import type { Reply, ReplyEvent } from '../../../src/bridge/model.ts';
import { texts } from '../../../src/bridge/texts.ts';
import { startWorld, type World } from './world.ts';

const AWAY = new BridgeError('pubnub-unreachable', 'PubNub could not be reached', {
  retryable: true,
  userMessage: texts.webexAway,
});

async function mirrored(options: Parameters<typeof startWorld>[0] = {}, rooms = 1): Promise<World> {
  const world = await startWorld(options);
  for (let room = 1; room <= rooms; room += 1) await world.roomIsMirrored(room);
  return world;
}

/** Replies of which nobody has heard yet. */
const written = <Texts extends string[]>(world: World, ...words: Texts): { [Each in keyof Texts]: Reply } =>
  words.map((text) => world.threads.write(world.threads.thread('Room 1'), 'U1', text)) as never;

const sent = (world: World): string[] => world.rooms.sent.map(({ text }) => text);

describe('replies that Slack tells of in another order than that in which they were written', () => {
  test('take their places while they wait', async () => {
    const world = await mirrored();
    const release = world.rooms.hold('forward', 'busy');
    await world.reply('busy');
    const thread = world.threads.thread('Room 1');
    const replies = ['one', 'two', 'three'].map((text) => world.threads.write(thread, 'U1', text));
    for (const reply of replies.toReversed()) await world.bridge.fromSlack(reply);
    release();
    await world.drain();
    expect(sent(world)).toEqual(['busy', 'one', 'two', 'three']);
  });

  test('take their places also where nothing waits: Slack is asked what stands before', async () => {
    const world = await mirrored();
    const [one, two] = written(world, 'one', 'two');
    await world.bridge.fromSlack(two);
    await world.until('it is sent', () => sent(world).includes('two'));
    await world.bridge.fromSlack(one);
    await world.drain();
    expect(sent(world)).toEqual(['one', 'two']);
  });

  test('are found even if Slack never tells of them', async () => {
    const world = await mirrored();
    const [, , three] = written(world, 'one', 'two', 'three');
    await world.bridge.fromSlack(three);
    await world.drain();
    expect(sent(world)).toEqual(['one', 'two', 'three']);
  });

  test('are waited for a moment where Slack cannot be asked', async () => {
    const world = await mirrored({ settleMs: 40 });
    const [one, two] = written(world, 'one', 'two');
    world.threads.fail('repliesBetween', new BridgeError('slack-unreachable', 'no answer'), { times: 2 });
    await world.bridge.fromSlack(two);
    await world.until('Slack was asked', () => world.threads.asked.includes(`repliesBetween: ${two.ts}`));
    await world.bridge.fromSlack(one);
    await world.drain();
    expect(sent(world)).toEqual(['one', 'two']);
  });

  test('by somebody else are nobody’s to send', async () => {
    const world = await mirrored();
    world.threads.write(world.threads.thread('Room 1'), 'U2', 'me too');
    await world.reply('hello');
    await world.drain();
    expect(sent(world)).toEqual(['hello']);
    expect(world.threads.whispers).toEqual([]);
  });

  test('are asked for once for all that come at a time, and not again for what is known', async () => {
    const world = await mirrored();
    await Promise.all(written(world, 'one', 'two', 'three').map((reply) => world.bridge.fromSlack(reply)));
    await world.until('all are sent', () => sent(world).length === 3);
    expect(world.threads.asked.filter((call) => call.startsWith('repliesBetween'))).toHaveLength(1);
  });

  test('in one room do not hold up another', async () => {
    const world = await mirrored({}, 2);
    world.threads.hold('repliesBetween');
    await world.reply('waits');
    await world.reply('goes', { room: 2 });
    await world.until('the other room went on', () => sent(world).includes('goes'));
    expect(sent(world)).toEqual(['goes']);
  });

  test('do not hold up what comes from Webex', async () => {
    const world = await mirrored();
    world.threads.hold('repliesBetween');
    await world.reply('waits');
    world.webexSays('hello');
    await world.until('it is shown', () => world.threads.transcript('Room 1').includes('Ann: hello'));
    expect(sent(world)).toEqual([]);
  });
});

describe('a burst of replies', () => {
  test('is written down in a few writes, each acknowledged only when it is', async () => {
    const world = await mirrored();
    world.rooms.hold('forward');
    const writes = vi.spyOn(world.store.outbox, 'setMany');
    const thread = world.threads.thread('Room 1');
    const replies = Array.from({ length: 200 }, (_, index) => world.threads.write(thread, 'U1', `${index}`));
    let acknowledged = 0;
    await Promise.all(
      replies.map(async (reply) => {
        await world.bridge.fromSlack(reply);
        acknowledged += 1;
        const journaled = writes.mock.calls.flatMap(([rows]) => rows.map(([key]) => key));
        expect(journaled).toContain(`slack:T1:D1:${reply.ts}`);
      }),
    );
    expect(acknowledged).toBe(200);
    expect(writes.mock.calls.length).toBeLessThanOrEqual(5);
  });
});

/** What one person does in two rooms, as Slack tells of it. */
const scripts = fc.array(
  fc.record({
    act: fc.constantFrom('write', 'write', 'write', 'rewrite', 'unwrite'),
    room: fc.constantFrom(1, 2),
    which: fc.nat({ max: 20 }),
  }),
  { minLength: 1, maxLength: 14 },
);

interface Living {
  readonly room: number;
  readonly ref: { readonly channel: string; readonly ts: string };
  text: string;
}

/** Plays it in the fake Slack. @returns the events in the order in which they happened, and what stands there in the end */
function play(world: World, script: readonly { act: string; room: number; which: number }[]) {
  const events: ReplyEvent[] = [];
  let living: Living[] = [];
  for (const [index, { act, room, which }] of script.entries()) {
    const text = `${index}`;
    const chosen = living[which % Math.max(living.length, 1)];
    if (act === 'write' || !chosen) {
      const reply = world.threads.write(world.threads.thread(`Room ${room}`), 'U1', text);
      living.push({ room, ref: reply, text });
      events.push(reply);
    } else if (act === 'rewrite') {
      events.push(world.threads.rewrite(chosen.ref, text));
      chosen.text = text;
    } else {
      events.push(world.threads.unwrite(chosen.ref));
      living = living.filter((one) => one !== chosen);
    }
  }
  return { events, living };
}

/** What stands in Webex in the end, room by room in the order in which it was sent. */
function inWebex(world: World): string[][] {
  const texts_ = new Map(
    world.rooms.sent.map((envelope) => [envelope.id, { room: envelope.channelName, text: envelope.text }]),
  );
  for (const change of world.rooms.changed) {
    const id = change.id.split(':').slice(0, 4).join(':');
    const target = texts_.get(id);
    if (!target) throw new Error('something was changed that is not there');
    if (change.kind === 'edit') target.text = change.text;
    else texts_.delete(id);
  }
  return ['Room 1', 'Room 2'].map((room) =>
    [...texts_.values()].filter((one) => one.room === room).map(({ text }) => text),
  );
}

type Trouble = 'none' | 'fails' | 'lost' | 'copy first' | 'told late';

function trouble(world: World, what: Trouble): void {
  if (what === 'fails') world.rooms.fail('forward', AWAY);
  else if (what === 'lost') world.rooms.plan('own', 'lost');
  else if (what === 'copy first') world.rooms.plan('copy', 'own', 'ack', 'own');
  else if (what === 'told late') world.rooms.plan('ack', 'own', 'copy');
  else world.rooms.plan('own', 'copy', 'ack');
}

const troubles = fc.array(fc.constantFrom<Trouble>('none', 'fails', 'lost', 'copy first', 'told late'), {
  maxLength: 8,
});
const disorders = fc.array(fc.record({ late: fc.nat({ max: 3 }), isTwice: fc.boolean() }), {
  minLength: 14,
  maxLength: 14,
});

/** The events as Slack tells of them: some late, some twice. */
function disordered(
  events: readonly ReplyEvent[],
  disorder: readonly { late: number; isTwice: boolean }[],
): ReplyEvent[] {
  return [...events.entries()]
    .map(([index, event]) => ({ event, late: 0, isTwice: false, ...disorder[index], index }))
    .toSorted((a, b) => a.index + a.late - b.index - b.late)
    .flatMap(({ event, isTwice }) => (isTwice ? [event, event] : [event]));
}

test('whatever is written, changed and deleted, told twice and in disorder, through failures and an end of the bridge: Webex reads as Slack does', async () => {
  const story = fc.record({ script: scripts, disorder: disorders, troubles, end: fc.nat({ max: 20 }) });
  const property = fc.asyncProperty(story, async ({ script, disorder, troubles: all, end }) => {
    const world = await mirrored({ retries: 10 }, 2);
    // What was sent cannot be called back: in both rooms all waits behind the first until all is told.
    let held = world.rooms.holdAll('forward', 'busy');
    for (const room of [1, 2]) await world.reply('busy', { room });
    const { events, living } = play(world, script);
    for (const what of all) trouble(world, what);
    for (const [index, event] of disordered(events, disorder).entries()) {
      await world.bridge.fromSlack(event);
      if (index !== end) continue;
      held.abandon();
      held = world.rooms.holdAll('forward', 'busy');
      await world.restart();
    }
    held.release();
    await world.until('the journal is empty', async () => (await world.store.outbox.all()).length === 0);
    const inSlack = (room: number): string[] => living.filter((one) => one.room === room).map(({ text }) => text);
    expect(inWebex(world)).toEqual([1, 2].map((room) => ['busy', ...inSlack(room)]));
    await expect(world.store.parked.all()).resolves.toEqual([]);
    await world.drain();
  });
  await fc.assert(property, { numRuns: 100, endOnFailure: true });
});

/** Replies that are too long for one message in Webex. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Document } from '../../../src/bridge/convert/document.ts';
import { paragraph, words } from '../../../src/bridge/convert/inlines.ts';
import { MAX_WEBEX_BYTES } from '../../../src/bridge/convert/webex-markdown.ts';
import { refused } from '../../../src/bridge/errors.ts';
import type { MessageRef } from '../../../src/bridge/model.ts';
import { texts } from '../../../src/bridge/texts.ts';
import { external, messageId, personId, userKey } from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await world.roomIsMirrored();
});

/** Paragraphs of which each fills a message: `one one one…`, `two two two…`. */
const long = (...names: string[]): Document =>
  names.map((name) => paragraph(...words(`${name} `.repeat(Math.floor(7000 / (name.length + 1))).trim())));

/** The second paragraph of many of them. */
const TWO = 'two '.repeat(1750).trim();

/** How messages begin. */
const heads = (envelopes: readonly object[]): string[] =>
  envelopes.map((envelope) => ('text' in envelope ? String(envelope.text).split(' ')[0] : undefined) ?? '(deleted)');

const sent = () => heads(world.rooms.sent);
const journal = () => world.store.outbox.all();
const links = async ({ channel, ts }: MessageRef) =>
  Promise.all(
    ['', '#2', '#3', '#4'].map(async (piece) => {
      const key = await world.store.mirrors.get(`${channel}/${ts}${piece}`);
      return key === undefined ? undefined : world.store.links.get(key);
    }),
  ).then((found) => found.filter((link) => link !== undefined));

async function inWebex(...names: string[]): Promise<MessageRef> {
  const before = world.rooms.sent.length;
  const reply = await world.reply(long(...names));
  await world.until('it is in Webex', async () => (await journal()).length === 0 && world.rooms.sent.length > before);
  return reply;
}

describe('a long reply', () => {
  test('goes as several messages, in order, none longer than Webex takes, before the next reply', async () => {
    await world.reply(long('one', 'two', 'three'));
    await world.reply('next');
    await world.drain();
    expect(sent()).toEqual(['one', 'two', 'three', 'next']);
    for (const { text, markdown = '' } of world.rooms.sent) {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_WEBEX_BYTES);
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(MAX_WEBEX_BYTES);
    }
    expect(new Set(world.rooms.sent.map(({ id }) => id)).size).toBe(4);
    expect(world.threads.transcript('Room 1').filter((line) => line.endsWith('+sent'))).toHaveLength(2);
  });

  test('whose signs take much room on the way is parted more often: PubNub has a limit too', async () => {
    await world.reply([paragraph(...words('"\\" '.repeat(1800)))]);
    await world.drain();
    for (const envelope of world.rooms.sent)
      expect(Buffer.byteLength(JSON.stringify(envelope))).toBeLessThan(24 * 1024);
    const signs = world.rooms.sent.map(({ text }) => text.replaceAll(/\s/g, '')).join('');
    expect(signs === '"\\"'.repeat(1800)).toBe(true);
  });

  test('is linked part by part, so that no echo of it is shown and whoever answers a part is understood', async () => {
    const reply = await inWebex('one', 'two', 'three');
    await expect(links(reply)).resolves.toMatchObject([
      { webexId: messageId(1000), origin: 'slack' },
      { webexId: messageId(1001), origin: 'slack', piece: 2 },
      { webexId: messageId(1002), origin: 'slack', piece: 3 },
    ]);
    await world.drain();
    expect(world.threads.messages).toHaveLength(3);
  });

  test.each([1, 2, 3])(
    'that is cut off by a crash at part %i goes on there: nothing twice, nothing lost',
    async (part) => {
      for (let number = 1; number < part; number += 1) world.rooms.plan('own', 'copy', 'ack');
      world.rooms.plan('never');
      await world.reply(long('one', 'two', 'three'));
      await world.until('it is cut off', () => world.rooms.sent.length === part);
      world.queries.answer('result', ({ envelopeId }) => {
        const at = world.rooms.sent.findIndex(({ id }) => id === envelopeId);
        return at < 0 ? {} : { externalObj: external(1000 + at, { personId: personId(1) }) };
      });
      await world.restart();
      await world.drain();
      expect(sent()).toEqual(['one', 'two', 'three']);
      expect(new Set(world.rooms.asked.filter((call) => call.startsWith('forward'))).size).toBe(3);
    },
  );

  test('of which a part may have arrived is looked for without taking another, equal part for it', async () => {
    world.rooms.plan('own', 'copy', 'ack');
    world.rooms.plan('never');
    await world.reply(long('again', 'again'));
    await world.until('it is cut off', () => world.rooms.sent.length === 2);
    world.rooms.sent.pop();
    world.queries.answer('result', () => ({}));
    await world.restart();
    await world.drain();
    expect(world.rooms.sent.at(-1)).toMatchObject({ earlier: { not: [messageId(1000)] } });
  });

  test('of which a part fails for now sends that part again, not those before it', async () => {
    world.rooms.fail('forward', refused({ code: 'rate-limited', reason: 'Busy.', retryable: true }), {
      about: TWO,
    });
    await world.reply(long('one', 'two'));
    await world.drain();
    expect(world.rooms.asked.filter((call) => call.startsWith('forward: one'))).toHaveLength(1);
    expect(sent()).toEqual(['one', 'two']);
  });

  test('of which a part fails for good is told, and goes on from that part when its author wants that', async () => {
    world.rooms.fail('forward', refused({ code: 'refused', reason: 'No.', retryable: false }), { about: TWO });
    const { ts } = await world.reply(long('one', 'two', 'three'));
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    expect(sent()).toEqual(['one']);
    await world.bridge.retry(`slack:T1:D1:${ts}`, 'U1');
    await world.until('all is there', () => world.rooms.sent.length === 3);
    await world.drain();
    expect(sent()).toEqual(['one', 'two', 'three']);
    expect(world.threads.transcript('Room 1')).toContain('Pigdin: Sent after all');
  });
});

describe('an edit of a long reply', () => {
  test('changes each part', async () => {
    const reply = await inWebex('one', 'two');
    await world.rewrite(reply, long('uno', 'due'));
    await world.drain();
    expect(heads(world.rooms.changed)).toEqual(['uno', 'due']);
    expect(world.rooms.changed.map((change) => change.externalObj.id)).toEqual([messageId(1000), messageId(1001)]);
    expect(sent()).toEqual(['one', 'two']);
  });

  test('that makes it longer goes on in new messages', async () => {
    const reply = await inWebex('one');
    await world.rewrite(reply, long('uno', 'due', 'tre'));
    await world.drain();
    expect(heads(world.rooms.changed)).toEqual(['uno']);
    expect(sent()).toEqual(['one', 'due', 'tre']);
    await expect(links(reply)).resolves.toHaveLength(3);
  });

  test('that makes it shorter deletes what is left over, and longer again brings it back', async () => {
    const reply = await inWebex('one', 'two', 'three');
    await world.rewrite(reply, 'short');
    await world.until('it is changed', async () => (await journal()).length === 0 && world.rooms.changed.length === 3);
    expect(heads(world.rooms.changed)).toEqual(['short', '(deleted)', '(deleted)']);
    await world.rewrite(reply, long('uno', 'due'));
    await world.drain();
    expect(heads(world.rooms.changed).slice(3)).toEqual(['uno']);
    expect(sent()).toEqual(['one', 'two', 'three', 'due']);
    await expect(links(reply)).resolves.toMatchObject([{}, { webexId: messageId(1003) }, { deleted: true }]);
  });

  test('that is cut off by a crash goes on where it was', async () => {
    const reply = await inWebex('one');
    world.rooms.plan('own', 'ack');
    world.rooms.plan('never');
    await world.rewrite(reply, long('uno', 'due', 'tre'));
    await world.until('it is cut off', () => world.rooms.sent.length === 2);
    world.queries.answer('result', ({ envelopeId }) =>
      world.rooms.sent.at(-1)?.id === envelopeId ? { externalObj: external(1001, { personId: personId(1) }) } : {},
    );
    await world.restart();
    await world.drain();
    expect(heads(world.rooms.changed)).toEqual(['uno']);
    expect(sent()).toEqual(['one', 'due', 'tre']);
    await expect(links(reply)).resolves.toHaveLength(3);
  });

  test('of one that was sent in part only brings all of it', async () => {
    world.rooms.fail('forward', refused({ code: 'refused', reason: 'No.', retryable: false }), { about: TWO });
    const reply = await world.reply(long('one', 'two'));
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    await world.rewrite(reply, long('uno', 'due'));
    await world.until('nothing is parked any more', async () => (await world.store.parked.all()).length === 0);
    await world.drain();
    expect(heads(world.rooms.changed)).toEqual(['uno']);
    expect(sent()).toEqual(['one', 'due']);
  });

  test('that Webex refuses is told once', async () => {
    const reply = await inWebex('one', 'two');
    const refusal = refused({ code: 'refused', reason: 'Ten edits are the limit.', retryable: false });
    world.rooms.fail('forward', refusal, { times: 9 });
    await world.rewrite(reply, long('uno', 'due'));
    await world.drain();
    expect(world.threads.whispers.map(({ text }) => text)).toEqual([texts.editStays('Ten edits are the limit.')]);
  });
});

describe('a deletion of a long reply', () => {
  test('deletes each part, and what was left over before only once', async () => {
    const reply = await inWebex('one', 'two', 'three');
    await world.rewrite(reply, long('uno', 'due'));
    await world.until('it is changed', async () => (await journal()).length === 0 && world.rooms.changed.length === 3);
    await world.unwrite(reply);
    await world.drain();
    const gone = world.rooms.changed.filter(({ kind }) => kind === 'delete').map(({ externalObj }) => externalObj.id);
    expect(gone).toEqual([messageId(1002), messageId(1000), messageId(1001)]);
  });

  test('of one that was sent in part takes that part back, and nothing more is sent', async () => {
    world.rooms.fail('forward', refused({ code: 'refused', reason: 'No.', retryable: false }), { about: TWO });
    const reply = await world.reply(long('one', 'two'));
    await world.until('its author is told', async () => (await world.store.parked.all())[0]?.notice !== undefined);
    world.queries.answer('messages', () => ({ envelopes: [], more: false }));
    await world.unwrite(reply);
    await world.drain();
    expect(heads(world.rooms.changed)).toEqual(['(deleted)']);
    await expect(world.store.parked.all()).resolves.toEqual([]);
    await expect(world.bridge.retry(`slack:T1:D1:${reply.ts}`, 'U1')).resolves.toBe(false);
  });

  test('of one of which nobody knows how much arrived finds all of it', async () => {
    world.rooms.plan('never');
    const reply = await world.reply(long('one', 'two'));
    await world.until('it is cut off', () => world.rooms.sent.length === 1);
    world.queries.answer('result', ({ envelopeId }) =>
      world.rooms.sent[0]?.id === envelopeId ? { externalObj: external(1000, { personId: personId(1) }) } : {},
    );
    world.queries.answer('messages', () => ({ envelopes: [], more: false }));
    const event = world.threads.unwrite(reply);
    await world.loadAnew();
    await world.bridge.fromSlack(event);
    await world.bridge.start();
    await world.drain();
    const gone = world.rooms.changed.filter(({ kind }) => kind === 'delete').map(({ externalObj }) => externalObj.id);
    expect(gone).toEqual([messageId(1000)]);
    expect(await world.store.links.get(`${userKey(1)}/${messageId(1000)}`)).toMatchObject({ deleted: true });
  });
});

test('a store that fails in the middle of a long reply makes it wait, not double', async () => {
  const release = world.rooms.hold('forward', 'one '.repeat(1750).trim());
  await world.reply(long('one', 'two'));
  await world.until('the first is on its way', () => world.rooms.asked.some((call) => call.startsWith('forward')));
  const repair = world.breakTable('links', 'writes');
  release();
  await world.until('the store failed', () => world.logged.some(({ level }) => level === 'error'));
  repair();
  await world.drain();
  expect(sent()).toEqual(['one', 'two']);
});

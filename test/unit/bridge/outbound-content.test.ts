/** How what a Slack user wrote reads in Webex. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Document } from '../../../src/bridge/convert/document.ts';
import { paragraph, words } from '../../../src/bridge/convert/inlines.ts';
import { BridgeError } from '../../../src/bridge/errors.ts';
import { account, external, outboxEntry, personId } from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld({ accounts: [account(1), account(2)] });
  await world.roomIsMirrored();
});

const AWAY = new BridgeError('pubnub-unreachable', 'PubNub could not be reached', { retryable: true });
const GONE = new BridgeError('slack-refused', 'Slack refused: user_not_found');

const sentOf = async (said: string | Document) => {
  await world.reply(said);
  await world.drain();
  return world.rooms.sent.at(-1);
};

test('formatting goes as markdown, with plain text beside it', async () => {
  const said = [paragraph(...words('Bring '), ...words('two', { bold: true }), ...words(' * 3 pens'))];
  await expect(sentOf(said)).resolves.toMatchObject({
    text: 'Bring two * 3 pens',
    markdown: 'Bring **two** \\* 3 pens',
  });
});

test('what an earlier version had written down goes as the plain text that it is', async () => {
  const { ts: threadTs } = world.threads.thread('Room 1');
  const { content: _content, ...old } = outboxEntry({ text: 'from before', threadTs });
  await world.store.outbox.set(old.id, old);
  const intent = { at: '2026-11-20T08:00:00.000Z', content: { text: 'and begun' } };
  await world.store.outbox.set('slack:T1:D1:1700000000.000004', {
    ...old,
    id: 'slack:T1:D1:1700000000.000004',
    ts: '1700000000.000004',
    at: '1700000000.000004',
    intent,
  });
  await world.restart();
  await world.drain();
  expect(world.rooms.sent.map(({ text }) => text)).toEqual(['from before', 'and begun']);
});

describe('a mention', () => {
  test('of somebody who uses Pigdin as well pings them in Webex', async () => {
    world.threads.names.set('U2', 'Bob');
    await expect(sentOf('hello <@U2>')).resolves.toMatchObject({
      text: 'hello @Bob',
      markdown: `hello <@personId:${personId(2)}|Bob>`,
    });
    expect(world.threads.asked).not.toContain('emailOf: U2');
  });

  test('of a member of the room with the same address pings them, on whichever page of the members they are', async () => {
    world.threads.names.set('U7', 'Zoe').set('U8', 'Yan');
    world.threads.emails.set('U7', 'Zoe@Example.com');
    const zoe = { id: personId(7), name: 'Zoe Z', email: 'zoe@example.com' };
    world.queries.answer('members', ({ page }) => (page ? { members: [zoe] } : { members: [], next: '2' }));
    await expect(sentOf('<@U7>, <@U8>')).resolves.toMatchObject({
      text: '@Zoe, @Yan',
      markdown: `<@personId:${personId(7)}|Zoe>, @Yan`,
    });
  });

  test('names whoever cannot be found, and is no reason not to send', async () => {
    world.threads.emails.set('U7', 'zoe@example.com');
    world.threads.fail('nameOf', GONE, { about: 'U9' });
    world.threads.fail('emailOf', GONE, { about: 'U9' });
    await expect(sentOf('<@U7> and <@U9>')).resolves.toMatchObject({ markdown: '@U7 and @somebody' });
  });

  test('waits for its name where Slack is only away for a moment', async () => {
    world.threads.names.set('U2', 'Bob');
    world.threads.fail('nameOf', AWAY);
    await expect(sentOf('<@U2>')).resolves.toMatchObject({ text: '@Bob' });
  });

  test('pings nobody between two people: Webex knows no mentions there', async () => {
    world.webexSays('just us', { room: 5, isDirect: true });
    await world.until('the thread is there', () => world.threads.messages.some(({ text }) => text === 'just us'));
    await world.reply('hi <@U2>', { room: 5 });
    await world.drain();
    expect(world.rooms.sent.at(-1)).toMatchObject({ isDirect: true, markdown: 'hi @U2' });
  });
});

describe('the echo of a reply that nobody settled', () => {
  const said = [
    paragraph(...words('Bring '), { type: 'link', text: 'pens', url: 'https://pens.test/a?b=1' } as const),
    { type: 'list', ordered: true, items: [[paragraph(...words('red'))], [paragraph(...words('blue'))]] } as const,
  ];

  test('is recognised by its formatted text too: Webex may make its own text of the markdown', async () => {
    world.rooms.plan('never');
    await world.reply(said);
    await world.until('it was published', () => world.rooms.sent.length === 1);
    await world.restart();
    world.queries.answer('result', () => ({}));
    world.rooms.fail('forward', AWAY, { times: 3 });
    await world.until('it is parked', async () => (await world.store.parked.all()).length === 1);
    world.webexSays('Bring pens red blue', {
      html: '<p>Bring <a href="https://pens.test/a?b=1">pens</a></p><ol><li>red</li><li>blue</li></ol>',
      senderId: personId(1),
      externalObj: external(500, { personId: personId(1), created: new Date().toISOString() }),
    });
    await world.until('it is known', async () => (await world.store.parked.all()).length === 0);
    await world.drain();
    expect(world.threads.transcript('Room 1').filter((line) => line.includes('Bring'))).toHaveLength(1);
  });
});

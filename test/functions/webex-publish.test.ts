import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { PROOF_LIFETIME_MS } from '../../src/bridge/proof.ts';
import { isProven, sign } from '../../src/bridge/sign.ts';
import { forward } from '../../functions/forward/forward.ts';
import { failure } from './support/fake-webex-routes.ts';
import type { FakeMessage, FakePerson, FakeRoom } from './support/fake-webex.ts';
import { webexId } from './support/ids.ts';
import { channelIn, SECRET, World } from './support/world.ts';

type Connected = Awaited<ReturnType<World['connected']>>;

let world: World;
let ann: Connected;
let bob: FakePerson;
let lunch: FakeRoom;
let channel: string;

beforeEach(async () => {
  world = new World();
  ann = await world.connected('Ann');
  bob = world.webex.addPerson('Bob');
  lunch = world.webex.addRoom('Lunch', [ann.person, bob]);
  channel = channelIn(ann.person, lunch);
  world.webex.requests.length = 0;
});

const messageIn = (outcome: object): object => ('message' in outcome ? (outcome.message as object) : {});

const base = () => ({
  v: 1,
  id: randomUUID(),
  fromPlatform: 'webex',
  platformChannelId: lunch.id,
  channelName: 'Lunch',
  isDirect: false,
  senderId: ann.person.id,
  senderName: 'Ann',
  senderEmail: 'ann@example.com',
  forwardToPlatform: true,
});
const messageOf = (text: string, more: object = {}) => ({ ...base(), kind: 'message', text, ...more });
const externalOf = ({ id, roomId, personId, created }: FakeMessage) => ({ id, roomId, personId, created });
const editOf = (message: FakeMessage, text: string) => ({
  ...base(),
  kind: 'edit',
  text,
  externalObj: externalOf(message),
});
const deleteOf = (message: FakeMessage) => ({ ...base(), kind: 'delete', externalObj: externalOf(message) });
const sends = () => world.webex.requests.filter(({ method, path }) => method === 'POST' && path === '/messages').length;

describe('a message', () => {
  test('is sent to Webex as the user, and subscribers see the id that Webex gave it', async () => {
    const envelope = messageOf('Noon?');
    const outcome = await world.forward(channel, envelope);

    const [sent] = world.webex.messages;
    expect(sent).toMatchObject({ text: 'Noon?', roomId: lunch.id, personId: ann.person.id });
    const { forwardToPlatform: _, ...seen } = envelope;
    const external = { id: sent?.id, roomId: lunch.id, personId: ann.person.id, created: sent?.created };
    const message = { ...seen, externalObj: external };
    expect(outcome).toEqual({
      passed: true,
      message: { ...message, proof: sign(SECRET, channel, message, world.time) },
    });
  });

  test('is sent with its markdown, and as a reply to the root it names', async () => {
    const root = world.webex.addMessage(lunch, bob, 'Root');
    const outcome = await world.forward(
      channel,
      messageOf('bold', { markdown: '**bold**', externalObj: { parentId: root.id } }),
    );
    expect(world.webex.messages[0]).toMatchObject({ text: 'bold', markdown: '**bold**', parentId: root.id });
    expect(outcome).toMatchObject({ message: { externalObj: { parentId: root.id } } });
  });

  test('goes through in the flat layout as well', async () => {
    expect(await world.forward(channelIn(ann.person, lunch, 'flat'), messageOf('Hi'))).toMatchObject({ passed: true });
  });

  test('is sent with a refreshed token when the old one has expired', async () => {
    world.webex.accessTokens.delete(ann.accessToken);
    expect(await world.forward(channel, messageOf('Hi'))).toMatchObject({ passed: true });
    expect(world.webex.messages).toHaveLength(1);
  });

  test('is not sent again when the same envelope is published again', async () => {
    const envelope = messageOf('Once');
    const first = await world.forward(channel, envelope);
    world.time += 60_000;
    const again = await world.forward(channel, envelope);
    expect(again).toEqual({ ...first, message: { ...messageIn(first), proof: expect.anything() } });
    expect(sends()).toBe(1);
  });

  test('is not sent again when an attempt died after Webex had taken it', async () => {
    const envelope = messageOf('Once', { markdown: '**Once**' });
    world.webex.fail('POST', /messages/, 'drop', { after: true });
    expect(await world.forward(channel, envelope)).toMatchObject({ refusal: { code: 'unavailable', retryable: true } });

    world.time += 15_000;
    const outcome = await world.forward(channel, envelope);
    expect(outcome).toMatchObject({ passed: true, message: { externalObj: { id: world.webex.messages[0]?.id } } });
    expect(sends()).toBe(1);
  });

  test('is sent again when an attempt died before Webex had taken it, whatever else was written there', async () => {
    world.webex.addMessage(lunch, ann.person, 'Again');
    world.time += 10_000;
    const envelope = messageOf('Again');
    world.webex.fail('POST', /messages/, 'drop');
    await world.forward(channel, envelope);
    world.webex.addMessage(lunch, bob, 'Again');
    world.webex.addMessage(lunch, ann.person, 'Again', { parentId: webexId('MESSAGE') });

    world.time += 15_000;
    expect(await world.forward(channel, envelope)).toMatchObject({ passed: true });
    expect(world.webex.messages).toHaveLength(4);
  });

  test('is known for a month: so long may the app be down before it publishes it again', async () => {
    await world.forward(channel, messageOf('Hi'));
    const kept = [...world.values].filter(([key]) => /^(?:sent|attempt):/.test(key));
    expect(kept.map(([, { ttlMinutes }]) => ttlMinutes)).toEqual([30 * 24 * 60, 30 * 24 * 60]);
  });

  test('waits while an earlier attempt may be under way', async () => {
    const envelope = messageOf('Hi');
    world.webex.fail('POST', /messages/, 'drop');
    await world.forward(channel, envelope);
    world.time += 14_999;
    expect(await world.forward(channel, envelope)).toMatchObject({
      refusal: { code: 'unavailable', retryable: true, retryAfterSeconds: 15 },
    });
    expect(sends()).toBe(1);
  });

  test('is sent by one of two attempts at the same time', async () => {
    const envelope = messageOf('Once');
    const outcomes = await Promise.all([world.forward(channel, envelope), world.forward(channel, envelope)]);
    expect(outcomes.filter(({ passed }) => passed)).toHaveLength(1);
    expect(world.webex.messages).toHaveLength(1);
  });

  test('is found, not sent again, when the note of the first attempt cannot be read yet', async () => {
    const envelope = messageOf('Once');
    await world.forward(channel, envelope);
    const notes = [...world.values].filter(([key]) => /^(sent|attempt):/.test(key));
    for (const [key] of notes) world.values.delete(key);

    world.time += 5_000;
    expect(await world.forward(channel, envelope)).toMatchObject({ refusal: { code: 'unavailable', retryable: true } });
    world.time += 15_000;
    expect(await world.forward(channel, envelope)).toMatchObject({ passed: true });
    expect(world.webex.messages).toHaveLength(1);
  });

  test('can be tried again at once after Webex has refused it', async () => {
    const envelope = messageOf('Hi');
    world.webex.fail('POST', /messages/, { status: 429, headers: { 'retry-after': '3' } });
    expect(await world.forward(channel, envelope)).toMatchObject({
      refusal: { code: 'rate-limited', retryable: true, retryAfterSeconds: 3 },
    });
    world.time += 3_000;
    expect(await world.forward(channel, envelope)).toMatchObject({ passed: true });
    expect(world.webex.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  test('stays within the limits of one run in the worst case', async () => {
    const envelope = messageOf('Hi');
    world.webex.fail('POST', /messages/, 'drop');
    await world.forward(channel, envelope);
    world.time += 15_000;
    world.webex.accessTokens.clear();
    expect(await world.forward(channel, envelope)).toMatchObject({ passed: true });
    expect(world.calls).toMatchObject({ xhr: 4, publish: 0, pubnub: 0 });
  });
});

describe('a message that an earlier attempt may have sent', () => {
  const earlier = (...not: FakeMessage[]) => ({
    earlier: { since: new Date(world.time).toISOString(), not: not.map(({ id }) => id) },
  });
  /** The KV store has forgotten, after a day or because a read is stale. */
  const forget = (): void =>
    world.values.forEach((_value, key) => /^(sent|attempt):/.test(key) && world.values.delete(key));

  test('is found however long ago that was, and whatever the KV store has forgotten', async () => {
    const envelope = { ...messageOf('Once'), ...earlier() };
    const { earlier: _earlier, ...first } = envelope;
    await world.forward(channel, first);
    forget();
    world.counters.clear();
    world.time += 3 * 24 * 3_600_000;
    const outcome = await world.forward(channel, envelope);
    expect(outcome).toMatchObject({ passed: true, message: { externalObj: { id: world.webex.messages[0]?.id } } });
    expect(sends()).toBe(1);
  });

  test('is sent where it is not found, and what is known of attempts stays between app and Function', async () => {
    world.webex.addMessage(lunch, bob, 'Once');
    const outcome = await world.forward(channel, { ...messageOf('Once'), ...earlier() });
    expect(sends()).toBe(1);
    expect(messageIn(outcome)).not.toHaveProperty('earlier');
    expect(isProven(SECRET, channel, messageIn(outcome))).toBe(true);
  });

  test('is not taken for an equal one that was sent on purpose just before: both are there', async () => {
    await world.forward(channel, messageOf('ok'));
    const [first] = world.webex.messages;
    if (!first) throw new Error('nothing was sent');
    world.time += 1_000;
    const second = { ...messageOf('ok'), ...earlier(first) };
    world.webex.fail('POST', /messages/, 'drop');
    await world.forward(channel, { ...second, earlier: undefined });
    world.time += 15_000;
    expect(await world.forward(channel, second)).toMatchObject({ passed: true });
    expect(world.webex.messages.map(({ text }) => text)).toEqual(['ok', 'ok']);
  });

  test('that was taken for an equal one is sent once the app says that this is another', async () => {
    await world.forward(channel, messageOf('ok'));
    const [first] = world.webex.messages;
    if (!first) throw new Error('nothing was sent');
    const second = { ...messageOf('ok'), ...earlier() };
    expect(await world.forward(channel, second)).toMatchObject({ message: { externalObj: { id: first.id } } });
    const again = { ...second, ...earlier(first) };
    expect(await world.forward(channel, again)).toMatchObject({ refusal: { retryable: true, retryAfterSeconds: 15 } });
    world.time += 15_000;
    const outcome = await world.forward(channel, again);
    expect(world.webex.messages.map(({ text }) => text)).toEqual(['ok', 'ok']);
    expect(outcome).toMatchObject({ passed: true, message: { externalObj: { id: world.webex.messages[0]?.id } } });
  });

  test('is rather one that was sent by an app than one that was typed in Webex', async () => {
    world.webex.addMessage(lunch, ann.person, 'ok', { markdown: 'ok' });
    const [sent] = world.webex.messages;
    world.webex.addMessage(lunch, ann.person, 'ok');
    const outcome = await world.forward(channel, { ...messageOf('ok', { markdown: 'ok' }), ...earlier() });
    expect(outcome).toMatchObject({ message: { externalObj: { id: sent?.id } } });
    expect(sends()).toBe(0);
  });

  test('is found where Webex has rewritten its text and its mentions', async () => {
    const markdown = 'Hi <@personId:abc|Ann>, **1.**\u200bgo';
    const rewritten =
      'Hi <spark-mention data-object-type="person" data-object-id="abc">Ann</spark-mention>, **1.**\u200bgo';
    world.webex.addMessage(lunch, ann.person, 'Hi Ann, 1. go', { markdown: rewritten });
    await world.forward(channel, { ...messageOf('Hi @Ann,\n1. go', { markdown }), ...earlier() });
    world.webex.addMessage(lunch, ann.person, 'no room');
    await world.forward(channel, { ...messageOf('no\u200b room'), id: 'another', ...earlier() });
    expect(sends()).toBe(0);
  });

  test('is none that is older than it, but for what clocks may differ', async () => {
    world.webex.addMessage(lunch, ann.person, 'ok');
    world.time += 61_000;
    await world.forward(channel, { ...messageOf('ok'), ...earlier() });
    expect(sends()).toBe(1);
  });

  test.each([{ since: 'yesterday', not: [] }, { since: '2026-11-22T12:00:00.000Z' }, { since: 7, not: ['x'] }, 'yes'])(
    'is refused where that is not said as it should be: %j',
    async (wrong) => {
      const outcome = await world.forward(channel, { ...messageOf('ok'), earlier: wrong });
      expect(outcome).toMatchObject({ refusal: { code: 'bad-request' } });
      expect(sends()).toBe(0);
    },
  );

  test('stays within the limits of one run in the worst case', async () => {
    const envelope = { ...messageOf('Hi'), ...earlier() };
    world.webex.fail('POST', /messages/, 'drop');
    await world.forward(channel, envelope);
    world.time += 15_000;
    world.webex.accessTokens.clear();
    expect(await world.forward(channel, envelope)).toMatchObject({ passed: true });
    expect(world.calls).toMatchObject({ xhr: 4, publish: 0, pubnub: 0 });
  });
});

describe('an edit', () => {
  test('that an earlier attempt has made is not made again: Webex counts them', async () => {
    const message = world.webex.addMessage(lunch, ann.person, 'Nuun');
    const edit = { ...editOf(message, 'Noon'), markdown: '*Noon*' };
    world.webex.fail('PUT', /messages/, 'drop', { after: true });
    await world.forward(channel, edit);
    const again = { ...edit, earlier: { since: new Date(world.time).toISOString(), not: [] } };
    const outcome = await world.forward(channel, again);
    expect(outcome).toMatchObject({ passed: true, message: { externalObj: { updated: message.updated } } });
    expect(world.webex.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  test('that an earlier attempt did not make is made', async () => {
    const message = world.webex.addMessage(lunch, ann.person, 'Nuun');
    const edit = { ...editOf(message, 'Noon'), earlier: { since: new Date(world.time).toISOString(), not: [] } };
    await world.forward(channel, edit);
    expect(message).toMatchObject({ text: 'Noon' });
  });

  test('changes the message at Webex, and subscribers see when', async () => {
    const message = world.webex.addMessage(lunch, ann.person, 'Nuun');
    const outcome = await world.forward(channel, { ...editOf(message, 'Noon'), markdown: '*Noon*' });
    expect(world.webex.messages[0]).toMatchObject({ id: message.id, markdown: '*Noon*' });
    expect(outcome).toMatchObject({
      passed: true,
      message: { externalObj: { id: message.id, updated: message.updated } },
    });
    expect(outcome).not.toHaveProperty('message.forwardToPlatform');
  });

  test('is made once, although published twice', async () => {
    const edit = editOf(world.webex.addMessage(lunch, ann.person, 'Nuun'), 'Noon');
    await world.forward(channel, edit);
    await world.forward(channel, edit);
    expect(world.webex.requests.map(({ method }) => method)).toEqual(['PUT']);
    expect(world.webex.requests[0]?.body).toBe(JSON.stringify({ roomId: lunch.id, text: 'Noon' }));
  });

  test('that Webex does not allow is refused in its own words', async () => {
    const message = world.webex.addMessage(lunch, ann.person, 'A file', { files: ['https://x'] });
    expect(await world.forward(channel, editOf(message, 'No file'))).toMatchObject({
      refusal: { code: 'refused', retryable: false, reason: expect.stringContaining('files cannot be edited') },
    });
  });

  test('of a message that is gone is refused', async () => {
    const message = world.webex.addMessage(lunch, ann.person, 'Gone');
    world.webex.messages.length = 0;
    expect(await world.forward(channel, editOf(message, 'Here'))).toMatchObject({ refusal: { code: 'refused' } });
  });
});

describe('a deletion', () => {
  test('deletes the message at Webex', async () => {
    const message = world.webex.addMessage(lunch, ann.person, 'Oops');
    const outcome = await world.forward(channel, deleteOf(message));
    expect(outcome).toMatchObject({ passed: true, message: { kind: 'delete', externalObj: { id: message.id } } });
    expect(isProven(SECRET, channel, messageIn(outcome))).toBe(true);
    expect(world.webex.messages).toEqual([]);
  });

  test('of a reply keeps the root it answered', async () => {
    const root = world.webex.addMessage(lunch, bob, 'Noon?');
    const message = world.webex.addMessage(lunch, ann.person, 'Oops', { parentId: root.id });
    const asked = { ...base(), kind: 'delete', externalObj: { ...externalOf(message), parentId: root.id } };
    expect(await world.forward(channel, asked)).toMatchObject({ message: { externalObj: { parentId: root.id } } });
  });

  test('of a message that is gone already has done its work', async () => {
    const message = world.webex.addMessage(lunch, ann.person, 'Oops');
    world.webex.messages.length = 0;
    expect(await world.forward(channel, deleteOf(message))).toMatchObject({ passed: true });
  });
});

describe('a refusal', () => {
  test.each<[string, string, RegExp, () => void]>([
    ['the user has left the room', 'not-in-room', /no longer in this Webex room/, () => lunch.members.clear()],
    ['the room is read-only', 'read-only', /read-only/, () => (lunch.readOnly = true)],
    [
      'the text is too long for Webex',
      'too-long',
      /payload is too big/,
      () =>
        world.webex.fail(
          'POST',
          /messages/,
          failure(400, 'Unable to post message to room: "The request payload is too big"'),
        ),
    ],
    [
      'Webex refuses for a reason of its own',
      'refused',
      /Webex refused it: Policy/,
      () => world.webex.fail('POST', /messages/, failure(400, 'Policy')),
    ],
    [
      'the sign-in has ended',
      'signed-out',
      /connect again/,
      () => [world.webex.accessTokens.clear(), world.webex.refreshTokens.clear()],
    ],
    ['the account is not connected', 'not-connected', /not connected/, () => world.values.clear()],
  ])('says that %s, and is final', async (_what, code, reason, arrange) => {
    arrange();
    const outcome = await world.forward(channel, messageOf('Hi'));
    expect(outcome).toMatchObject({ passed: false, refusal: { code, retryable: false } });
    expect(outcome).toHaveProperty('refusal.reason', expect.stringMatching(reason));
    expect(world.webex.messages).toEqual([]);
  });

  test('counts bytes, not characters, before it asks Webex', async () => {
    expect(await world.forward(channel, messageOf('ü'.repeat(3719)))).toMatchObject({ passed: true });
    expect(await world.forward(channel, messageOf('ü'.repeat(3720)))).toMatchObject({ refusal: { code: 'too-long' } });
    expect(await world.forward(channel, messageOf('short', { markdown: 'x'.repeat(7440) }))).toMatchObject({
      refusal: { code: 'too-long' },
    });
    expect(sends()).toBe(1);
  });

  test.each([{ markdown: '' }, { markdown: ' \n' }, {}])('meets a message of nothing: %j', async (more) => {
    expect(await world.forward(channel, messageOf(' \n', more))).toMatchObject({ refusal: { code: 'bad-request' } });
    expect(world.webex.requests).toEqual([]);
  });

  test('names what is missing or wrong', async () => {
    expect(await world.forward(channel, { ...messageOf('Hi'), v: 2, senderId: 7 })).toMatchObject({
      refusal: { code: 'bad-request', reason: 'Missing or wrong in the envelope: v, senderId.' },
    });
  });

  test('tells the app once that the sign-in has ended', async () => {
    world.webex.accessTokens.clear();
    world.webex.refreshTokens.clear();
    await world.forward(channel, messageOf('Hi'));
    await world.forward(channel, messageOf('Hi'));
    expect(world.published).toMatchObject([{ message: { kind: 'account', status: 'signed-out' } }]);
  });

  test('is not the last word when Webex cannot refresh at the moment', async () => {
    world.webex.accessTokens.clear();
    world.webex.fail('POST', /access_token/, { status: 503 });
    expect(await world.forward(channel, messageOf('Hi'))).toMatchObject({
      refusal: { code: 'unavailable', retryable: true },
    });
    expect(world.record(ann.key)).toMatchObject({ status: 'connected' });
  });
});

describe('who may send', () => {
  test('a proof is needed: right, fresh, for this channel and for exactly this envelope', async () => {
    const envelope = messageOf('Hi');
    const early = sign(SECRET, channel, envelope, world.time - PROOF_LIFETIME_MS - 1);
    for (const proof of [
      null,
      {},
      { at: 'now', mac: '' },
      { at: world.time, mac: '' },
      sign('guess', channel, envelope, world.time),
      early,
      { ...early, at: world.time },
      sign(SECRET, channel, envelope, world.time + PROOF_LIFETIME_MS + 1),
      sign(SECRET, channelIn(ann.person, lunch, 'flat'), envelope, world.time),
      sign(SECRET, channel, { ...envelope, text: 'Ho' }, world.time),
      sign(SECRET, channel, { ...envelope, extra: 1 }, world.time),
    ]) {
      const outcome = await world.publish(forward, channel, { ...envelope, proof });
      expect(outcome).toMatchObject({ passed: false, refusal: { code: 'bad-proof', retryable: false } });
    }
    expect(world.webex.requests).toEqual([]);
  });

  test.each<[string, () => [string, Record<string, unknown>]]>([
    ['the channel of another account', () => [channelIn(bob, lunch), messageOf('Hi')]],
    [
      'the channel of another room',
      () => [channelIn(ann.person, world.webex.addRoom('X', [ann.person])), messageOf('Hi')],
    ],
    ['a channel that is none of ours', () => ['webex.room', messageOf('Hi')]],
    ['the account channel', () => [`webex.${ann.key}.account`, messageOf('Hi')]],
    ['another sender', () => [channel, messageOf('Hi', { senderId: bob.id })]],
    ['another room', () => [channel, messageOf('Hi', { platformChannelId: webexId('ROOM') })]],
    [
      'a message of another room',
      () => [channel, deleteOf(world.webex.addMessage(world.webex.addRoom('X', [ann.person]), ann.person, 'There'))],
    ],
    ['another version', () => [channel, messageOf('Hi', { v: 2 })]],
    ['another kind', () => [channel, { ...messageOf('Hi'), kind: 'room' }]],
    ['a parent that is no message', () => [channel, messageOf('Hi', { externalObj: { parentId: 'x' } })]],
    ['an endless id', () => [channel, messageOf('Hi', { id: 'x'.repeat(201) })]],
  ])('even a signed envelope is refused with %s', async (_what, wrong) => {
    const [where, envelope] = wrong();
    expect(await world.forward(where, envelope)).toMatchObject({ refusal: { code: 'bad-request', retryable: false } });
    expect(world.webex.requests).toEqual([]);
  });

  test.each(['edit', 'delete'])('only what the user wrote can be changed: %s', async (kind) => {
    const message = world.webex.addMessage(lunch, bob, 'Mine');
    const envelope = kind === 'edit' ? editOf(message, 'Yours') : deleteOf(message);
    expect(await world.forward(channel, envelope)).toMatchObject({ refusal: { code: 'refused' } });
    expect(world.webex.messages).toEqual([message]);
  });

  test('the result of one room is never given for another', async () => {
    const envelope = messageOf('Hi');
    await world.forward(channel, envelope);
    const dinner = world.webex.addRoom('Dinner', [ann.person]);
    const other = { ...envelope, platformChannelId: dinner.id };
    expect(await world.forward(channelIn(ann.person, dinner), other)).toMatchObject({
      refusal: { code: 'bad-request' },
    });
  });

  test('the result of one account is never given to another', async () => {
    const carol = await world.connected('Carol');
    lunch.members.add(carol.person.id);
    const envelope = messageOf('Hi');
    await world.forward(channel, envelope);
    const stolen = { ...messageOf('Hi'), id: envelope.id, senderId: carol.person.id };
    expect(await world.forward(channelIn(carol.person, lunch), stolen)).toMatchObject({
      refusal: { code: 'bad-request' },
    });
  });
});

describe('everything else on the channel', () => {
  test.each([
    ['an envelope from Webex', { v: 1, kind: 'message', fromPlatform: 'webex', text: 'Hi' }],
    ['one that asks for nothing', { fromPlatform: 'webex', forwardToPlatform: false }],
    ['one that asks in another way', { fromPlatform: 'webex', forwardToPlatform: 'true' }],
    ['one for another platform', { fromPlatform: 'teams', forwardToPlatform: true }],
    ['a list', [1, 2]],
    ['a number', 7],
    ['null', null],
  ])('passes untouched: %s', async (_what, message) => {
    const before = structuredClone(message);
    world.vault.clear();
    expect(await world.publish(forward, channel, message)).toEqual({ passed: true, message: before });
    expect(world.calls).toEqual({ xhr: 0, kv: 0, vault: 0, pubnub: 0, publish: 0 });
  });
});

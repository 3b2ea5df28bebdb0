import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { decodeEnvelope } from '../../src/bridge/envelope-schema.ts';
import { MAX_ENVELOPE_BYTES } from '../../src/bridge/envelope.ts';
import { keyOf } from '../../src/bridge/ids.ts';
import { isProven } from '../../src/bridge/sign.ts';
import { receive } from '../../functions/receive/receive.ts';
import type { ChannelMetadata, UserMetadata } from '../../functions/runtime/runtime.ts';
import { failure } from './support/fake-webex-routes.ts';
import type { FakeMessage, FakePerson, FakeRoom } from './support/fake-webex.ts';
import { userKey, webexId } from './support/ids.ts';
import { channelIn, SECRET, World } from './support/world.ts';

type Connected = Awaited<ReturnType<World['connected']>>;

let world: World;
let ann: Connected;
let bob: FakePerson;
let lunch: FakeRoom;

beforeEach(async () => {
  world = new World();
  ann = await world.connected('Ann');
  bob = world.webex.addPerson('Bob');
  lunch = world.webex.addRoom('Lunch', [ann.person, bob]);
});

/** As Webex posts it: compact JSON, signed with the webhook's secret. */
function notificationOf(
  resource: string,
  event: string,
  data: object,
  more: object = {},
): { body: string; headers: Record<string, string> } {
  const webhook = world.webhook;
  const body = JSON.stringify({
    id: webhook.id,
    name: webhook.name,
    resource,
    event,
    orgId: 'org',
    createdBy: ann.person.id,
    appId: 'app',
    ownedBy: 'creator',
    status: 'active',
    actorId: bob.id,
    data,
    ...more,
  });
  return {
    body,
    headers: { 'X-Webex-Signature': signature(body, webhook.secret), 'X-Spark-Signature': sha1(body, webhook.secret) },
  };
}

const hex = (algorithm: string, body: string, secret: string) =>
  createHmac(algorithm, secret).update(body).digest('hex');
const sha1 = (body: string, secret: string) => hex('sha1', body, secret);
const signature = (body: string, secret: string) =>
  `SHA-256=${hex('sha256', body, secret)}, SHA-512=${hex('sha512', body, secret)}`;

const dataOf = ({ id, roomId, roomType, personId, personEmail, created }: FakeMessage) => ({
  id,
  roomId,
  roomType,
  personId,
  personEmail,
  created,
});

const deliver = (request: { body: string; headers: Record<string, string> }) => world.request(receive, { ...request });
const announce = (message: FakeMessage, event = 'created', more?: object) =>
  deliver(notificationOf('messages', event, dataOf(message), more));

describe('a message', () => {
  test('is fetched as the user and published on the channel of its room', async () => {
    const message = world.webex.addMessage(lunch, bob, 'Noon?', {
      html: '<p>Noon?</p>',
      mentionedPeople: [ann.person.id],
    });

    expect(await announce(message)).toMatchObject({ status: 200 });
    expect(world.published).toEqual([
      {
        channel: channelIn(ann.person, lunch),
        message: {
          v: 1,
          id: `messages:created:${keyOf(message.id, 'MESSAGE')}`,
          kind: 'message',
          fromPlatform: 'webex',
          platformChannelId: lunch.id,
          channelName: 'Lunch',
          isDirect: false,
          senderId: bob.id,
          senderName: 'Bob',
          senderEmail: 'bob@example.com',
          senderAvatar: 'https://avatars.test/Bob',
          text: 'Noon?',
          html: '<p>Noon?</p>',
          mentions: [ann.person.id],
          externalObj: { id: message.id, roomId: lunch.id, personId: bob.id, created: message.created },
          proof: expect.anything(),
        },
      },
    ]);
    const [published] = world.published;
    expect(isProven(SECRET, published?.channel ?? '', published?.message)).toBe(true);
  });

  test('is one that the app can read, also with files, a parent and no text', async () => {
    const root = world.webex.addMessage(lunch, bob, 'Root');
    const message = world.webex.addMessage(lunch, bob, '', {
      files: ['https://webexapis.com/v1/contents/1'],
      parentId: root.id,
    });
    delete message.text;
    await announce(message);
    const published = world.published[0]?.message;
    expect(decodeEnvelope(published)).toMatchObject({ ok: true });
    expect(published).toMatchObject({ text: '', files: [expect.any(String)], externalObj: { parentId: root.id } });
  });

  test('keeps what it learns of sender and room, and asks Webex for neither again', async () => {
    await announce(world.webex.addMessage(lunch, bob, 'One'));
    const channel = channelIn(ann.person, lunch);
    expect(world.users.get(userKey(bob))).toMatchObject({ name: 'Bob', type: 'sender' });
    expect(world.channels.get(channel)).toEqual({
      name: 'Lunch',
      type: 'group',
      custom: { platform: 'webex', roomId: lunch.id, proofAt: world.time, proofMac: expect.any(String) },
    });
    expect(world.memberships.get(ann.key)).toContain(channel);

    world.webex.requests.length = 0;
    await announce(world.webex.addMessage(lunch, bob, 'Two'));
    expect(world.webex.requests.map(({ path }) => path)).toEqual(['/messages']);
    expect(world.published[1]?.message).toMatchObject({ senderName: 'Bob', channelName: 'Lunch', text: 'Two' });
  });

  test("is published when it is the user's own, from a phone: the app tells echoes apart", async () => {
    world.users.clear();
    await announce(world.webex.addMessage(lunch, ann.person, 'From my phone'));
    expect(world.webex.requests.filter(({ path }) => path.startsWith('/people/Y'))).toEqual([]);
    expect(world.published).toMatchObject([{ message: { senderId: ann.person.id, senderName: 'Ann' } }]);
  });

  test('has the same id when Webex reports it twice', async () => {
    const message = world.webex.addMessage(lunch, bob, 'Once');
    await announce(message);
    await announce(message);
    expect(new Set(world.published.map((each) => each.message['id'])).size).toBe(1);
  });

  test('gives a direct room without a title the name of the other person', async () => {
    const direct = world.webex.addRoom('', [ann.person, bob], 'direct');
    await announce(world.webex.addMessage(direct, bob, 'Hi'));
    expect(world.published).toMatchObject([{ message: { isDirect: true, channelName: 'Bob' } }]);
  });

  test('is published although person and room cannot be asked for', async () => {
    world.webex.fail('GET', /people/, { status: 500 });
    world.webex.fail('GET', /rooms/, 'drop');
    expect(await announce(world.webex.addMessage(lunch, bob, 'Hi'))).toMatchObject({ status: 200 });
    expect(world.published).toMatchObject([
      { message: { text: 'Hi', senderName: 'bob@example.com', channelName: '' } },
    ]);
    expect(world.channels.has(channelIn(ann.person, lunch))).toBe(false);
  });

  test('names the message that stands before it, so that one that is missing is noticed', async () => {
    const first = world.webex.addMessage(lunch, bob, 'One');
    const second = world.webex.addMessage(lunch, bob, 'Two');
    await announce(first);
    await announce(second);
    expect(world.published.map(({ message }) => message['previous'])).toEqual([
      undefined,
      { id: first.id, created: first.created },
    ]);
  });

  test('is asked for by its id when Webex does not list it yet, or lists newer ones only', async () => {
    world.webex.fail('GET', /messages$/, failure(404, 'Could not find a room with provided ID.'), { times: 2 });
    const first = world.webex.addMessage(lunch, bob, 'First');
    expect(await announce(first)).toMatchObject({ status: 200 });
    const old = world.webex.addMessage(lunch, bob, 'Old');
    for (let number = 1; number <= 50; number += 1) world.webex.addMessage(lunch, bob, `Newer ${number}`);
    expect(await announce(old)).toMatchObject({ status: 200 });
    expect(world.published.map(({ message }) => [message['text'], message['previous']])).toEqual([
      ['First', undefined],
      ['Old', { id: first.id, created: first.created }],
    ]);
  });

  test('names what stands before it also when it is the last one that Webex lists', async () => {
    const first = world.webex.addMessage(lunch, bob, 'First');
    const last = world.webex.addMessage(lunch, bob, 'Last of the list');
    for (let number = 1; number <= 49; number += 1) world.webex.addMessage(lunch, bob, `Newer ${number}`);
    await announce(last);
    expect(world.published).toMatchObject([{ message: { previous: { id: first.id } } }]);
  });

  test.each([
    ['does not have it', failure(404, 'Unable to get message.')],
    ['is in trouble', { status: 502 }],
    ['cannot be reached', 'drop' as const],
  ])('ends in a visible 500 when Webex %s, and nothing is published', async (_what, answer) => {
    world.webex.fail('GET', /messages/, answer, { times: 2 });
    expect(await announce(world.webex.addMessage(lunch, bob, 'Hi'))).toMatchObject({ status: 500 });
    expect(world.published).toEqual([]);
    expect(world.logs).toHaveLength(1);
  });

  test('is fetched with a refreshed token when the old one has expired, within the limits of one run', async () => {
    world.webex.accessTokens.delete(ann.accessToken);
    expect(await announce(world.webex.addMessage(lunch, bob, 'Hi'))).toMatchObject({ status: 200 });
    expect(world.published).toMatchObject([{ message: { senderName: 'Bob', channelName: 'Lunch' } }]);
    expect(world.calls.xhr).toBe(5);
    expect(world.record(ann.key)).toMatchObject({ status: 'connected', refreshToken: ann.refreshToken });
  });

  test('is left when the sign-in has ended; the app is told once, and the webhook stays alive', async () => {
    world.webex.accessTokens.clear();
    world.webex.refreshTokens.clear();
    const message = world.webex.addMessage(lunch, bob, 'Hi');
    expect(await announce(message)).toMatchObject({ status: 200 });
    expect(await announce(message)).toMatchObject({ status: 200 });
    expect(world.published).toMatchObject([
      { channel: `webex.${ann.key}.account`, message: { kind: 'account', status: 'signed-out' } },
    ]);
    expect(world.record(ann.key)).toMatchObject({ status: 'signed-out' });
    expect(world.users.get(ann.key)).toMatchObject({ type: 'account', status: 'signed-out', name: 'Ann' });
  });

  test('does not sign anybody out for a mistake in the vault', async () => {
    world.webex.accessTokens.clear();
    world.vault.set('WEBEX_CLIENT_ID', 'mistyped');
    const message = world.webex.addMessage(lunch, bob, 'Hi');
    expect(await announce(message)).toMatchObject({ status: 500 });
    world.vault.delete('WEBEX_CLIENT_SECRET');
    expect(await announce(message)).toMatchObject({ status: 500 });
    expect(world.logs.at(-1)).toContain('WEBEX_CLIENT_SECRET is missing');
    expect(world.record(ann.key)).toMatchObject({ status: 'connected' });
    expect(world.published).toEqual([]);
  });

  test('uses the token that another run has just refreshed', async () => {
    const fresh = world.webex.signIn(ann.person);
    const stored = { ...world.record(ann.key), accessToken: fresh.accessToken };
    world.webex.accessTokens.delete(ann.accessToken);
    const { http } = world.webex;
    let first = true;
    Object.assign(world.webex, {
      http: async (...call: Parameters<typeof http>) => {
        if (first) world.values.set(`user:${ann.key}`, { text: JSON.stringify(stored), ttlMinutes: 1 });
        first = false;
        return http(...call);
      },
    });
    expect(await announce(world.webex.addMessage(lunch, bob, 'Hi'))).toMatchObject({ status: 200 });
    expect(world.webex.requests.map(({ path }) => path)).not.toContain('/access_token');
  });

  test('that is large is cut to fit PubNub and marked', async () => {
    const text = '\u{1F35C}"'.repeat(6000);
    const html = `<p>${text}</p>`;
    const mentionedPeople = Array.from({ length: 90 }, () => webexId('PEOPLE'));
    await announce(world.webex.addMessage(lunch, bob, text, { html, mentionedPeople }));
    const envelope = world.published[0]?.message ?? {};
    expect(Buffer.byteLength(JSON.stringify(envelope))).toBeLessThanOrEqual(MAX_ENVELOPE_BYTES);
    expect(envelope).toMatchObject({ truncated: true, mentions: expect.any(Array) });
    expect(envelope).not.toHaveProperty('html');
    expect(text.startsWith(envelope['text'] as string)).toBe(true);
    expect((envelope['text'] as string).isWellFormed()).toBe(true);
  });

  test('keeps its whole text when only the formatting is too large', async () => {
    const text = 'word '.repeat(1400);
    await announce(world.webex.addMessage(lunch, bob, text, { html: '<p>'.repeat(8000) }));
    expect(world.published[0]?.message).toMatchObject({ text, truncated: true });
  });
});

describe('what somebody else wrote into App Context', () => {
  /** Each takes what we wrote, and gives what stands there instead. */
  test.each<[string, (entry: UserMetadata) => UserMetadata]>([
    ['another name', (entry) => ({ ...entry, name: 'The boss' })],
    ['another picture', (entry) => ({ ...entry, profileUrl: 'https://evil.test/boss.png' })],
    ['another address', (entry) => ({ ...entry, email: 'boss@example.com' })],
    ['no proof', ({ custom: _custom, ...entry }) => ({ ...entry, name: 'The boss' })],
    ['the proof of another person', (entry) => ({ ...entry, name: 'Ann', custom: world.users.get(ann.key)?.custom })],
    ['a proof of another time', (entry) => ({ ...entry, custom: { ...entry.custom, proofAt: 1 } })],
    ['a guessed proof', (entry) => ({ ...entry, name: 'The boss', custom: { proofAt: 1, proofMac: '0'.repeat(64) } })],
  ])('never names a sender: %s', async (_what, forge) => {
    await announce(world.webex.addMessage(lunch, bob, 'Hi'));
    const key = userKey(bob);
    const genuine = world.users.get(key);
    world.users.set(key, forge(genuine ?? {}));
    await announce(world.webex.addMessage(lunch, bob, 'Me again'));
    expect(world.published[1]).toMatchObject({
      message: { senderName: 'Bob', senderEmail: 'bob@example.com', senderAvatar: 'https://avatars.test/Bob' },
    });
    expect(world.users.get(key)).toEqual(genuine);
  });

  test.each<[string, (entry: ChannelMetadata) => ChannelMetadata]>([
    ['another title', (entry) => ({ ...entry, name: 'Payroll' })],
    ['no proof', ({ custom: _custom, ...entry }) => ({ ...entry, name: 'Payroll' })],
    ['another kind', (entry) => ({ ...entry, type: 'direct' })],
  ])('never names a room: %s', async (_what, forge) => {
    await announce(world.webex.addMessage(lunch, bob, 'Hi'));
    const channel = channelIn(ann.person, lunch);
    const genuine = world.channels.get(channel);
    world.channels.set(channel, forge(genuine ?? {}));
    await announce(world.webex.addMessage(lunch, bob, 'Me again'));
    expect(world.published[1]).toMatchObject({ message: { channelName: 'Lunch' } });
    expect(world.channels.get(channel)).toEqual(genuine);
  });

  test('costs no more than a run may cost, however often it is done', async () => {
    await announce(world.webex.addMessage(lunch, bob, 'Hi'));
    world.users.set(userKey(bob), { name: 'The boss' });
    world.channels.set(channelIn(ann.person, lunch), { name: 'Payroll' });
    world.webex.accessTokens.clear();
    await announce(world.webex.addMessage(lunch, bob, 'Me again'));
    expect(world.published[1]).toMatchObject({ message: { senderName: 'Bob', channelName: 'Lunch' } });
    expect(world.logs).toEqual([]);
  });
});

describe('what Webex leaves out', () => {
  test('of a person, their picture: the one that was known is forgotten', async () => {
    await announce(world.webex.addMessage(lunch, bob, 'Hi'));
    const { avatar: _avatar, ...plain } = bob;
    world.webex.people.set(bob.id, plain);
    world.users.set(userKey(bob), { ...world.users.get(userKey(bob)), name: 'somebody else' });
    await announce(world.webex.addMessage(lunch, bob, 'Me again'));
    expect(world.users.get(userKey(bob))).not.toHaveProperty('profileUrl');
    expect(world.published[1]?.message).toMatchObject({ senderName: 'Bob' });
    expect(world.published[1]?.message).not.toHaveProperty('senderAvatar');
    world.webex.requests.length = 0;
    await announce(world.webex.addMessage(lunch, bob, 'And again'));
    expect(world.webex.requests.map(({ path }) => path)).toEqual(['/messages']);
  });

  test('of a person, the name: the address stands for it, and what has no name is asked for again', async () => {
    world.users.set(userKey(bob), { email: 'bob@example.com' });
    world.webex.people.set(bob.id, { ...bob, displayName: '' });
    await announce(world.webex.addMessage(lunch, bob, 'Hi'));
    expect(world.published[0]).toMatchObject({ message: { senderName: 'bob@example.com' } });
  });

  test('of a person, name and address', async () => {
    world.webex.people.set(bob.id, { ...bob, displayName: '', emails: [] });
    await announce(world.webex.addMessage(lunch, bob, 'Hi', { personEmail: '' }));
    expect(decodeEnvelope(world.published[0]?.message)).toMatchObject({ ok: true, content: { senderEmail: '' } });
  });

  test('of a report, who caused it: then it was the author', async () => {
    const message = world.webex.addMessage(lunch, bob, 'Oops');
    await announce(message, 'deleted', { actorId: undefined });
    expect(world.published[0]).toMatchObject({ message: { kind: 'delete', senderName: 'Bob' } });
  });
});

describe('an edit', () => {
  test('is published with the time of the change in its id', async () => {
    const updated = '2026-11-22T12:05:00.000Z';
    const message = world.webex.addMessage(lunch, bob, 'Noon!', { updated });
    await announce(message, 'updated');
    expect(world.published).toMatchObject([
      {
        message: {
          kind: 'edit',
          id: `messages:updated:${keyOf(message.id, 'MESSAGE')}:${updated}`,
          text: 'Noon!',
          externalObj: { updated },
        },
      },
    ]);
    expect(decodeEnvelope(world.published[0]?.message)).toMatchObject({ ok: true });
  });

  test('that Webex reports as created once more is an edit as well, under the same id', async () => {
    const message = world.webex.addMessage(lunch, bob, 'Noon!', { updated: '2026-11-22T12:05:00.000Z' });
    await announce(message, 'updated');
    await announce(message, 'created');
    expect(world.published[1]).toEqual(world.published[0]);
  });
});

describe('a deletion', () => {
  test('is published without asking Webex for the message, and names who deleted it', async () => {
    const moderator = world.webex.addPerson('Mod');
    const message = world.webex.addMessage(lunch, bob, 'Oops');
    world.webex.messages.length = 0;
    expect(await announce(message, 'deleted', { actorId: moderator.id })).toMatchObject({ status: 200 });
    expect(world.published).toMatchObject([
      {
        channel: channelIn(ann.person, lunch),
        message: {
          kind: 'delete',
          id: `messages:deleted:${keyOf(message.id, 'MESSAGE')}`,
          senderName: 'Mod',
          externalObj: { id: message.id, personId: bob.id },
        },
      },
    ]);
    expect(decodeEnvelope(world.published[0]?.message)).toMatchObject({ ok: true });
  });
});

test.each([
  ['direct', true],
  ['group', false],
  [undefined, false],
])('a room that cannot be asked for is of the kind that the report says: %s', async (roomType, isDirect) => {
  world.webex.fail('GET', /rooms/, { status: 404, body: '{}' }, { times: 9 });
  const message = world.webex.addMessage(lunch, bob, 'Oops');
  const data = { ...dataOf(message), roomType };
  await deliver(notificationOf('messages', 'deleted', data));
  await deliver(notificationOf('memberships', 'created', { ...data, id: 'x' }));
  expect(world.published).toMatchObject([{ message: { isDirect } }, { message: { isDirect } }]);
});

const changeRoom = (event: string, lastActivity: string) =>
  deliver(notificationOf('rooms', event, { id: lunch.id, type: 'group', lastActivity }));

describe('a room', () => {
  test('that gets another title is published and kept under its new one', async () => {
    await announce(world.webex.addMessage(lunch, bob, 'Hi'));
    lunch.title = 'Dinner';
    await changeRoom('updated', '1');
    await announce(world.webex.addMessage(lunch, bob, 'Hi again'));
    expect(world.published[1]).toMatchObject({ message: { kind: 'room', channelName: 'Dinner', isDirect: false } });
    expect(world.published[2]).toMatchObject({ message: { channelName: 'Dinner' } });
    expect(decodeEnvelope(world.published[1]?.message)).toMatchObject({ ok: true });
  });

  test('that is deleted is one that the user has left, and the end of it in App Context', async () => {
    await announce(world.webex.addMessage(lunch, bob, 'Hi'));
    world.webex.rooms.delete(lunch.id);
    await changeRoom('deleted', '1');
    expect(world.published[1]).toMatchObject({
      message: { kind: 'membership', change: 'left', senderId: ann.person.id, channelName: 'Lunch' },
    });
    expect(decodeEnvelope(world.published[1]?.message)).toMatchObject({ ok: true });
    expect(world.channels.has(channelIn(ann.person, lunch))).toBe(false);
    expect(world.memberships.get(ann.key)).not.toContain(channelIn(ann.person, lunch));
  });

  test('has another id for each change, and the same for the same report', async () => {
    await changeRoom('created', '1');
    await changeRoom('updated', '2');
    await changeRoom('updated', '3');
    await changeRoom('updated', '3');
    const ids = world.published.map(({ message }) => message['id']);
    expect(ids[3]).toBe(ids[2]);
    expect(new Set(ids).size).toBe(3);
  });
});

const changeMembership = (event: string, person: FakePerson) =>
  deliver(notificationOf('memberships', event, { id: 'x', roomId: lunch.id, roomType: 'group', personId: person.id }));

describe('a membership', () => {
  test.each([
    ['created', 'joined'],
    ['updated', 'updated'],
    ['deleted', 'left'],
  ])('that is %s is published as %s, naming the member', async (event, kind) => {
    await changeMembership(event, bob);
    expect(world.published).toMatchObject([{ message: { kind: 'membership', change: kind, senderName: 'Bob' } }]);
    expect(decodeEnvelope(world.published[0]?.message)).toMatchObject({ ok: true });
  });

  test.each(['created', 'updated'])('that is %s brings what is known of the member up to date', async (event) => {
    await announce(world.webex.addMessage(lunch, bob, 'Hi'));
    world.webex.people.set(bob.id, { ...bob, displayName: 'Robert', avatar: 'https://avatars.test/new' });
    await changeMembership(event, bob);
    expect(world.published[1]).toMatchObject({ message: { senderName: 'Robert' } });
    expect(world.users.get(userKey(bob))).toMatchObject({ name: 'Robert', profileUrl: 'https://avatars.test/new' });
    await announce(world.webex.addMessage(lunch, bob, 'Me again'));
    expect(world.published[2]).toMatchObject({ message: { senderName: 'Robert' } });
  });

  test('names the member as known where Webex cannot be asked', async () => {
    await announce(world.webex.addMessage(lunch, bob, 'Hi'));
    world.webex.fail('GET', /people/, { status: 503 });
    await changeMembership('updated', bob);
    expect(world.published[1]).toMatchObject({ message: { senderName: 'Bob' } });
  });

  test('stays within the limits of one run when nothing is known and the token has expired', async () => {
    world.webex.accessTokens.clear();
    expect(await changeMembership('created', bob)).toMatchObject({ status: 200 });
    expect(world.logs).toEqual([]);
    expect(world.calls.xhr).toBe(4);
  });

  test('asks for new tokens once in a run, also where Webex refuses them all', async () => {
    const refused = { status: 401, body: '{}' };
    world.webex.fail('GET', /people|rooms/, refused, { times: 9 });
    await changeMembership('created', bob);
    expect(world.webex.requests.filter(({ path }) => path === '/access_token')).toHaveLength(1);
    expect(world.published).toMatchObject([{ message: { kind: 'membership', senderName: 'Someone' } }]);
  });

  test('of the user who joined makes the room known', async () => {
    await changeMembership('created', ann.person);
    expect(world.channels.get(channelIn(ann.person, lunch))).toMatchObject({ name: 'Lunch', type: 'group' });
    expect(world.memberships.get(ann.key)).toContain(channelIn(ann.person, lunch));
  });

  test('of somebody else who left leaves the room as it is', async () => {
    await announce(world.webex.addMessage(lunch, bob, 'Hi'));
    await changeMembership('deleted', bob);
    expect(world.channels.has(channelIn(ann.person, lunch))).toBe(true);
    expect(world.memberships.get(ann.key)).toContain(channelIn(ann.person, lunch));
  });

  test.each([true, false])(
    'of the user who left is the end of the room in App Context, memberships tied: %s',
    async (tied) => {
      world.referentialIntegrity = tied;
      await announce(world.webex.addMessage(lunch, bob, 'Hi'));
      lunch.members.delete(ann.person.id);
      await changeMembership('deleted', ann.person);
      expect(world.published[1]).toMatchObject({
        message: { change: 'left', channelName: 'Lunch', senderName: 'Ann' },
      });
      expect(world.channels.has(channelIn(ann.person, lunch))).toBe(false);
      expect(world.memberships.get(ann.key)).not.toContain(channelIn(ann.person, lunch));
    },
  );
});

const valid = () => notificationOf('messages', 'created', dataOf(world.webex.addMessage(lunch, bob, 'Hi')));
const secret = () => world.webhook.secret;

describe('what reaches the public address', () => {
  test('passes with the older signature alone, in any spelling of the header, and in capitals', async () => {
    const { body } = valid();
    for (const headers of [
      { 'X-Spark-Signature': sha1(body, secret()) },
      { 'x-spark-signature': sha1(body, secret()) },
      { 'X-SPARK-SIGNATURE': sha1(body, secret()).toUpperCase() },
      { 'x-webex-signature': signature(body, secret()) },
      { 'x-webex-signature': `SHA-256=${hex('sha256', body, secret())}` },
    ]) {
      expect(await deliver({ body, headers })).toMatchObject({ status: 200 });
    }
  });

  test.each<[string, (body: string, secret: string) => Record<string, string>]>([
    ['no signature', () => ({})],
    ['an empty signature', () => ({ 'x-webex-signature': '', 'x-spark-signature': '' })],
    ['the signature of another secret', (body) => ({ 'x-webex-signature': signature(body, 'guess') })],
    ['the signature of another body', (body, key) => ({ 'x-webex-signature': signature(`${body} `, key) })],
    ['a signature without its last character', (body, key) => ({ 'x-spark-signature': sha1(body, key).slice(0, -1) })],
    [
      'a wrong new signature beside a right old one',
      (body, key) => ({ 'x-webex-signature': signature(body, 'guess'), 'x-spark-signature': sha1(body, key) }),
    ],
  ])('is answered 401 with %s, and nothing is published', async (_what, headersOf) => {
    const { body } = valid();
    expect(await deliver({ body, headers: headersOf(body, secret()) })).toMatchObject({ status: 401 });
    expect(world.published).toEqual([]);
    expect(world.webex.requests.filter(({ path }) => path.startsWith('/messages'))).toEqual([]);
  });

  test('is answered 401 for a user we do not have, even if well signed with some secret', async () => {
    const { body } = notificationOf('messages', 'created', {}, { createdBy: webexId('PEOPLE') });
    expect(await deliver({ body, headers: { 'x-webex-signature': signature(body, secret()) } })).toMatchObject({
      status: 401,
    });
  });

  test.each(['', 'null', '7', '[]', '{', '{"createdBy":7}', '{"createdBy":"x"}'])(
    'is answered 401 when it is no notification: %s',
    async (body) => {
      expect(await world.request(receive, { headers: {}, body })).toMatchObject({ status: 401 });
    },
  );

  test('is answered 200 and left when it means nothing to us', async () => {
    for (const [resource, event] of [
      ['attachmentActions', 'created'],
      ['rooms', 'migrated'],
      ['messages', 'seen'],
    ] as const) {
      expect(await deliver(notificationOf(resource, event, { id: lunch.id }))).toMatchObject({ status: 200 });
    }
    expect(await deliver(notificationOf('messages', 'created', { id: 'no id' }))).toMatchObject({ status: 200 });
    expect(world.published).toEqual([]);
  });

  test('never leads to another account: a report is published only for the user whose secret signed it', async () => {
    const carol = await world.connected('Carol');
    const message = world.webex.addMessage(lunch, bob, 'Secret');
    const { body } = notificationOf('messages', 'created', dataOf(message), { createdBy: carol.person.id });
    expect(await deliver({ body, headers: { 'x-webex-signature': signature(body, secret()) } })).toMatchObject({
      status: 401,
    });
    expect(world.published).toEqual([]);
  });
});

import { createHmac, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { CONTROL_CHANNEL } from '../../src/bridge/channels.ts';
import { formatState, signInText, verifierText } from '../../src/bridge/sign-in.ts';
import { sign } from '../../src/bridge/sign.ts';
import { forward } from '../../functions/forward/forward.ts';
import { QUERY_PATH, type QueryArgs, type QueryName } from '../../src/bridge/query.ts';
import { answerQuery } from '../../functions/query/query.ts';
import { receive } from '../../functions/receive/receive.ts';
import { signIn } from '../../functions/sign-in/sign-in.ts';
import { runTask } from '../../functions/tasks/tasks.ts';
import type { FakePerson, FakeRoom } from './support/fake-webex.ts';
import { channelIn, SECRET, setupOf, World } from './support/world.ts';

type Connected = Awaited<ReturnType<World['connected']>>;
type Message = Record<string, unknown>;

/** Ann and Eve are both connected; they share a room, and Ann has one to herself. */
let world: World;
let ann: Connected;
let eve: Connected;
let shared: FakeRoom;
let own: FakeRoom;

beforeEach(async () => {
  world = new World();
  ann = await world.connected('Ann');
  eve = await world.connected('Eve');
  shared = world.webex.addRoom('Shared', [ann.person, eve.person]);
  own = world.webex.addRoom("Ann's own", [ann.person]);
});

/** What was refused must have changed nothing, neither here nor at Webex. */
const state = () =>
  structuredClone([
    [...world.values].filter(([key]) => key.startsWith('user:')),
    [...world.users],
    [...world.channels],
    world.published,
    world.webex.messages,
    world.webex.webhooks,
  ]);

const envelopeOf = (person: FakePerson, room: FakeRoom, more: Message = {}): Message => ({
  v: 1,
  id: randomUUID(),
  kind: 'message',
  fromPlatform: 'webex',
  forwardToPlatform: true,
  platformChannelId: room.id,
  senderId: person.id,
  text: 'forged',
  ...more,
});
const externalOf = (person: FakePerson, room: FakeRoom) => {
  const { id, roomId, personId, created } = world.webex.addMessage(room, person, 'theirs');
  return { id, roomId, personId, created };
};

interface Target {
  readonly name: string;
  /** Where its proof is for. */
  readonly channel: () => string;
  /** A message that, well signed, would be carried out for Ann. */
  readonly message: () => Message;
  /** Whether it was refused as a forgery. */
  readonly refuses: (message: Message) => Promise<boolean>;
}

const refusesPublish = (work: typeof forward, channel: () => string) => async (message: Message) => {
  const meta = JSON.stringify({ task: message['task'] });
  const outcome = await world.publish(work, channel(), message, meta);
  return !outcome.passed && outcome.refusal['code'] === 'bad-proof';
};
const refusesQuery = async (message: Message) => {
  const { status } = await world.request(answerQuery, { body: JSON.stringify(message) });
  return status === 401;
};

const control = (name: string, message: () => Message): Target => ({
  name,
  channel: () => CONTROL_CHANNEL,
  message,
  refuses: refusesPublish(runTask, () => CONTROL_CHANNEL),
});
const envelope = (kind: string): Target => ({
  name: `an envelope to ${kind}`,
  channel: () => channelIn(ann.person, shared),
  message: () =>
    envelopeOf(ann.person, shared, kind === 'message' ? {} : { kind, externalObj: externalOf(ann.person, shared) }),
  refuses: refusesPublish(forward, () => channelIn(ann.person, shared)),
});
const query = (name: string, args: () => object): Target => ({
  name: `the query ${name}`,
  channel: () => QUERY_PATH,
  message: () => ({ id: randomUUID(), account: ann.key, query: name, args: args() }),
  refuses: refusesQuery,
});

/** All of them: whoever adds one must add it here. */
const QUERIES: { readonly [Name in QueryName]: () => QueryArgs[Name] } = {
  rooms: () => ({}),
  messages: () => ({ roomId: shared.id }),
  members: () => ({ roomId: shared.id }),
  person: () => ({ personId: eve.person.id }),
  people: () => ({ search: 'Eve' }),
  result: () => ({ envelopeId: 'x' }),
  startDirect: () => ({ envelopeId: 'x', email: 'eve@example.com', text: 'forged' }),
  token: () => ({}),
  health: () => ({}),
  webhook: () => ({}),
};

const TARGETS: readonly Target[] = [
  control('newUserSetup', () => setupOf(ann.person, ann)),
  control('addNewSender', () => ({ id: 'x', task: 'addNewSender', userId: ann.person.id, senderId: eve.person.id })),
  control('deleteUser', () => ({ id: 'x', task: 'deleteUser', userId: ann.person.id })),
  envelope('message'),
  envelope('edit'),
  envelope('delete'),
  ...Object.entries(QUERIES).map(([name, args]) => query(name, args)),
];

const FORGERIES: readonly (readonly [string, (message: Message, channel: string) => unknown])[] = [
  ['no proof', () => undefined],
  ['an empty proof', () => ({})],
  ['a proof of the wrong shape', () => 'proof'],
  ['a proof of nothing', () => ({ at: world.time, mac: '' })],
  ['a guessed proof', () => ({ at: world.time, mac: 'f'.repeat(64) })],
  ['a proof by another secret', (message, channel) => sign('guess', channel, message, world.time)],
  ['a proof by no secret', (message, channel) => sign('', channel, message, world.time)],
  ['an old proof', (message, channel) => sign(SECRET, channel, message, world.time - 5 * 60_000 - 1)],
  ['a proof of tomorrow', (message, channel) => sign(SECRET, channel, message, world.time + 24 * 3_600_000)],
  ['an old proof with a new time', (message, channel) => ({ ...sign(SECRET, channel, message, 0), at: world.time })],
  ['a proof at no time', (message, channel) => sign(SECRET, channel, message, Number.NaN)],
  ['a proof for another channel', (message) => sign(SECRET, channelIn(eve.person, shared), message, world.time)],
  [
    'a proof for a channel of the same beginning',
    (message, channel) => sign(SECRET, `${channel}x`, message, world.time),
  ],
  ['the proof of another message', (message, channel) => sign(SECRET, channel, { ...message, id: 'y' }, world.time)],
  ['a proof that leaves a field out', ({ id: _id, ...message }, channel) => sign(SECRET, channel, message, world.time)],
];

describe.each(TARGETS)('$name is refused', (target) => {
  test('for no other reason than its proof: well signed, it passes', async () => {
    const message = target.message();
    expect(await target.refuses({ ...message, proof: sign(SECRET, target.channel(), message, world.time) })).toBe(
      false,
    );
  });

  test.each(FORGERIES)('with %s', async (_what, forge) => {
    const message = target.message();
    const before = state();
    world.webex.requests.length = 0;
    expect(await target.refuses({ ...message, proof: forge(message, target.channel()) })).toBe(true);
    expect(state()).toEqual(before);
    expect(world.webex.requests).toEqual([]);
  });
});

describe('a request of yesterday', () => {
  const replayed = TARGETS.filter(({ name }) => !name.startsWith('an envelope'));

  test.each(replayed)('is refused the second time: $name', async (target) => {
    const message = target.message();
    const signed = { ...message, proof: sign(SECRET, target.channel(), message, world.time) };
    await target.refuses(signed);
    const before = state();
    world.webex.requests.length = 0;
    expect(await target.refuses(signed)).toBe(true);
    expect(state()).toEqual(before);
    expect(world.webex.requests).toEqual([]);
  });

  test.each(['message', 'edit', 'delete'])('changes nothing the second time: an envelope to %s', async (kind) => {
    const target = envelope(kind);
    const message = target.message();
    const signed = { ...message, proof: sign(SECRET, target.channel(), message, world.time) };
    const first = await world.publish(forward, target.channel(), signed);
    const before = state();
    world.webex.requests.length = 0;
    expect(await world.publish(forward, target.channel(), signed)).toEqual(first);
    expect(state()).toEqual(before);
    expect(world.webex.requests).toEqual([]);
  });
});

describe('even well signed, one account cannot be used for another', () => {
  test.each<[string, () => readonly [string, Message]]>([
    ["Eve's envelope on Ann's channel", () => [channelIn(ann.person, shared), envelopeOf(eve.person, shared)]],
    ["Ann's envelope on Eve's channel", () => [channelIn(eve.person, shared), envelopeOf(ann.person, shared)]],
    [
      "Eve's envelope for another room than her channel's",
      () => [channelIn(eve.person, shared), envelopeOf(eve.person, own)],
    ],
    [
      "Eve's edit of Ann's message",
      () => [
        channelIn(eve.person, shared),
        envelopeOf(eve.person, shared, { kind: 'edit', externalObj: externalOf(ann.person, shared) }),
      ],
    ],
    [
      "Eve's deletion of Ann's message",
      () => [
        channelIn(eve.person, shared),
        envelopeOf(eve.person, shared, { kind: 'delete', externalObj: externalOf(ann.person, shared) }),
      ],
    ],
    ["Eve's message into Ann's own room", () => [channelIn(eve.person, own), envelopeOf(eve.person, own)]],
  ])('%s', async (_what, forge) => {
    const [channel, message] = forge();
    const before = state();
    expect(await world.forward(channel, message)).toMatchObject({ passed: false });
    expect(state()).toEqual(before);
  });

  test.each<[string, () => object]>([
    ["the messages of Ann's own room", () => ({ query: 'messages', args: { roomId: own.id } })],
    ["the members of Ann's own room", () => ({ query: 'members', args: { roomId: own.id } })],
  ])('Eve asks for %s', async (_what, asked) => {
    expect(await world.query({ account: eve.key, ...asked() })).toMatchObject({ status: 404 });
  });

  test("Eve's tokens under Ann's name", async () => {
    const before = state();
    expect(await world.control(setupOf(ann.person, eve))).toMatchObject({ refusal: { code: 'bad-request' } });
    expect(state()).toEqual(before);
  });

  test("what Eve's webhook secret signed in Ann's name", async () => {
    const body = JSON.stringify({
      resource: 'rooms',
      event: 'updated',
      createdBy: ann.person.id,
      data: { id: shared.id },
    });
    const mac = createHmac('sha1', String(world.record(eve.key)?.['webhookSecret']))
      .update(body)
      .digest('hex');
    const before = state();
    expect(await world.request(receive, { body, headers: { 'X-Spark-Signature': mac } })).toMatchObject({
      status: 401,
    });
    expect(state()).toEqual(before);
  });

  test("a sign-in of Ann's that somebody else in Slack began again", async () => {
    const connect = async (user: string) => {
      const asked = {
        id: randomUUID(),
        team: 'T',
        user,
        email: 'ann@example.com',
        at: world.time,
        redirectUri: 'https://functions.test/webex/oauth',
      };
      const hmac = (text: string) => createHmac('sha256', SECRET).update(text).digest('hex');
      const signed = formatState(asked, hmac(signInText(asked)));
      const code = randomUUID();
      const { redirectUri } = asked;
      world.webex.codes.set(code, { personId: ann.person.id, verifier: hmac(verifierText(signed)), redirectUri });
      return world.request(signIn, { query: { state: signed, code } });
    };
    await connect('U-ann');
    const before = world.record(ann.key);
    expect(await connect('U-eve')).toMatchObject({ status: 409 });
    expect(world.record(ann.key)).toEqual(before);
  });
});

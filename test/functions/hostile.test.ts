/** Not only callers may be hostile or broken: so may be what Webex answers, and what PubNub has kept. */
import { createHmac, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT_ROOM, parseChannel } from '../../src/bridge/channels.ts';
import { decodeEnvelope } from '../../src/bridge/envelope-schema.ts';
import { formatState, signInText, verifierText } from '../../src/bridge/sign-in.ts';
import { receive } from '../../functions/receive/receive.ts';
import { signIn } from '../../functions/sign-in/sign-in.ts';
import type { HttpAnswer } from '../../functions/runtime/runtime.ts';
import type { FakeRoom } from './support/fake-webex.ts';
import { webexId } from './support/ids.ts';
import { channelIn, FUNCTIONS_URL, SECRET, setupOf, World } from './support/world.ts';

let world: World;
let ann: Awaited<ReturnType<World['connected']>>;
let lunch: FakeRoom;

async function begin(): Promise<void> {
  world = new World();
  ann = await world.connected('Ann');
  lunch = world.webex.addRoom('Lunch', [ann.person]);
}

beforeEach(begin);

/** A text that must never come up in a log. */
const BODY = 'what-somebody-wrote';

const hmac = (text: string) => createHmac('sha256', SECRET).update(text).digest('hex');

const notificationOf = (resource: string, data: object) => async () => {
  const createdBy = ann.person.id;
  const body = JSON.stringify({ resource, event: 'created', createdBy, actorId: webexId('PEOPLE'), data });
  const mac = createHmac('sha1', world.webhook.secret).update(body).digest('hex');
  await world.request(receive, { body, headers: { 'x-spark-signature': mac } });
};

const envelope = (more: object = {}) => ({
  v: 1,
  id: randomUUID(),
  kind: 'message',
  fromPlatform: 'webex',
  forwardToPlatform: true,
  platformChannelId: lunch.id,
  senderId: ann.person.id,
  text: BODY,
  ...more,
});
const own = () => {
  const { id, roomId, personId, created } = world.webex.addMessage(lunch, ann.person, BODY);
  return { externalObj: { id, roomId, personId, created } };
};
const forwarded = (more: () => object) => () => world.forward(channelIn(ann.person, lunch), envelope(more()));
const asked = (query: string, args: () => object) => () => world.query({ account: ann.key, query, args: args() });

async function signedIn(): Promise<void> {
  const state = {
    id: randomUUID(),
    team: 'T',
    user: 'U',
    email: 'ann@example.com',
    at: world.time,
    redirectUri: `${FUNCTIONS_URL}/webex/oauth`,
  };
  const signed = formatState(state, hmac(signInText(state)));
  const code = randomUUID();
  const { redirectUri } = state;
  world.webex.codes.set(code, { personId: ann.person.id, verifier: hmac(verifierText(signed)), redirectUri });
  await world.request(signIn, { query: { state: signed, code } });
}

/** Everything that a Function does with Webex, well asked. The world itself throws where one does not end properly. */
const WORK: Readonly<Record<string, () => Promise<unknown>>> = {
  'a message': notificationOf('messages', {
    id: webexId('MESSAGE'),
    roomId: webexId('ROOM'),
    personId: webexId('PEOPLE'),
  }),
  'a room': notificationOf('rooms', { id: webexId('ROOM') }),
  'a membership': notificationOf('memberships', { roomId: webexId('ROOM'), personId: webexId('PEOPLE') }),
  'a send': forwarded(() => ({})),
  'an edit': forwarded(() => ({ kind: 'edit', ...own() })),
  'a deletion': forwarded(() => ({ kind: 'delete', ...own() })),
  'rooms asked for': asked('rooms', () => ({})),
  'messages asked for': asked('messages', () => ({ roomId: lunch.id })),
  'members asked for': asked('members', () => ({ roomId: lunch.id })),
  'a person asked for': asked('person', () => ({ personId: ann.person.id })),
  'a direct room begun': asked('startDirect', () => ({ envelopeId: 'x', email: 'bob@example.com', text: BODY })),
  'a token asked for': asked('token', () => ({})),
  'a sign-in': signedIn,
  newUserSetup: () => world.control(setupOf(ann.person, ann)),
  addNewSender: () =>
    world.control({ id: 'x', task: 'addNewSender', userId: ann.person.id, senderId: webexId('PEOPLE') }),
  deleteUser: () => world.control({ id: 'x', task: 'deleteUser', userId: ann.person.id }),
  'the interval': () => world.interval(),
};

/** What is wrong afterwards: the log must be silent about secrets, and the app able to read all that was published. */
function disorder(): string[] {
  const log = world.logs.join('\n');
  const leaks = [...world.secrets(), BODY]
    .filter((secret) => log.includes(secret))
    .map((secret) => `${secret} in the log`);
  const envelopes = world.published.filter(({ message }) => message['kind'] !== 'sign-in');
  const unreadable = envelopes.flatMap(({ message }) => {
    const decoded = decodeEnvelope(message);
    return decoded.ok ? [] : [decoded.why];
  });
  const astray = envelopes.filter(({ channel, message }) => {
    const place = parseChannel(channel);
    return place?.user !== ann.key || (place.room === ACCOUNT_ROOM) !== (message['kind'] === 'account');
  });
  return [...leaks, ...unreadable, ...astray.map(({ channel }) => `published on ${channel}`)];
}

const json = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.constantFrom('', 'null', '[]', '{"items":7}', '{"items":[null,7,{}]}', `{"message":"${BODY}"`, '['.repeat(9000)),
  fc
    .record({ id: fc.constantFrom(webexId('PEOPLE'), webexId('ROOM'), '', BODY), items: fc.json() })
    .map((value) => JSON.stringify({ ...value, emails: BODY, title: 7, created: BODY, text: null })),
);
const answers: fc.Arbitrary<HttpAnswer | 'drop'> = fc.oneof(
  { arbitrary: fc.constant<'drop'>('drop'), weight: 1 },
  {
    arbitrary: fc.record({
      status: fc.constantFrom(200, 204, 301, 400, 401, 403, 404, 409, 423, 429, 500, 503),
      headers: fc.dictionary(fc.constantFrom('retry-after', 'link', 'content-type'), fc.oneof(fc.string(), json)),
      body: json,
    }),
    weight: 9,
  },
);

describe.each(Object.entries(WORK))('%s', (_what, work) => {
  test('ends in good order, whatever Webex answers', async () => {
    expect.hasAssertions();
    await fc.assert(
      fc.asyncProperty(fc.array(answers, { minLength: 1, maxLength: 6 }), fc.nat(3), async (given, genuine) => {
        await begin();
        let asks = 0;
        const { http } = world.webex;
        world.webex.http = async (url, request) => {
          asks += 1;
          const answer = asks > genuine ? given[(asks - 1) % given.length] : undefined;
          if (answer === 'drop') throw new Error(`ECONNREFUSED ${JSON.stringify(request)}`);
          return answer ?? http(url, request);
        };
        await work();
        expect(disorder()).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('ends in good order, whatever stands in the KV store', async () => {
    expect.hasAssertions();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 1, maxLength: 4 }), async (values) => {
        await begin();
        const keys = [...world.values.keys(), 'interval:cursor', 'interval:progress', 'sent:x', 'attempt:x'];
        for (const [at, key] of keys.entries()) {
          world.values.set(key, { text: JSON.stringify(values[at % values.length]), ttlMinutes: 1 });
        }
        await work();
        expect(disorder()).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

import { createHmac, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { CONTROL_CHANNEL } from '../../src/bridge/channels.ts';
import { formatState, signInText } from '../../src/bridge/sign-in.ts';
import { sign } from '../../src/bridge/sign.ts';
import { forward } from '../../functions/forward/forward.ts';
import { QUERY_PATH } from '../../src/bridge/query.ts';
import { answerQuery } from '../../functions/query/query.ts';
import { receive } from '../../functions/receive/receive.ts';
import { signIn } from '../../functions/sign-in/sign-in.ts';
import { runTask } from '../../functions/tasks/tasks.ts';
import type { FakeRoom } from './support/fake-webex.ts';
import { channelIn, SECRET, setupOf, World, type Outcome } from './support/world.ts';

let world: World;
let ann: Awaited<ReturnType<World['connected']>>;
let lunch: FakeRoom;

beforeAll(async () => {
  world = new World();
  ann = await world.connected('Ann');
  lunch = world.webex.addRoom('Lunch', [ann.person]);
});

/** A text that must never come up in a log. */
const BODY = 'what-somebody-wrote';

const odd = fc.oneof(
  fc.anything({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, undefined, '', '\ud800', '__proto__', Infinity, -0, BODY.repeat(2000), {
    toString: 1,
  }),
  fc.constantFrom(40, 5000).map((depth) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => `${BODY}${text}`),
);

/** A valid object with some fields replaced by anything, or taken away. */
const spoiled = (valid: Record<string, unknown>) =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(valid), 'proof', 'extra'), odd, { minKeys: 1, maxKeys: 3 })
    .map((wrong) => ({ ...valid, ...wrong }));

function expectSilence(): void {
  const log = world.logs.join('\n');
  for (const secret of [...world.secrets(), BODY]) expect(log).not.toContain(secret);
  world.logs.length = 0;
}

const envelope = (): Record<string, unknown> => ({
  v: 1,
  id: 'an-id',
  kind: 'message',
  fromPlatform: 'webex',
  forwardToPlatform: true,
  platformChannelId: lunch.id,
  senderId: ann.person.id,
  text: BODY,
  externalObj: { parentId: undefined },
});

const jsonOf = (value: unknown): unknown => {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null') as unknown;
  } catch {
    return null;
  }
};

const signed = (channel: string, message: unknown, at: number): unknown => {
  try {
    return { ...(message as object), proof: sign(SECRET, channel, message as object, at) };
  } catch {
    return message;
  }
};

/** Either through, or with a Refusal that the app can read. */
function isReadable(outcome: Outcome): boolean {
  if (outcome.passed) return true;
  const { code, reason, retryable } = outcome.refusal;
  return typeof code === 'string' && typeof reason === 'string' && typeof retryable === 'boolean';
}

describe.each([
  ['webex-publish', forward, () => channelIn(ann.person, lunch), envelope],
  [
    'webex-user-update',
    runTask,
    () => CONTROL_CHANNEL,
    () => setupOf(ann.person, { accessToken: BODY, refreshToken: 'x' }),
  ],
] as const)('%s', (_name, work, channelOf, valid) => {
  test('always ends with ok or with a refusal that can be read, whatever is published, signed or not', async () => {
    const channel = channelOf();
    const messages = fc.oneof(odd, spoiled(valid())).map(jsonOf);
    await fc.assert(
      fc.asyncProperty(messages, odd, fc.boolean(), async (message, meta, isSigned) => {
        const sent = isSigned ? signed(channel, message, world.time) : message;
        const outcome = await world.publish(work, channel, sent, isSigned ? '{"task":"newUserSetup"}' : meta);
        expect(isReadable(outcome)).toBe(true);
        expectSilence();
      }),
      { numRuns: 150 },
    );
  });
});

const notification = () => ({
  resource: 'messages',
  event: 'created',
  createdBy: ann.person.id,
  actorId: ann.person.id,
  data: { id: 'x', roomId: lunch.id, personId: ann.person.id },
});
const sha1 = (body: string) => createHmac('sha1', world.webhook.secret).update(body).digest('hex');

describe('webex-webhook', () => {
  test('always answers, whatever is posted, signed or not', async () => {
    const bodies = fc.oneof(
      odd,
      spoiled(notification()).map((body) => JSON.stringify(jsonOf(body))),
      fc.json(),
    );
    await fc.assert(
      fc.asyncProperty(bodies, fc.dictionary(fc.string(), odd), fc.boolean(), async (body, headers, isSigned) => {
        const proof = isSigned ? { 'X-Spark-Signature': sha1(typeof body === 'string' ? body : '') } : {};
        const request = { headers: { ...headers, ...proof }, params: headers, query: headers, body };
        const { status } = await world.request(receive, request);
        expect([200, 401, 500]).toContain(status);
        expectSilence();
      }),
      { numRuns: 150 },
    );
  });

  test('answers a request that lacks everything', async () => {
    expect(await world.request(receive, {})).toMatchObject({ status: 401 });
  });
});

describe('webex-query', () => {
  const valid = () => ({ id: 'x', account: ann.key, query: 'messages', args: { roomId: lunch.id } });
  const args = fc.dictionary(fc.constantFrom('roomId', 'page', 'search', 'limit', 'email', 'envelopeId', 'text'), odd);
  const names = fc.constantFrom('rooms', 'messages', 'members', 'person', 'result', 'startDirect', 'token');

  test('always answers with JSON, whatever is posted, signed or not', async () => {
    const queries = fc.oneof(
      odd,
      fc.tuple(names, args).map(([query, given]) => ({ id: 'x', account: ann.key, query, args: given })),
      spoiled(valid()),
    );
    await fc.assert(
      fc.asyncProperty(queries.map(jsonOf), fc.boolean(), async (query, isSigned) => {
        const sent = isSigned ? signed(QUERY_PATH, query, world.time) : query;
        const { status, body } = await world.request(answerQuery, { body: JSON.stringify(sent) });
        expect([200, 400, 401, 404, 413, 422, 503]).toContain(status);
        expect(JSON.parse(body)).toBeTypeOf('object');
        expectSilence();
      }),
      { numRuns: 150 },
    );
  });
});

describe('webex-oauth', () => {
  test('always answers with a page, whatever is asked', async () => {
    const asked = {
      id: randomUUID(),
      team: 'T',
      user: 'U',
      email: 'ann@example.com',
      at: world.time,
      redirectUri: 'https://functions.test/webex/oauth',
    };
    const state = formatState(asked, createHmac('sha256', SECRET).update(signInText(asked)).digest('hex'));
    const queries = fc.dictionary(
      fc.constantFrom('state', 'code', 'error', 'confirmation', 'extra'),
      fc.oneof(odd, fc.constant(state)),
    );
    await fc.assert(
      fc.asyncProperty(queries, odd, async (query, headers) => {
        const request = { query, headers: headers as Record<string, unknown> };
        const { status, body } = await world.request(signIn, request);
        expect([200, 400, 409, 410, 503]).toContain(status);
        expect(body).toContain('<!doctype html>');
        expect(body).not.toContain(BODY);
        expectSilence();
      }),
      { numRuns: 150 },
    );
  });
});

test('what PubNub itself throws is not quoted in the log', async () => {
  const failing = {
    ...world.runtime(),
    kv: { ...world.runtime().kv, get: async () => Promise.reject(new Error(BODY)) },
  };
  world.runtime = () => failing;
  const channel = channelIn(ann.person, lunch);
  expect(await world.forward(channel, envelope())).toMatchObject({ refusal: { code: 'unavailable', retryable: true } });
  expectSilence();
});

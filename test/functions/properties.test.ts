import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { CONTROL_CHANNEL } from '../../src/bridge/channels.ts';
import { sign } from '../../src/bridge/sign.ts';
import { forward } from '../../functions/forward/forward.ts';
import { receive } from '../../functions/receive/receive.ts';
import { runTask } from '../../functions/tasks/tasks.ts';
import { createHmac } from 'node:crypto';
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
        const request = { method: 'POST', headers: { ...headers, ...proof }, params: headers, query: headers, body };
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

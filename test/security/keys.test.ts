/**
 * Whoever has the publish key and the subscribe key, and no token, because Access Manager is off: the worst case. With Access
 * Manager they can do nothing at all: access-manager.test.ts.
 */
import PubNub from 'pubnub';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { signIn, signInAddress } from '../../sandbox/sign-in.ts';
import type { PublishEntry } from '../../sandbox/pubnub/entry.ts';
import { channelOf, CONTROL_CHANNEL, signInChannelOf } from '../../src/bridge/channels.ts';
import { keyOf, type UserKey } from '../../src/bridge/ids.ts';
import { parseState } from '../../src/bridge/sign-in.ts';
import { sign } from '../../src/bridge/sign.ts';
import type { PersonHandle } from '../../sandbox/webex/person-handle.ts';
import { movableClock, type Clock } from '../support/clock.ts';
import { openHouse, type House } from '../support/house.ts';
import { Attacker } from './attacker.ts';

const MINUTE = 60_000;

let house: House;
let eve: Attacker;
let clock: Clock;

beforeEach(async () => {
  clock = movableClock();
  const { now } = clock;
  house = await openHouse({ signIn: true, pubnub: { now }, webex: { now }, slack: { now } });
  eve = new Attacker(house);
  await house.startBridge();
  await signIn(house.sandbox, house.slack.uma, house.webex.uma);
  await house.webex.ann.says(house.webex.launch, 'Opens the thread');
  await house.shown('Opens the thread');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await house.close();
});

function keyFor({ id }: PersonHandle): UserKey {
  const key = keyOf(id, 'PEOPLE');
  if (!key) throw new Error('A person has no key');
  return key;
}

const umasAccount = () => channelOf(house.layout, keyFor(house.webex.uma), 'account');

/** What was published on the channel of Uma's room. */
function genuine(): PublishEntry {
  const found = house.sandbox.pubnub.journal.entries.find(
    (entry): entry is PublishEntry =>
      entry.type === 'publish' && JSON.stringify(entry.message).includes('Opens the thread'),
  );
  if (!found) throw new Error('Nothing was published');
  return found;
}

/** Once this is in Slack, everything before it has been dealt with. */
async function expectThread(...replies: string[]): Promise<void> {
  await house.webex.ann.says(house.webex.launch, 'The end');
  await house.shown('The end');
  const thread = await house.threadOf('Product launch');
  expect(house.replies(thread)).toEqual([...replies, 'Ann Lee: The end']);
}

describe('whoever has the publish key', () => {
  test('cannot send to Webex as anybody', async () => {
    const { channel } = genuine();
    const forged = eve.forgery();
    for (const proof of [
      undefined,
      {},
      { at: Date.now(), mac: '0'.repeat(64) },
      sign('some other secret', channel, forged),
      (genuine().message as { proof?: unknown }).proof,
    ]) {
      const { status, text } = await eve.publish(channel, { ...forged, proof });
      expect(status).toBe(400);
      expect(text).toContain('bad-proof');
    }
    expect(house.inWebex(house.webex.launch)).toEqual(['Ann Lee: Opens the thread']);
  });

  test('cannot show anything in Slack', async () => {
    const { channel, message } = genuine();
    const { proof, ...unsigned } = message as Record<string, unknown>;
    const forged = { ...unsigned, id: 'forged', text: 'Please wire the money' };
    for (const one of [forged, { ...forged, proof }, { ...forged, proof: sign('guess', channel, forged) }]) {
      expect((await eve.publish(channel, one)).status).toBe(200);
    }
    await expectThread('Ann Lee: Opens the thread');
  });

  test('cannot set up, change or remove an account', async () => {
    const { uma } = house.webex;
    const [record] = house.sandbox.pubnub.kv.keys().keys.filter((key) => key.startsWith('user:'));
    const before = house.sandbox.pubnub.kv.get(record ?? '');
    const tokens = { access_token: 'a', refresh_token: 'r', platform: 'webex' };
    for (const task of ['newUserSetup', 'addNewSender', 'deleteUser']) {
      const asked = { id: 'x', task, userId: uma.id, senderId: uma.id, ...tokens };
      for (const proof of [undefined, sign('guess', CONTROL_CHANNEL, asked)]) {
        expect((await eve.publish(CONTROL_CHANNEL, { ...asked, proof }, { task })).text).toContain('bad-proof');
      }
    }
    expect(house.sandbox.pubnub.kv.get(record ?? '')).toBe(before);
  });

  test('cannot tell the app that somebody was signed out, removed or revived', async () => {
    const { uma } = house.webex;
    for (const status of ['signed-out', 'deleted', 'revived']) {
      await eve.publish(umasAccount(), {
        v: 1,
        id: `account:${status}`,
        kind: 'account',
        fromPlatform: 'webex',
        status,
        senderId: uma.id,
        senderName: uma.name,
        senderEmail: uma.email,
        proof: { at: Date.now(), mac: '0'.repeat(64) },
      });
    }
    await expectThread('Ann Lee: Opens the thread');
    expect(house.logged.some((line) => line.includes('news of an account') && line.includes('deleted'))).toBe(false);
  });

  test('cannot tell the app that a sign-in has succeeded', async () => {
    const { theo } = house.slack;
    const { carla } = house.webex;
    const state = new URL(await signInAddress(house.sandbox, theo)).searchParams.get('state') ?? '';
    const id = parseState(state)?.signIn.id ?? '';
    const news = {
      v: 1,
      kind: 'sign-in',
      id,
      outcome: 'connected',
      reason: 'x',
      senderId: carla.id,
      senderName: 'Carla',
    };
    const channel = signInChannelOf(house.layout, id);
    for (const proof of [{ at: Date.now(), mac: '0'.repeat(64) }, sign('guess', channel, news)]) {
      expect((await eve.publish(channel, { ...news, proof })).status).toBe(200);
    }
    await expectThread('Ann Lee: Opens the thread');
    expect(await house.ask(theo, 'history')).toContain('not connected');
  });

  test('cannot publish again what was genuine once: neither at once nor later', async () => {
    const { channel, message } = genuine();
    expect((await eve.publish(channel, message as object)).status).toBe(200);
    clock.move(6 * MINUTE);
    expect((await eve.publish(channel, message as object)).status).toBe(200);
    await expectThread('Ann Lee: Opens the thread');
    const skipped = house.logged.filter((line) => line.includes('somebody has published it again'));
    expect(skipped).toHaveLength(2);
  });

  test('cannot give senders or rooms another name', async () => {
    const { channel } = genuine();
    expect(
      (await eve.writes('uuids', keyFor(house.webex.ann), { name: 'The boss', email: 'boss@example.com' })).status,
    ).toBe(200);
    expect((await eve.writes('channels', channel, { name: 'Payroll' })).status).toBe(200);
    await house.webex.ann.says(house.webex.launch, 'Who am I?');
    await house.shown('Who am I?');
    await expectThread('Ann Lee: Opens the thread', 'Ann Lee: Who am I?');
    const heard = await house.published((one) => one['text'] === 'Who am I?');
    expect(heard).toMatchObject({
      senderName: 'Ann Lee',
      senderEmail: house.webex.ann.email,
      channelName: 'Product launch',
    });
  });

  test('can disturb: delete names, and take an account off the round of webex-interval; messages go on', async () => {
    const uma = keyFor(house.webex.uma);
    expect((await eve.deletes('uuids', keyFor(house.webex.ann))).status).toBe(200);
    expect((await eve.deletes('channels', genuine().channel)).status).toBe(200);
    expect((await eve.removes(uma, CONTROL_CHANNEL)).status).toBe(200);
    house.sandbox.webex.world.expireTokens(house.webex.uma);
    const thread = await house.threadOf('Product launch');
    const ts = await house.slack.uma.posts(thread.channel, 'Still here', { threadTs: thread.ts });
    await house.marked(ts, 'white_check_mark');
    await expectThread('Ann Lee: Opens the thread', 'Uma Berg: Still here');
  });
});

describe('whoever has the subscribe key', () => {
  test('cannot ask webex-query anything, least of all for a token', async () => {
    const account = keyFor(house.webex.uma);
    for (const query of ['token', 'rooms', 'messages', 'health', 'webhook']) {
      const asked = { id: 'x', account, query, args: { roomId: house.webex.launch.id } };
      for (const proof of [undefined, sign('guess', 'webex/query', asked)]) {
        const { status, text } = await eve.calls('webex/query', { ...asked, proof });
        expect(status).toBe(401);
        expect(text).toContain('bad-proof');
      }
    }
  });

  test('cannot make webex-webhook take anything for a report of Webex', async () => {
    const published = () => house.sandbox.pubnub.journal.entries.filter(({ type }) => type === 'publish').length;
    const before = published();
    const { uma, launch } = house.webex;
    const report = { resource: 'rooms', event: 'updated', createdBy: uma.id, data: { id: launch.id } };
    for (const headers of [
      {},
      { 'X-Spark-Signature': '0'.repeat(40) },
      { 'X-Webex-Signature': `SHA-256=${'0'.repeat(64)}` },
    ]) {
      expect((await eve.calls('webex/webhook', report, headers)).status).toBe(401);
    }
    expect(published()).toBe(before);
  });

  test('can read what passes while Access Manager is off: messages, not tokens', async () => {
    const { keyset, port } = house.sandbox.pubnub;
    const reader = new PubNub({
      subscribeKey: keyset.subscribeKey,
      userId: 'eve',
      origin: `127.0.0.1:${port}`,
      ssl: false,
    });
    const heard = new Promise<unknown>((resolve) => {
      reader.addListener({ message: ({ message }) => resolve(message) });
    });
    reader.subscribe({ channels: [genuine().channel] });
    await house.sandbox.pubnub.journal.waitFor(
      'Eve listening',
      (entry) => entry.type === 'subscribe' && entry.uuid === 'eve',
    );
    await house.webex.ann.says(house.webex.launch, 'In the clear');
    expect(await heard).toMatchObject({ text: 'In the clear' });
    reader.destroy();
  });
});

describe('where nobody signs in, and Slack users are paired by their address', () => {
  test('whoever has the publish key cannot pair a Slack user with another Webex user', async () => {
    const other = await openHouse();
    try {
      await other.startBridge();
      const thief = new Attacker(other);
      const { uma, carla } = other.webex;
      const entry = {
        name: uma.name,
        email: uma.email,
        type: 'account',
        custom: { platform: 'webex', personId: carla.id },
      };
      await thief.writes('uuids', keyFor(carla), entry);
      expect(await other.ask(other.slack.uma, 'connect')).toContain('No Webex user with the address uma@example.com');

      await other.setUpUser(carla);
      await thief.writes('uuids', keyFor(carla), { email: uma.email, name: uma.name });
      expect(await other.ask(other.slack.uma, 'connect')).toContain('No Webex user with the address uma@example.com');
    } finally {
      await other.close();
    }
  });
});

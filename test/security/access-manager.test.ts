import PubNub from 'pubnub';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { channelOf, CONTROL_CHANNEL } from '../../src/bridge/channels.ts';
import { keyOf } from '../../src/bridge/ids.ts';
import { openHouse, type House } from '../support/house.ts';

/** Who the app is on PubNub, unless told. */
const APP = 'pigdin-bridge';

/** What docs/security.md says that the app's token may do. */
const GRANTED = {
  ttl: 60,
  authorized_uuid: APP,
  resources: { channels: { [CONTROL_CHANNEL]: rights('write') } },
  patterns: { channels: { '^webex\\..+$': rights('read', 'write') }, uuids: { '^.+$': rights('get') } },
};

let house: House;
let clients: PubNub[] = [];

beforeEach(async () => {
  house = await openHouse({ pubnub: { accessManager: true } });
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const client of clients) client.destroy();
  clients = [];
  await house.close();
});

function rights(...given: string[]): Record<string, boolean> {
  const all = ['read', 'write', 'manage', 'delete', 'get', 'update', 'join'];
  return Object.fromEntries(all.map((right) => [right, given.includes(right)]));
}

/** Somebody with the publish key and the subscribe key, under any name; and with a token, if they got hold of one. */
function somebody(userId: string, token?: string): PubNub {
  const { keyset, port } = house.sandbox.pubnub;
  const { publishKey, subscribeKey } = keyset;
  const client = new PubNub({ publishKey, subscribeKey, userId, origin: `127.0.0.1:${port}`, ssl: false });
  if (token !== undefined) client.setToken(token);
  clients.push(client);
  return client;
}

/** Starts the bridge, and gives the tokens that it has used so far. */
async function startBridge(): Promise<() => string[]> {
  const used = vi.spyOn(PubNub.prototype, 'setToken');
  await house.startBridge();
  return () => used.mock.calls.map(([token]) => token ?? '');
}

/** The name of the PubNub channel of Uma's room. */
function launchChannel(): string {
  const [user, room] = [keyOf(house.webex.uma.id, 'PEOPLE'), keyOf(house.webex.launch.id, 'ROOM')];
  if (!user || !room) throw new Error('The world has no keys');
  return channelOf(house.layout, user, room);
}

const refused = async (work: Promise<unknown>): Promise<number | undefined> => {
  try {
    await work;
    return undefined;
  } catch (error) {
    return (error as { status?: { statusCode?: number } }).status?.statusCode;
  }
};

describe('while Access Manager is on', () => {
  test('everything works: connecting, a message, a reply, history', async () => {
    await startBridge();
    expect(await house.connectUma()).toContain('Connected to Webex');
    await house.webex.ann.says(house.webex.launch, 'Hello Uma');
    await house.shown('Hello Uma');
    const thread = await house.threadOf('Product launch');
    const ts = await house.slack.uma.posts(thread.channel, 'Hello Ann', { threadTs: thread.ts });
    await house.marked(ts, 'white_check_mark');
    expect(house.inWebex(house.webex.launch)).toContain('Uma Berg: Hello Ann');
    expect(await house.ask(house.slack.uma, 'history')).toContain('Hello Ann');
    expect(await house.ask(house.slack.uma, 'disconnect')).toContain('Disconnected');
  });

  test("the app's token is bound to the app, and grants what the table in docs/security.md says, no more", async () => {
    const [token = ''] = (await startBridge())();
    expect(somebody('x').parseToken(token)).toMatchObject(GRANTED);
  });

  test('whoever has the publish and subscribe keys can do nothing without a token', async () => {
    await startBridge();
    await house.connectUma();
    const eve = somebody(APP);
    const channel = launchChannel();
    expect(await refused(eve.publish({ channel, message: { text: 'forged' } }))).toBe(403);
    expect(await refused(eve.publish({ channel: CONTROL_CHANNEL, message: { task: 'deleteUser' } }))).toBe(403);
    expect(await refused(eve.fetchMessages({ channels: [channel] }))).toBe(403);
    expect(await refused(eve.objects.getAllUUIDMetadata())).toBe(403);
    expect(await refused(eve.objects.setUUIDMetadata({ uuid: 'x', data: { name: 'x' } }))).toBe(403);
    const told = new Promise((resolve) => {
      eve.addListener({ status: ({ category }) => resolve(category) });
    });
    eve.subscribe({ channels: [channel] });
    expect(await told).toBe(PubNub.CATEGORIES.PNConnectionErrorCategory);
  });

  test("the app's token serves nobody else, and not for what the app does not do", async () => {
    const [token] = (await startBridge())();
    await house.connectUma();
    const channel = launchChannel();
    expect(await refused(somebody('eve', token).publish({ channel, message: {} }))).toBe(403);
    expect(await refused(somebody('eve', token).fetchMessages({ channels: [channel] }))).toBe(403);
    const thief = somebody(APP, token);
    expect(await refused(thief.publish({ channel: 'elsewhere', message: {} }))).toBe(403);
    expect(await refused(thief.fetchMessages({ channels: [CONTROL_CHANNEL] }))).toBe(403);
    expect(await refused(thief.objects.setUUIDMetadata({ uuid: 'x', data: { name: 'x' } }))).toBe(403);
    expect(await refused(thief.objects.setChannelMetadata({ channel, data: { name: 'x' } }))).toBe(403);
    expect(await refused(thief.deleteMessages({ channel }))).toBe(403);
  });

  test('a reply that meets a revoked token goes out with the next one', async () => {
    const tokens = await startBridge();
    await house.connectUma();
    await house.webex.ann.says(house.webex.launch, 'Before');
    await house.shown('Before');
    const thread = await house.threadOf('Product launch');
    house.sandbox.pubnub.access.revoke(tokens()[0] ?? '');
    const ts = await house.slack.uma.posts(thread.channel, 'After', { threadTs: thread.ts });
    await house.marked(ts, 'white_check_mark');
    expect(tokens().length).toBeGreaterThan(1);
  });

  test('a token that is revoked is replaced at once, and nothing is lost', async () => {
    const tokens = await startBridge();
    await house.connectUma();
    await house.webex.ann.says(house.webex.launch, 'Before');
    await house.shown('Before');
    const thread = await house.threadOf('Product launch');
    const { pubnub } = house.sandbox;
    pubnub.access.revoke(tokens()[0] ?? '');
    pubnub.switches.disconnect(1);
    await house.webex.ann.says(house.webex.launch, 'Meanwhile');
    await house.shown('Meanwhile');
    const ts = await house.slack.uma.posts(thread.channel, 'After', { threadTs: thread.ts });
    await house.marked(ts, 'white_check_mark');
    expect(tokens().length).toBeGreaterThan(1);
  });
});

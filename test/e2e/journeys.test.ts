import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHouse, type House } from '../support/house.ts';

describe.each([
  { layout: 'nested', wildcard: 'prefix', abortAnswer: 'array' },
  { layout: 'flat', wildcard: 'prefix', abortAnswer: 'object' },
  { layout: 'flat', wildcard: 'segment', abortAnswer: 'array' },
] as const)('with $layout channel names, where webex.* means a $wildcard', ({ layout, ...reading }) => {
  let house: House;

  beforeAll(async () => {
    house = await openHouse({ layout, pubnub: reading });
    await house.startBridge();
  });
  afterAll(() => house.close());

  test('a Slack user who is not set up is told whom to ask', async () => {
    expect(await house.ask(house.slack.uma, 'connect')).toContain('No Webex user with the address uma@example.com');
  });

  test('connecting pairs the Slack user with the Webex user of the same address and says what happens next', async () => {
    const answer = await house.connectUma();
    expect(answer).toContain('Connected to Webex as Uma Berg (uma@example.com)');
    expect(answer).toContain('your direct messages with Pigdin');
  });

  test('what a Webex person writes opens the room’s thread, under name and picture, by way of every hop', async () => {
    const { ann, launch } = house.webex;
    const { pubnub, webex, slack } = house.sandbox;
    await ann.says(launch, 'Hello from Webex <!channel> & all');
    const thread = await house.threadOf('Product launch');
    await house.shown('Hello from Webex');
    expect(house.replies(thread)).toEqual(['Ann Lee: Hello from Webex <!channel> & all']);
    expect(house.messages(thread)[0]?.author.icon).toBe('https://pictures.example/avatars/Ann%20Lee.svg');
    expect(thread.channel).toBe(await house.slack.uma.opensDirectMessage());

    const [message] = webex.world.messagesOf(launch);
    const delivery = { type: 'delivery', status: 200, body: expect.stringContaining(message?.id ?? 'none') };
    expect(webex.journal.entries).toContainEqual(expect.objectContaining(delivery));
    const ran = { type: 'function', name: 'webex-webhook', trigger: 'ON_REQUEST', outcome: 'answered', status: 200 };
    expect(pubnub.journal.entries).toContainEqual(expect.objectContaining(ran));
    const carried = pubnub.journal.entries.filter(
      (entry) => entry.type === 'publish' && JSON.stringify(entry.message).includes('Hello from Webex'),
    );
    expect(carried).toMatchObject([{ publisher: 'pubnub-functions', delivered: true }]);
    const posted = slack.journal.entries.filter(
      (entry) => entry.type === 'api' && String(entry.args['text']).startsWith('Hello from Webex'),
    );
    expect(posted).toMatchObject([{ method: 'chat.postMessage', ok: true }]);
  });

  test('a second message lands in the same thread, also after a restart of the bridge', async () => {
    const { ann, ben, launch } = house.webex;
    const thread = await house.threadOf('Product launch');
    await ben.says(launch, 'Second');
    await house.shown('Second');
    await house.stopBridge();
    await ann.says(launch, 'While you were away');
    await house.startBridge();
    await house.shown('While you were away');
    await ann.says(launch, 'Back again');
    await house.shown('Back again');
    expect(house.replies(thread).slice(1)).toEqual([
      'Ben Okafor: Second',
      'Ann Lee: While you were away',
      'Ann Lee: Back again',
    ]);
  });

  test('a reply in the thread goes to Webex as the user, is marked as sent and does not come back', async () => {
    const { launch, uma: webexUma } = house.webex;
    const thread = await house.threadOf('Product launch');
    const before = house.replies(thread).length;
    const ts = await house.slack.uma.posts(thread.channel, 'Thursday is <fine> & good', { threadTs: thread.ts });
    await house.marked(ts, 'white_check_mark');
    expect(house.inWebex(launch).at(-1)).toBe('Uma Berg: Thursday is <fine> & good');
    expect(house.sandbox.webex.world.messagesOf(launch).at(-1)?.personId).toBe(webexUma.id);

    // The echo has crossed PubNub before the next message does; had it been posted, it would stand before that one.
    await house.sandbox.webex.settled();
    await house.webex.ann.says(launch, 'After the echo');
    await house.shown('After the echo');
    expect(house.replies(thread).slice(before)).toEqual([
      'Uma Berg: Thursday is <fine> & good',
      'Ann Lee: After the echo',
    ]);
    const forwarded = house.sandbox.pubnub.journal.entries.filter(
      (entry) => entry.type === 'function' && entry.name === 'webex-publish' && entry.calls.xhr > 0,
    );
    expect(forwarded).toHaveLength(1);
    const byRest = house.sandbox.webex.journal.entries.filter(
      (entry) => entry.type === 'request' && entry.method === 'POST' && entry.path === '/v1/messages',
    );
    expect(byRest).toMatchObject([{ personId: webexUma.id, status: 200 }]);
  });

  test('what the user writes from a Webex client does appear', async () => {
    const { uma, launch } = house.webex;
    const thread = await house.threadOf('Product launch');
    await uma.says(launch, 'Written on my phone');
    await house.shown('Written on my phone');
    expect(house.replies(thread).at(-1)).toBe('Uma Berg: Written on my phone');
  });

  test('a direct room gets a thread of its own that names the other person', async () => {
    const { ben, direct } = house.webex;
    await ben.says(direct, 'Just between us');
    const thread = await house.threadOf('Your Webex conversation with Ben Okafor');
    await house.shown('Just between us');
    expect(house.replies(thread)).toEqual(['Ben Okafor: Just between us']);
  });

  test('history shows the last 10 messages of the room where something happened last', async () => {
    const { carla, care } = house.webex;
    for (let number = 1; number <= 12; number += 1) await carla.says(care, `Number ${number}.`);
    await house.shown('Number 12.');
    const answer = await house.ask(house.slack.uma, 'history');
    expect(answer).toContain('The last 10 messages in Customer care');
    expect(answer).toContain('Number 3.');
    expect(answer).not.toContain('Number 2.');
  });

  test('history shows as many as one asks for, of a room by a part of its name', async () => {
    expect(await house.ask(house.slack.uma, 'history 25')).toContain('The last 12 messages in Customer care');
    const answer = await house.ask(house.slack.uma, 'history LAUNCH 2');
    expect(answer).toContain('The last 2 messages in Product launch');
    expect(answer).toContain('Written on my phone');
    expect(await house.ask(house.slack.uma, 'history nowhere')).toContain(
      'None of your Webex rooms is called “nowhere”',
    );
  });

  test('help, nothing and any unknown word answer with help', async () => {
    for (const words of ['help', '', 'frobnicate']) {
      expect(await house.ask(house.slack.uma, words)).toContain('/pigdin connect [#channel]');
    }
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../support/house.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
  await house.startBridge();
});
afterAll(() => house.close());

test('a channel in which Pigdin is not, or that is shared with another company, is refused with the remedy', async () => {
  await house.setUpUser(house.webex.uma);
  expect(await house.ask(house.slack.uma, 'connect #general')).toContain('/invite @Pigdin');
  const { world } = house.sandbox.slack;
  world.addChannel({ name: 'outside', members: [house.slack.uma, world.bot], isExtShared: true });
  expect(await house.ask(house.slack.uma, 'connect #outside')).toContain('shared with another company');
});

test('threads can live in a channel, with a warning about who reads them', async () => {
  await house.slack.uma.invites(house.sandbox.slack.world.bot, house.slack.general);
  expect(await house.ask(house.slack.uma, 'connect #general')).toContain(
    'can read these threads. Only you can answer in them.',
  );
  await house.webex.ann.says(house.webex.launch, 'Hello, channel');
  await house.shown('Hello, channel');
  expect((await house.threadOf('Product launch')).channel).toBe(house.slack.general.id);
});

test('a reply by somebody else is not sent, and they are told why', async () => {
  const thread = await house.threadOf('Product launch');
  await house.slack.theo.posts(thread.channel, 'May I?', { threadTs: thread.ts });
  const told = await house.whispered('This was not sent to Webex.');
  expect(told).toMatchObject({ viewer: house.slack.theo.id, text: expect.stringContaining('Uma Berg') });
  const ts = await house.slack.uma.posts(thread.channel, 'I may.', { threadTs: thread.ts });
  await house.marked(ts, 'white_check_mark');
  expect(house.inWebex(house.webex.launch)).toEqual(['Ann Lee: Hello, channel', 'Uma Berg: I may.']);
});

test('a reply in a thread that is no portal is ignored', async () => {
  const ts = await house.slack.uma.posts(house.slack.general, 'A thread among us');
  await house.slack.uma.posts(house.slack.general, 'Not for Webex', { threadTs: ts });
  const thread = await house.threadOf('Product launch');
  const last = await house.slack.uma.posts(thread.channel, 'For Webex', { threadTs: thread.ts });
  await house.marked(last, 'white_check_mark');
  expect(house.inWebex(house.webex.launch)).not.toContain('Uma Berg: Not for Webex');
});

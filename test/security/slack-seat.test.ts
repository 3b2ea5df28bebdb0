/** Somebody with a seat in the Slack workspace: what they can and cannot do to somebody else's account. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '../../sandbox/sign-in.ts';
import { openHouse, type House } from '../support/house.ts';

let house: House;

beforeEach(async () => {
  house = await openHouse({ signIn: true });
  await house.startBridge();
});
afterEach(() => house.close());

/** Uma's threads are in #general, where Theo is as well. */
async function umaInGeneral() {
  const { uma, general } = house.slack;
  await uma.invites(house.sandbox.slack.world.bot, general);
  await signIn(house.sandbox, uma, house.webex.uma, 'connect #general');
  await house.webex.ann.says(house.webex.launch, 'For all to read');
  await house.shown('For all to read');
  return house.threadOf('Product launch');
}

/** Who can read a channel of Slack. */
const readers = (channel: string) => house.sandbox.slack.world.channels.find(({ id }) => id === channel)?.members;

describe('somebody else in Slack', () => {
  test("cannot read somebody's rooms: threads are in a direct message, and commands answer for oneself", async () => {
    await signIn(house.sandbox, house.slack.uma, house.webex.uma);
    await house.webex.ann.says(house.webex.launch, 'For Uma alone');
    const { channel } = await house.shown('For Uma alone');
    expect(readers(channel)?.toSorted()).toEqual([house.slack.uma.id, house.sandbox.slack.world.bot.id].toSorted());
    for (const command of ['history', 'history Product', 'rooms', 'who Product']) {
      expect(await house.ask(house.slack.theo, command)).toContain('not connected');
    }
  });

  test('cannot answer in a thread of somebody else, and is told so', async () => {
    const thread = await umaInGeneral();
    await house.slack.theo.posts(thread.channel, 'As Uma', { threadTs: thread.ts });
    await house.whispered('This was not sent to Webex.');
    expect(house.inWebex(house.webex.launch)).toEqual(['Ann Lee: For all to read']);
  });

  test("cannot press somebody else's button to try again", async () => {
    const thread = await umaInGeneral();
    house.sandbox.webex.world.makeReadOnly(house.webex.launch);
    const ts = await house.slack.uma.posts(thread.channel, 'Refused at first', { threadTs: thread.ts });
    await house.marked(ts, 'x');
    const notice = await house.shown('Not sent to Webex.');
    house.sandbox.webex.world.makeReadOnly(house.webex.launch, false);
    await house.slack.theo.clicks(notice.channel, notice.ts, 'retry_reply');
    await house.whispered('There is nothing to send again here');
    expect(house.inWebex(house.webex.launch)).toEqual(['Ann Lee: For all to read']);
  });

  test('can read along where somebody has put their threads into a channel', async () => {
    const thread = await umaInGeneral();
    expect(house.replies(thread)).toEqual(['Ann Lee: For all to read']);
    expect(readers(thread.channel)).toContain(house.slack.theo.id);
  });
});

/** Other people in a Webex room, and other people in Slack, through what they write and how they call themselves. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '../../sandbox/sign-in.ts';
import type { ShownMessage } from '../../sandbox/slack/world/shown.ts';
import { openHouse, type House } from '../support/house.ts';

let house: House;

beforeEach(async () => {
  house = await openHouse({ signIn: true });
  await house.startBridge();
  await signIn(house.sandbox, house.slack.uma, house.webex.uma);
});
afterEach(() => house.close());

/** All that Slack would act on in a message: links, people and groups that are notified. */
function acts({ blocks }: ShownMessage): string[] {
  const found: string[] = [];
  const walk = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    const { type } = node as { type?: unknown };
    if (typeof type === 'string' && ['user', 'usergroup', 'broadcast', 'channel', 'link'].includes(type))
      found.push(type);
    for (const value of Object.values(node)) walk(value);
  };
  walk(blocks);
  return found;
}

describe('somebody else in a Webex room', () => {
  test('cannot notify anybody in Slack, nor hide where a link leads, whatever they write', async () => {
    const { ann, launch } = house.webex;
    const written = `<!channel> <!here> <@${house.slack.theo.id}> <https://evil.example|your bank> @here`;
    await ann.says(launch, written);
    await house.shown('your bank');
    const [message] = house.messages(await house.threadOf('Product launch'));
    expect(message?.reads).toContain('<!channel>');
    expect(message && acts(message)).toEqual([]);
  });

  test('cannot notify anybody in Slack by how they or a room are called', async () => {
    const { webex, slack } = house.sandbox;
    const eve = webex.world.addPerson({ name: `<!channel> <@${house.slack.theo.id}>`, email: 'eve@example.com' });
    const room = webex.world.addRoom({ title: '<!here> & *all*', people: [eve, house.webex.uma] });
    await eve.says(room, 'Who am I?');
    const posted = await house.shown('Who am I?');
    const thread = slack.world.thread(posted.channel, posted.threadTs ?? '');
    expect(thread).toHaveLength(2);
    expect(thread.flatMap(acts)).toEqual([]);
    expect(thread[0]?.reads).toContain('<!here> & *all*');
  });

  test('can call themselves as they like: Slack shows the name that Webex gives', async () => {
    const { webex } = house.sandbox;
    const eve = webex.world.addPerson({ name: 'Uma Berg', email: 'eve@example.com' });
    const room = webex.world.addRoom({ title: 'Twins', people: [eve, house.webex.uma] });
    await eve.says(room, 'Am I you?');
    await house.shown('Am I you?');
    expect(house.replies(await house.threadOf('Twins'))).toEqual(['Uma Berg: Am I you?']);
  });
});

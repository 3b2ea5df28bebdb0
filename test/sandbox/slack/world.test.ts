import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSlack, type SlackService } from '../../../sandbox/slack/service.ts';
import type { Person } from '../../../sandbox/slack/world/person.ts';
import { clientOf } from './calls.ts';

describe('the world of a workspace', () => {
  let slack: SlackService;
  let uma: Person;
  let theo: Person;
  let channel: string;

  beforeEach(async () => {
    slack = await startSlack({ rateLimits: 'off' });
    uma = slack.world.addUser({ name: 'Uma Berg' });
    theo = slack.world.addUser({ name: 'Theo Lind' });
    channel = slack.world.addChannel({ name: 'customers', members: [uma, slack.world.bot] }).id;
  });
  afterEach(() => slack.close());

  test('shows what people read: names, emoji and blocks in place of notation', async () => {
    await uma.posts(channel, 'hey @Theo Lind in #customers :tada: *soon*\n- one\n- two');
    await clientOf(slack).chat.postMessage({
      channel,
      text: 'fallback',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Lunch' } },
        {
          type: 'section',
          text: { type: 'mrkdwn', text: `*With* <@${theo.id}> &amp; <https://example.com|friends>` },
          accessory: { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } },
        },
        { type: 'context', elements: [{ type: 'mrkdwn', text: '_today_' }] },
      ],
    });
    expect(slack.world.timeline(channel)).toMatchObject([
      { reads: 'hey @Theo Lind in #customers 🎉 soon\n• one\n• two' },
      { text: 'fallback', reads: 'Lunch\nWith @Theo Lind & friends\n[Go]\ntoday' },
    ]);
  });

  test('knows its channels and people', () => {
    slack.world.addChannel({ name: 'joint', members: [uma], isPrivate: true, isExtShared: true });
    expect(slack.world.channels).toMatchObject([
      { id: channel, name: 'customers', kind: 'public', members: [uma.id, slack.world.bot.id], isExtShared: false },
      { name: 'joint', kind: 'private', isExtShared: true, isArchived: false },
    ]);
    expect(slack.world.people.map(({ name }) => name)).toEqual(['Uma Berg', 'Theo Lind']);
  });

  test('lets nobody act where they are not, or on what is not theirs', async () => {
    const ts = await uma.posts(channel, 'mine');
    await expect(theo.posts(channel, 'hello')).rejects.toThrow('Theo Lind is not in customers');
    await theo.joins(channel);
    await theo.posts(channel, 'hello');
    await expect(theo.edits(channel, ts, 'yours')).rejects.toThrow('Theo Lind did not write');
    await expect(theo.deletes(channel, ts)).rejects.toThrow('Theo Lind did not write');
    await expect(uma.posts(channel, 'x', { threadTs: '1.000000' })).rejects.toThrow('There is no message 1.000000');
    await expect(uma.posts('C404', 'x')).rejects.toThrow('There is no conversation C404');
    await uma.archives(channel);
    await expect(uma.posts(channel, 'x')).rejects.toThrow('customers is archived');
  });

  test("lets an admin delete anybody's message", async () => {
    const { ts = '' } = await clientOf(slack).chat.postMessage({ channel, text: 'oops' });
    slack.world.deleteMessage(channel, ts);
    expect(slack.world.message(channel, ts)).toBeUndefined();
    expect(slack.world.thread(channel, ts)).toEqual([]);
    expect(() => slack.world.deleteMessage(channel, ts)).toThrow('There is no message');
  });

  test('tells its journal of all that is said', async () => {
    const ts = await uma.posts(channel, 'helo');
    await uma.edits(channel, ts, 'hello');
    await uma.deletes(channel, ts);
    const told = slack.journal.entries.filter(({ type }) => type === 'message');
    expect(told).toMatchObject([
      { change: 'posted', channel, ts, author: 'Uma Berg', text: 'helo' },
      { change: 'edited', ts, text: 'hello' },
      { change: 'deleted', ts },
    ]);
  });
});

import type { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SlackEntry } from '../../../sandbox/slack/entries.ts';
import { DEFAULT_MANIFEST, type ManifestInput } from '../../../sandbox/slack/manifest.ts';
import { startSlack, type SlackService } from '../../../sandbox/slack/service.ts';
import type { Person } from '../../../sandbox/slack/world/person.ts';
import { clientOf } from './calls.ts';
import { openSocket, payloads, type RawSocket } from './sockets.ts';

type Event = Extract<SlackEntry, { type: 'event' }>['event'];

describe('events', () => {
  let slack: SlackService;
  let client: webApi.WebClient;
  let connection: RawSocket;
  let uma: Person;
  let channel: string;

  const start = async (manifest: ManifestInput = DEFAULT_MANIFEST) => {
    slack = await startSlack({ rateLimits: 'off', manifest });
    client = clientOf(slack);
    uma = slack.world.addUser({ name: 'Uma Berg' });
    channel = slack.world.addChannel({ name: 'customers', members: [uma, slack.world.bot] }).id;
    connection = await openSocket(slack);
    connection.frames.subscribe((frame) => {
      if (frame.type === 'events_api') connection.ack(frame);
    });
  };
  beforeEach(() => start());
  afterEach(() => slack.close());

  const event = async (fits: (event: Event) => boolean): Promise<Event> => {
    const entry = await slack.journal.waitFor('the event', (one) => one.type === 'event' && fits(one.event));
    return (entry as { event: Event }).event;
  };
  /** All events so far, with a last one that shows that nothing else is under way. */
  const eventsSoFar = async (): Promise<Event[]> => {
    const last = `last ${slack.journal.entries.length}`;
    await uma.posts(await uma.opensDirectMessage(), last);
    await event(({ text }) => text === last);
    return slack.journal.entries.flatMap((entry) =>
      entry.type === 'event' && entry.event['text'] !== last ? [entry.event] : [],
    );
  };

  test('a typed message arrives as the real client sends it', async () => {
    const ts = await uma.posts(channel, 'see https://example.com :tada:');
    expect(await event(({ type }) => type === 'message')).toEqual({
      type: 'message',
      channel,
      channel_type: 'channel',
      user: uma.id,
      team: slack.world.team.id,
      text: 'see <https://example.com> :tada:',
      ts,
      event_ts: ts,
      client_msg_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      blocks: [
        {
          type: 'rich_text',
          block_id: expect.any(String) as unknown,
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: 'see ' },
                { type: 'link', url: 'https://example.com' },
                { type: 'text', text: ' ' },
                { type: 'emoji', name: 'tada', unicode: '1f389' },
              ],
            },
          ],
        },
      ],
    });
  });

  test('the wrapper names team, app, time and for whom', async () => {
    await uma.posts(channel, 'hello');
    await event(({ text }) => text === 'hello');
    expect(payloads(connection, 'events_api')[0]?.['payload']).toMatchObject({
      type: 'event_callback',
      team_id: slack.world.team.id,
      event_id: expect.stringMatching(/^Ev/) as unknown,
      event_time: expect.any(Number) as unknown,
      is_ext_shared_channel: false,
      authorizations: [
        { team_id: slack.world.team.id, user_id: slack.world.bot.id, is_bot: true, enterprise_id: null },
      ],
    });
  });

  test('a reply names its thread and the author of the parent', async () => {
    const parent = await uma.posts(channel, 'parent');
    await uma.posts(channel, 'reply', { threadTs: parent });
    expect(await event(({ text }) => text === 'reply')).toMatchObject({ thread_ts: parent, parent_user_id: uma.id });
  });

  test('a reply also sent to the channel is a thread_broadcast with its root', async () => {
    const parent = await uma.posts(channel, 'parent');
    await uma.posts(channel, 'loud', { threadTs: parent, broadcast: true });
    expect(await event(({ text }) => text === 'loud')).toMatchObject({
      subtype: 'thread_broadcast',
      thread_ts: parent,
      root: { ts: parent, reply_count: 1 },
    });
  });

  test("the bot's own messages come back too, customised ones as bot_message without a user", async () => {
    await client.chat.postMessage({ channel, text: 'plain' });
    await client.chat.postMessage({ channel, text: 'dressed', username: 'Ann' });
    expect(await event(({ text }) => text === 'plain')).toMatchObject({
      user: slack.world.bot.id,
      bot_id: expect.any(String) as unknown,
    });
    const dressed = await event(({ text }) => text === 'dressed');
    expect(dressed).toMatchObject({ subtype: 'bot_message', username: 'Ann', bot_id: expect.any(String) as unknown });
    expect(dressed).not.toHaveProperty('user');
  });

  test('an edit is a hidden message_changed with both versions', async () => {
    const ts = await uma.posts(channel, 'helo');
    await uma.edits(channel, ts, 'hello');
    expect(await event(({ subtype }) => subtype === 'message_changed')).toMatchObject({
      hidden: true,
      channel_type: 'channel',
      message: { ts, user: uma.id, text: 'hello', edited: { user: uma.id }, blocks: [{ type: 'rich_text' }] },
      previous_message: { ts, text: 'helo' },
    });
  });

  test('chat.update and chat.delete of the bot are told as well', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'one', username: 'Ann' });
    await client.chat.update({ channel, ts, text: 'two' });
    await client.chat.delete({ channel, ts });
    expect(await event(({ subtype }) => subtype === 'message_changed')).toMatchObject({
      message: { text: 'two', bot_id: expect.any(String) as unknown, username: 'Ann' },
    });
    expect(await event(({ subtype }) => subtype === 'message_deleted')).toMatchObject({
      deleted_ts: ts,
      previous_message: { ts, bot_id: expect.any(String) as unknown },
    });
  });

  test('a deleted parent becomes a tombstone by message_changed', async () => {
    const parent = await uma.posts(channel, 'parent');
    await uma.posts(channel, 'reply', { threadTs: parent });
    await uma.deletes(channel, parent);
    expect(await event(({ subtype }) => subtype === 'message_changed')).toMatchObject({
      message: { subtype: 'tombstone', ts: parent, reply_count: 1 },
      previous_message: { text: 'parent' },
    });
  });

  test('an unfurled link is a message_changed that nobody edited', async () => {
    const ts = await uma.posts(channel, 'https://example.com');
    slack.world.unfurl(channel, ts, { title: 'Example', title_link: 'https://example.com' });
    const changed = await event(({ subtype }) => subtype === 'message_changed');
    expect(changed['message']).toMatchObject({ attachments: [{ title: 'Example', from_url: 'https://example.com' }] });
    expect(changed['message']).not.toHaveProperty('edited');
  });

  test('mentioning the bot gives an app_mention besides the message', async () => {
    const ts = await uma.posts(channel, 'hey @Pigdin, who is this?');
    expect(await event(({ type }) => type === 'app_mention')).toMatchObject({
      user: uma.id,
      ts,
      text: `hey <@${slack.world.bot.id}>, who is this?`,
    });
    expect((await eventsSoFar()).map(({ type }) => type)).toEqual(['message', 'app_mention']);
  });

  test('a direct message is no app_mention', async () => {
    await uma.posts(await uma.opensDirectMessage(), 'hey @Pigdin');
    expect((await eventsSoFar()).map(({ type, channel_type: kind }) => [type, kind])).toEqual([['message', 'im']]);
  });

  test('reactions are told with the author of the message', async () => {
    const ts = await uma.posts(channel, 'nice');
    await uma.reacts(channel, ts, 'thumbsup');
    await uma.unreacts(channel, ts, 'thumbsup');
    const item = { type: 'message', channel, ts };
    const both = { user: uma.id, reaction: 'thumbsup', item, item_user: uma.id };
    expect(await event(({ type }) => type === 'reaction_added')).toMatchObject(both);
    expect(await event(({ type }) => type === 'reaction_removed')).toMatchObject(both);
  });

  test('opening the Home gives app_home_opened, with the view that is there', async () => {
    await uma.opensHome();
    const first = await event(({ type }) => type === 'app_home_opened');
    expect(first).toMatchObject({ user: uma.id, tab: 'home', channel: expect.stringMatching(/^D/) as unknown });
    expect(first).not.toHaveProperty('view');
    const blocks = [{ type: 'divider' as const }];
    await client.views.publish({ user_id: uma.id, view: { type: 'home', blocks } });
    await uma.opensHome();
    expect(await event(({ type, view }) => type === 'app_home_opened' && view !== undefined)).toMatchObject({
      view: { type: 'home', blocks },
    });
  });

  test('joining and leaving are messages and events', async () => {
    const theo = slack.world.addUser({ name: 'Theo Lind' });
    await uma.invites(theo, channel);
    await theo.leaves(channel);
    const events = await eventsSoFar();
    expect(events.map(({ type, subtype }) => subtype ?? type)).toEqual([
      'channel_join',
      'member_joined_channel',
      'channel_leave',
      'member_left_channel',
    ]);
    expect(events[1]).toMatchObject({ user: theo.id, inviter: uma.id, channel_type: 'C', team: slack.world.team.id });
  });

  test('archiving is told', async () => {
    await uma.archives(channel);
    expect(await event(({ type }) => type === 'channel_archive')).toMatchObject({ channel, user: uma.id });
  });

  test('what happens where the bot is not stays unknown to it', async () => {
    const { id: open } = slack.world.addChannel({ name: 'open', members: [uma] });
    const ts = await uma.posts(open, 'hello @Pigdin');
    await uma.reacts(open, ts, 'wave');
    expect(await eventsSoFar()).toEqual([]);
  });

  test('nothing is told without the scope, or without the subscription', async () => {
    slack.switches.setScopes(['chat:write', 'im:history']);
    const ts = await uma.posts(channel, 'hello');
    await uma.reacts(channel, ts, 'wave');
    expect(await eventsSoFar()).toEqual([]);
    await slack.close();
    const { oauth_config: oauth, settings } = DEFAULT_MANIFEST;
    const subscriptions = { bot_events: ['message.im'] };
    await start({ oauth_config: oauth, settings: { ...settings, event_subscriptions: subscriptions } });
    await uma.posts(channel, 'hello');
    expect(await eventsSoFar()).toEqual([]);
  });

  describe('disturbed on purpose', () => {
    const texts = () => slack.journal.entries.flatMap((entry) => (entry.type === 'event' ? [entry.event['text']] : []));

    test('come twice under one id', async () => {
      slack.switches.disturb({ kind: 'duplicate' });
      await uma.posts(channel, 'one');
      await uma.posts(channel, 'two');
      await event(({ text }) => text === 'two');
      expect(texts()).toEqual(['one', 'one', 'two']);
      const ids = slack.journal.entries.flatMap((entry) => (entry.type === 'event' ? [entry.eventId] : []));
      expect(new Set(ids).size).toBe(2);
    });

    test('come a second time later', async () => {
      slack.switches.disturb({ kind: 'duplicate', delayMs: 30 });
      await uma.posts(channel, 'one');
      await uma.posts(channel, 'two');
      await event(({ text }) => text === 'two');
      expect(texts()).toEqual(['one', 'two']);
      await vi.waitFor(() => expect(texts()).toEqual(['one', 'two', 'one']));
    });

    test('change places', async () => {
      slack.switches.disturb({ kind: 'reorder' });
      await uma.posts(channel, 'one');
      await uma.posts(channel, 'two');
      await event(({ text }) => text === 'one');
      expect(texts()).toEqual(['two', 'one']);
    });

    test('get lost, while the world keeps them', async () => {
      slack.switches.disturb({ kind: 'drop', event: /^message$/ });
      await uma.posts(channel, 'one');
      await uma.posts(channel, 'two');
      await event(({ text }) => text === 'two');
      expect(texts()).toEqual(['two']);
      expect(slack.world.timeline(channel)).toHaveLength(2);
    });

    test('come late', async () => {
      slack.switches.disturb({ kind: 'delay', delayMs: 30 });
      await uma.posts(channel, 'one');
      await uma.posts(channel, 'two');
      await event(({ text }) => text === 'one');
      expect(texts()).toEqual(['two', 'one']);
    });

    test('tell of the moment when they happened, however late they come', async () => {
      const theo = slack.world.addUser({ name: 'Theo Lind' });
      await uma.invites(theo, channel);
      const ts = await uma.posts(channel, 'one');
      await uma.reacts(channel, ts, 'eyes');
      slack.switches.disturb({ kind: 'reorder' });
      await uma.edits(channel, ts, 'two');
      await theo.reacts(channel, ts, 'eyes');
      const changed = await event(({ subtype }) => subtype === 'message_changed');
      expect(changed['message']).toMatchObject({ reactions: [{ name: 'eyes', users: [uma.id] }] });
    });

    test('come at last when the disturbance is cleared', async () => {
      slack.switches.disturb({ kind: 'reorder', times: 2 });
      await uma.posts(channel, 'one');
      await uma.posts(channel, 'two');
      slack.switches.clear();
      await event(({ text }) => text === 'two');
      expect(texts()).toEqual(['one', 'two']);
    });
  });
});

import type { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSlack, type SlackService } from '../../../sandbox/slack/service.ts';
import type { Person } from '../../../sandbox/slack/world/person.ts';
import { answerOf, clientOf, errorOf, form } from './calls.ts';

describe('chat', () => {
  let slack: SlackService;
  let client: webApi.WebClient;
  let uma: Person;
  let channel: string;

  beforeEach(async () => {
    slack = await startSlack({ rateLimits: 'off' });
    client = clientOf(slack);
    uma = slack.world.addUser({ name: 'Uma Berg' });
    channel = slack.world.addChannel({ name: 'customers', members: [uma, slack.world.bot] }).id;
  });
  afterEach(() => slack.close());

  const post = async (text: string): Promise<string> => (await client.chat.postMessage({ channel, text })).ts ?? '';

  describe('chat.postMessage', () => {
    test('posts as the bot', async () => {
      const answer = await client.chat.postMessage({ channel, text: 'Hello' });
      expect(answer).toMatchObject({
        channel,
        ts: expect.stringMatching(/^\d{10}\.\d{6}$/) as unknown,
        message: { type: 'message', text: 'Hello', user: slack.world.bot.id, bot_id: expect.any(String) as unknown },
      });
      expect(slack.world.timeline(channel)).toMatchObject([
        { ts: answer.ts, author: { name: 'Pigdin' }, reads: 'Hello' },
      ]);
    });

    test('gives every message of a channel another ts, in order', async () => {
      const posted = [await post('one'), await post('two'), await post('three')];
      expect(posted).toEqual(posted.toSorted());
      expect(new Set(posted).size).toBe(3);
    });

    test('posts under another name and picture as a bot_message without a user', async () => {
      const { message } = await client.chat.postMessage({
        channel,
        text: 'Hi',
        username: 'Ann Lee (Webex)',
        icon_url: 'https://example.com/ann.png',
      });
      expect(message).toMatchObject({
        subtype: 'bot_message',
        username: 'Ann Lee (Webex)',
        icons: { image_48: 'https://example.com/ann.png' },
      });
      expect(message).not.toHaveProperty('user');
      expect(slack.world.timeline(channel)[0]?.author).toEqual({
        name: 'Ann Lee (Webex)',
        icon: 'https://example.com/ann.png',
      });
    });

    test('ignores the other name without the scope chat:write.customize', async () => {
      slack.switches.setScopes(['chat:write']);
      const { message } = await client.chat.postMessage({ channel, text: 'Hi', username: 'Ann' });
      expect(message).toMatchObject({ user: slack.world.bot.id });
      expect(message).not.toHaveProperty('username');
    });

    test('replies in a thread, and broadcasts on request', async () => {
      const ts = await uma.posts(channel, 'Question?');
      await client.chat.postMessage({ channel, text: 'Quietly', thread_ts: ts });
      await client.chat.postMessage({ channel, text: 'Loudly', thread_ts: ts, reply_broadcast: true });
      expect(slack.world.thread(channel, ts).map(({ reads }) => reads)).toEqual(['Question?', 'Quietly', 'Loudly']);
      expect(slack.world.timeline(channel).map(({ reads }) => reads)).toEqual(['Question?', 'Loudly']);
    });

    test("takes a reply's ts for its thread", async () => {
      const parent = await post('parent');
      const reply = await client.chat.postMessage({ channel, text: 'reply', thread_ts: parent });
      const second = await client.chat.postMessage({ channel, text: 'second', thread_ts: reply.ts ?? '' });
      expect(second.message).toMatchObject({ thread_ts: parent });
    });

    test('goes on in a thread whose parent was deleted', async () => {
      const ts = await uma.posts(channel, 'parent');
      await client.chat.postMessage({ channel, text: 'one', thread_ts: ts });
      await uma.deletes(channel, ts);
      await client.chat.postMessage({ channel, text: 'two', thread_ts: ts });
      expect(slack.world.thread(channel, ts)).toMatchObject([{ isDeleted: true }, { reads: 'one' }, { reads: 'two' }]);
    });

    test('reads mrkdwn as rich text', async () => {
      const { message } = await client.chat.postMessage({
        channel,
        text: `*Look* <@${uma.id}>: https://example.com &amp; more`,
      });
      expect(message?.text).toBe(`*Look* <@${uma.id}>: <https://example.com> &amp; more`);
      expect(message?.blocks).toMatchObject([
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: 'Look', style: { bold: true } },
                { type: 'text', text: ' ' },
                { type: 'user', user_id: uma.id },
                { type: 'text', text: ': ' },
                { type: 'link', url: 'https://example.com' },
                { type: 'text', text: ' & more' },
              ],
            },
          ],
        },
      ]);
    });

    test('opens the direct message when the channel is a user', async () => {
      const { channel: direct } = await client.chat.postMessage({ channel: uma.id, text: 'Welcome' });
      expect(direct).toMatch(/^D/);
      expect(slack.world.timeline(direct ?? '')).toMatchObject([{ reads: 'Welcome' }]);
    });

    test('finds a channel by its name', async () => {
      expect(await client.chat.postMessage({ channel: '#customers', text: 'Hi' })).toMatchObject({ channel });
    });

    test('cuts text beyond 40,000 characters and says so', async () => {
      const answer = await answerOf(form(slack, 'chat.postMessage', { channel, text: 'x'.repeat(40_001) }));
      expect(answer).toMatchObject({ ok: true, warning: 'message_truncated' });
      expect(slack.world.timeline(channel)[0]?.text).toHaveLength(40_000);
    });

    test('keeps metadata for readers that ask', async () => {
      const metadata = { event_type: 'pigdin_link', event_payload: { id: 'm1', tries: 2 } };
      const { ts } = await client.chat.postMessage({ channel, text: 'Hi', metadata });
      const read = await client.conversations.history({ channel, include_all_metadata: true });
      expect(read.messages?.[0]).toMatchObject({ ts, metadata });
      const plain = await client.conversations.history({ channel });
      expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    });

    test('translates Markdown into headers, rich text, dividers and tables', async () => {
      const markdown = '# Plan\nDo **this** and _that_:\n- one\n- two\n\n---\n| a | b |\n|---|---|\n| 1 | 2 |';
      const { message } = await client.chat.postMessage({ channel, markdown_text: markdown });
      expect(message?.blocks?.map(({ type }) => type)).toEqual(['header', 'rich_text', 'divider', 'table']);
      expect(slack.world.timeline(channel)[0]?.reads).toBe('Plan\nDo this and that:\n• one\n• two\na | b\n1 | 2');
    });

    test.each<[string, string, () => Record<string, string>]>([
      ['no_text', 'nothing to say', () => ({ channel })],
      ['no_text', 'blank text', () => ({ channel, text: '  \n' })],
      ['channel_not_found', 'an unknown channel', () => ({ channel: 'C404', text: 'x' })],
      ['thread_not_found', 'an unknown thread', () => ({ channel, text: 'x', thread_ts: '1.000000' })],
      ['invalid_blocks_format', 'blocks that are no JSON', () => ({ channel, blocks: '[' })],
      ['markdown_text_conflict', 'two kinds of text', () => ({ channel, text: 'x', markdown_text: 'x' })],
      ['msg_too_long', 'too much Markdown', () => ({ channel, markdown_text: 'x'.repeat(12_001) })],
      ['invalid_metadata_format', 'metadata that is no JSON', () => ({ channel, text: 'x', metadata: '{' })],
      [
        'invalid_metadata_schema',
        'metadata without a payload',
        () => ({ channel, text: 'x', metadata: '{"event_type":"a"}' }),
      ],
      [
        'too_many_attachments',
        '101 attachments',
        () => ({ channel, attachments: JSON.stringify(Array.from({ length: 101 }, () => ({ text: 'x' }))) }),
      ],
    ])('answers %s to %s', async (error, _what, fields) => {
      expect(await answerOf(form(slack, 'chat.postMessage', fields()))).toMatchObject({ ok: false, error });
      expect(slack.world.timeline(channel)).toEqual([]);
    });

    test('is refused where the bot is not, where nobody may, and where it cannot see', async () => {
      const { id: open } = slack.world.addChannel({ name: 'open', members: [uma] });
      const { id: secret } = slack.world.addChannel({ name: 'secret', members: [uma], isPrivate: true });
      const { id: old } = slack.world.addChannel({ name: 'old', members: [uma, slack.world.bot], isArchived: true });
      const errors = [open, secret, old].map((one) => errorOf(client.chat.postMessage({ channel: one, text: 'x' })));
      expect(await Promise.all(errors)).toEqual(['not_in_channel', 'channel_not_found', 'is_archived']);
    });
  });

  describe('chat.update', () => {
    test('changes text, and takes the old blocks away when there are no new ones', async () => {
      const { ts = '' } = await client.chat.postMessage({
        channel,
        text: 'fallback',
        blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'old' } }],
      });
      expect(await client.chat.update({ channel, ts, text: 'new' })).toMatchObject({ ok: true, text: 'new', ts });
      expect(slack.world.message(channel, ts)).toMatchObject({ reads: 'new', isEdited: true });
    });

    test('by blocks does not show that the message was edited', async () => {
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'old' });
      const blocks = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'new' } }];
      await client.chat.update({ channel, ts, text: 'fallback', blocks });
      expect(slack.world.message(channel, ts)).toMatchObject({ reads: 'new', isEdited: false });
    });

    test('keeps name and picture of a customised post', async () => {
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'a', username: 'Ann' });
      await client.chat.update({ channel, ts, text: 'b' });
      expect(slack.world.message(channel, ts)).toMatchObject({ author: { name: 'Ann' }, reads: 'b' });
    });

    test('does not replace rich text of the app by other blocks', async () => {
      const richText = {
        type: 'rich_text' as const,
        elements: [{ type: 'rich_text_section' as const, elements: [{ type: 'text' as const, text: 'x' }] }],
      };
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'x', blocks: [richText] });
      const section = { type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'y' } };
      expect(await errorOf(client.chat.update({ channel, ts, text: 'y', blocks: [section] }))).toBe('block_mismatch');
    });

    test('keeps metadata unless it is given, and takes it away for an empty object', async () => {
      const metadata = { event_type: 'pigdin_link', event_payload: { id: 'm1' } };
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'a', metadata });
      const read = async () =>
        (await client.conversations.history({ channel, include_all_metadata: true })).messages?.[0];
      await client.chat.update({ channel, ts, text: 'b' });
      expect(await read()).toMatchObject({ text: 'b', metadata });
      await form(slack, 'chat.update', { channel, ts, text: 'c', metadata: '{}' });
      expect(await read()).not.toHaveProperty('metadata');
    });

    test('refuses messages of others, lost messages, and more than 4,000 characters', async () => {
      const theirs = await uma.posts(channel, 'mine');
      const own = await post('own');
      expect(await errorOf(client.chat.update({ channel, ts: theirs, text: 'x' }))).toBe('cant_update_message');
      expect(await errorOf(client.chat.update({ channel, ts: '1.000000', text: 'x' }))).toBe('message_not_found');
      expect(await errorOf(client.chat.update({ channel, ts: own, text: 'x'.repeat(4_001) }))).toBe('msg_too_long');
      expect(await errorOf(client.chat.update({ channel, ts: own, text: ' ' }))).toBe('no_text');
    });
  });

  describe('chat.delete', () => {
    test('takes an own message away, and only once', async () => {
      const ts = await post('oops');
      expect(await client.chat.delete({ channel, ts })).toMatchObject({ ok: true, channel, ts });
      expect(slack.world.timeline(channel)).toEqual([]);
      expect(await errorOf(client.chat.delete({ channel, ts }))).toBe('message_not_found');
    });

    test('refuses messages of others', async () => {
      const ts = await uma.posts(channel, 'mine');
      expect(await errorOf(client.chat.delete({ channel, ts }))).toBe('cant_delete_message');
    });
  });

  test('chat.postEphemeral shows a message to one member, outside all history', async () => {
    const theo = slack.world.addUser({ name: 'Theo Lind' });
    await client.chat.postEphemeral({ channel, user: uma.id, text: 'psst' });
    expect(uma.ephemerals).toMatchObject([{ text: 'psst', channel }]);
    expect(theo.ephemerals).toEqual([]);
    expect(slack.world.timeline(channel)).toEqual([]);
    expect(await errorOf(client.chat.postEphemeral({ channel, user: theo.id, text: 'psst' }))).toBe(
      'user_not_in_channel',
    );
  });

  test('chat.getPermalink leads to a message or a reply', async () => {
    const ts = await post('parent');
    const reply = await client.chat.postMessage({ channel, text: 'reply', thread_ts: ts });
    const parentLink = await client.chat.getPermalink({ channel, message_ts: ts });
    const replyLink = await client.chat.getPermalink({ channel, message_ts: reply.ts ?? '' });
    const base = `https://pigdin-sandbox.slack.com/archives/${channel}/p`;
    expect(parentLink.permalink).toBe(base + ts.replace('.', ''));
    expect(replyLink.permalink).toBe(`${base}${reply.ts?.replace('.', '')}?thread_ts=${ts}&cid=${channel}`);
    expect(await errorOf(client.chat.getPermalink({ channel, message_ts: '1.0' }))).toBe('message_not_found');
  });
});

import type { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_MANIFEST } from '../../../sandbox/slack/manifest.ts';
import { startSlack, type SlackService } from '../../../sandbox/slack/service.ts';
import type { Person } from '../../../sandbox/slack/world/person.ts';
import { clientOf, errorOf } from './calls.ts';

describe('conversations and people', () => {
  let slack: SlackService;
  let client: webApi.WebClient;
  let uma: Person;
  let channel: string;

  beforeEach(async () => {
    slack = await startSlack({ rateLimits: 'off' });
    client = clientOf(slack);
    uma = slack.world.addUser({ name: 'Uma Berg', email: 'uma@example.com' });
    channel = slack.world.addChannel({ name: 'customers', members: [uma, slack.world.bot] }).id;
  });
  afterEach(() => slack.close());

  const grant = (...scopes: string[]) =>
    slack.switches.setScopes([...DEFAULT_MANIFEST.oauth_config.scopes.bot, ...scopes]);

  test('a direct message is opened once', async () => {
    const first = await client.conversations.open({ users: uma.id });
    const second = await client.conversations.open({ users: uma.id, return_im: true });
    expect(first.channel?.id).toMatch(/^D/);
    expect(second).toMatchObject({
      already_open: true,
      no_op: true,
      channel: { id: first.channel?.id, user: uma.id, is_im: true },
    });
    expect(await uma.opensDirectMessage()).toBe(first.channel?.id);
  });

  test('a direct message needs somebody who exists', async () => {
    expect(await errorOf(client.conversations.open({ users: 'U404' }))).toBe('user_not_found');
    expect(await errorOf(client.conversations.open({ users: '' }))).toBe('users_list_not_supplied');
    const theo = slack.world.addUser({ name: 'Theo Lind' });
    expect(await errorOf(client.conversations.open({ users: `${uma.id},${theo.id}` }))).toBe('missing_scope');
  });

  test('conversations.info tells what a channel is, also one shared with another organisation', async () => {
    const shared = slack.world.addChannel({
      name: 'joint',
      members: [uma, slack.world.bot],
      isExtShared: true,
      isPrivate: true,
    });
    const info = await client.conversations.info({ channel, include_num_members: true });
    expect(info.channel).toMatchObject({ name: 'customers', is_private: false, is_member: true, num_members: 2 });
    const sharedInfo = await client.conversations.info({ channel: shared.id });
    expect(sharedInfo.channel).toMatchObject({ is_ext_shared: true, is_private: true });
    expect(await errorOf(client.conversations.info({ channel: 'C404' }))).toBe('channel_not_found');
  });

  test('each kind of conversation asks for its own scope', async () => {
    const direct = await uma.opensDirectMessage();
    expect(await errorOf(client.conversations.info({ channel: direct }))).toBe('missing_scope');
    grant('im:read');
    expect((await client.conversations.info({ channel: direct })).channel).toMatchObject({ is_im: true, user: uma.id });
  });

  test('lists show public channels and what the bot is in, page by page', async () => {
    slack.world.addChannel({ name: 'open', members: [uma] });
    slack.world.addChannel({ name: 'hidden', members: [uma], isPrivate: true });
    slack.world.addChannel({ name: 'inside', members: [slack.world.bot], isPrivate: true });
    const names: (string | undefined)[] = [];
    for await (const page of client.paginate('conversations.list', {
      types: 'public_channel,private_channel',
      limit: 1,
    })) {
      const { channels = [] } = page as { channels?: { name?: string }[] };
      names.push(...channels.map(({ name }) => name));
    }
    expect(names).toEqual(['customers', 'open', 'inside']);
    const own = await client.users.conversations({ types: 'public_channel,private_channel' });
    expect(own.channels?.map(({ name }) => name)).toEqual(['customers', 'inside']);
    expect(await errorOf(client.conversations.list({ types: 'rooms' }))).toBe('invalid_types');
    expect(await errorOf(client.conversations.list({ cursor: 'nonsense' }))).toBe('invalid_cursor');
  });

  test('members are listed page by page', async () => {
    const first = await client.conversations.members({ channel, limit: 1 });
    const second = await client.conversations.members({ channel, cursor: first.response_metadata?.next_cursor ?? '' });
    expect([...(first.members ?? []), ...(second.members ?? [])]).toEqual([uma.id, slack.world.bot.id]);
    expect(second.response_metadata?.next_cursor).toBe('');
  });

  test('a bot joins public channels if it may', async () => {
    const { id } = slack.world.addChannel({ name: 'open', members: [uma] });
    expect(await errorOf(client.conversations.join({ channel: id }))).toBe('missing_scope');
    grant('channels:join');
    expect((await client.conversations.join({ channel: id })).channel).toMatchObject({ is_member: true });
    expect(await client.conversations.join({ channel: id })).toMatchObject({ warning: 'already_in_channel' });
    expect(slack.world.timeline(id).map(({ reads }) => reads)).toEqual(['@Pigdin has joined the channel']);
  });

  test('users.info shows the e-mail address only to bots with that scope', async () => {
    expect((await client.users.info({ user: uma.id })).user).toMatchObject({
      id: uma.id,
      real_name: 'Uma Berg',
      is_bot: false,
      profile: { display_name: 'Uma Berg', email: 'uma@example.com' },
    });
    slack.switches.setScopes(['users:read']);
    expect((await client.users.info({ user: uma.id })).user?.profile).not.toHaveProperty('email');
    expect(await errorOf(client.users.info({ user: 'U404' }))).toBe('user_not_found');
  });

  test('people are found by e-mail address, and listed', async () => {
    expect((await client.users.lookupByEmail({ email: 'UMA@example.com' })).user?.id).toBe(uma.id);
    expect(await errorOf(client.users.lookupByEmail({ email: 'nobody@example.com' }))).toBe('users_not_found');
    const { members = [] } = await client.users.list({});
    expect(members.map(({ name, is_bot: isBot }) => [name, isBot])).toEqual([
      ['pigdin', true],
      ['uma.berg', false],
    ]);
  });

  test('bots.info knows the bot', async () => {
    const { bot_id: bot = '' } = await client.auth.test();
    expect((await client.bots.info({ bot })).bot).toMatchObject({ name: 'Pigdin', user_id: slack.world.bot.id });
    expect(await errorOf(client.bots.info({ bot: 'B404' }))).toBe('bot_not_found');
  });

  describe('history', () => {
    test('shows the newest first, without replies, with what a thread has', async () => {
      const first = await uma.posts(channel, 'first');
      const second = await uma.posts(channel, 'second');
      const reply = await uma.posts(channel, 'reply', { threadTs: first });
      const { messages = [] } = await client.conversations.history({ channel });
      expect(messages.map(({ ts }) => ts)).toEqual([second, first]);
      expect(messages[1]).toMatchObject({
        thread_ts: first,
        reply_count: 1,
        latest_reply: reply,
        reply_users: [uma.id],
      });
      expect(messages[0]).not.toHaveProperty('thread_ts');
    });

    test('comes in pages that stay in place while messages arrive', async () => {
      const [one, two, three] = [
        await uma.posts(channel, '1'),
        await uma.posts(channel, '2'),
        await uma.posts(channel, '3'),
      ];
      const first = await client.conversations.history({ channel, limit: 2 });
      await uma.posts(channel, '4');
      const rest = await client.conversations.history({
        channel,
        limit: 2,
        cursor: first.response_metadata?.next_cursor ?? '',
      });
      expect(first).toMatchObject({ has_more: true, messages: [{ ts: three }, { ts: two }] });
      expect(rest).toMatchObject({ has_more: false, messages: [{ ts: one }] });
    });

    test('can be limited to a time', async () => {
      const [one, two, three] = [
        await uma.posts(channel, '1'),
        await uma.posts(channel, '2'),
        await uma.posts(channel, '3'),
      ];
      const between = await client.conversations.history({ channel, oldest: one, latest: three });
      expect(between.messages?.map(({ ts }) => ts)).toEqual([two]);
      const inclusive = await client.conversations.history({ channel, oldest: one, latest: three, inclusive: true });
      expect(inclusive.messages?.map(({ ts }) => ts)).toEqual([three, two, one]);
      expect(await errorOf(client.conversations.history({ channel, oldest: 'yesterday' }))).toBe('invalid_ts_oldest');
      expect(await errorOf(client.conversations.history({ channel, limit: 1_001 }))).toBe('invalid_arguments');
    });

    test('is only for members', async () => {
      const { id } = slack.world.addChannel({ name: 'open', members: [uma] });
      expect(await errorOf(client.conversations.history({ channel: id }))).toBe('not_in_channel');
    });

    test('shows a thread with its parent on every page', async () => {
      const parent = await uma.posts(channel, 'parent');
      const [one, two] = [
        await uma.posts(channel, '1', { threadTs: parent }),
        await uma.posts(channel, '2', { threadTs: parent }),
      ];
      const first = await client.conversations.replies({ channel, ts: parent, limit: 1 });
      const cursor = first.response_metadata?.next_cursor ?? '';
      const second = await client.conversations.replies({ channel, ts: parent, limit: 1, cursor });
      expect(first.messages?.map(({ ts }) => ts)).toEqual([parent, one]);
      expect(second.messages?.map(({ ts }) => ts)).toEqual([parent, two]);
      expect(second.messages?.[1]).toMatchObject({ parent_user_id: uma.id, thread_ts: parent });
      expect(await errorOf(client.conversations.replies({ channel, ts: '1.000000' }))).toBe('thread_not_found');
    });

    test('keeps a tombstone for a deleted parent until its last reply is gone', async () => {
      const parent = await uma.posts(channel, 'parent');
      const reply = await uma.posts(channel, 'reply', { threadTs: parent });
      await uma.deletes(channel, parent);
      const { messages = [] } = await client.conversations.replies({ channel, ts: parent });
      expect(messages[0]).toMatchObject({ subtype: 'tombstone', user: 'USLACKBOT', text: 'This message was deleted.' });
      await uma.deletes(channel, reply);
      expect(await errorOf(client.conversations.replies({ channel, ts: parent }))).toBe('thread_not_found');
    });
  });

  describe('reactions', () => {
    test('are added and removed once', async () => {
      const ts = await uma.posts(channel, 'Nice');
      const reaction = { channel, timestamp: ts, name: 'white_check_mark' };
      await client.reactions.add(reaction);
      expect(await errorOf(client.reactions.add(reaction))).toBe('already_reacted');
      expect(slack.world.message(channel, ts)?.reactions).toEqual([
        { name: 'white_check_mark', users: [slack.world.bot.id] },
      ]);
      expect((await client.reactions.get({ channel, timestamp: ts })).message?.reactions).toMatchObject([{ count: 1 }]);
      await client.reactions.remove(reaction);
      expect(await errorOf(client.reactions.remove(reaction))).toBe('no_reaction');
      expect(slack.world.message(channel, ts)?.reactions).toEqual([]);
    });

    test('need a message and a name', async () => {
      const ts = await uma.posts(channel, 'Nice');
      expect(await errorOf(client.reactions.add({ channel, timestamp: '1.000000', name: 'x' }))).toBe(
        'message_not_found',
      );
      expect(await errorOf(client.reactions.add({ channel, timestamp: 'now', name: 'x' }))).toBe('bad_timestamp');
      expect(await errorOf(client.reactions.add({ channel, timestamp: ts, name: ':x:' }))).toBe('invalid_name');
    });
  });
});

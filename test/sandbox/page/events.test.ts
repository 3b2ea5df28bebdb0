import { expect, test } from 'vitest';
import { clientOf } from '../slack/calls.ts';
import { client } from '../pubnub/support.ts';
import { follow, pageForTest } from './support.ts';

test('whoever comes gets everything there is', async () => {
  const { page, webex, ann, room, uma, general } = await pageForTest();
  const direct = webex.world.addDirectRoom(ann, webex.world.addPerson({ name: 'Uma Berg', email: 'uma@example.com' }));
  await ann.says(room, 'hello');
  await uma.posts(general, 'hi');
  const { tables } = await follow(page);
  expect(tables().people).toMatchObject([
    { name: 'Ann Lee', picture: '/avatars/Ann%20Lee.svg', isInSlack: false },
    { name: 'Bob Ray', isInSlack: false },
    { name: 'Uma Berg', isInSlack: true },
  ]);
  expect(tables().rooms).toMatchObject([
    { key: room.id, title: 'Launch', isDirect: false },
    { key: direct.id, title: 'Ann Lee & Uma Berg', isDirect: true },
  ]);
  expect(tables().webexMessages).toMatchObject([{ room: room.id, name: 'Ann Lee', text: 'hello', isFromSlack: false }]);
  expect(tables().users).toMatchObject([{ name: 'Uma Berg' }, { name: 'Theo Lind' }]);
  expect(tables().channels.map(({ name }) => name)).toEqual(['Pigdin', 'Pigdin', '#general']);
  expect(tables().slackMessages).toMatchObject([{ channel: general.id, name: 'Uma Berg', isApp: false }]);
});

test('what happens in Webex arrives by itself: new, edited and deleted messages', async () => {
  const { page, ann, room } = await pageForTest();
  const { until, events } = await follow(page);
  const message = await ann.says(room, 'helo');
  await until('the message', ({ webexMessages }) => webexMessages[0]?.text === 'helo');
  await ann.edits(message, 'hello');
  const { webexMessages } = await until('the edit', (tables) => tables.webexMessages[0]?.isEdited === true);
  expect(webexMessages).toMatchObject([{ text: 'hello' }]);
  await ann.deletes(message);
  await until('an empty room', (tables) => tables.webexMessages.length === 0);
  expect(events.entries.filter(({ name }) => name === 'snapshot')).toHaveLength(1);
});

test('a reply in a Webex thread says whom it answers', async () => {
  const { page, ann, bob, room } = await pageForTest();
  const { until } = await follow(page);
  const question = await ann.says(room, 'when?');
  await bob.says(room, 'soon', { parentId: question.id });
  const { webexMessages } = await until('both', (tables) => tables.webexMessages.length === 2);
  expect(webexMessages[1]).toMatchObject({ text: 'soon', answers: 'Ann Lee' });
});

test('what happens in Slack arrives by itself: threads, reactions, edits, what only one sees', async () => {
  const { page, slack, uma, theo, general } = await pageForTest();
  const { until } = await follow(page);
  const app = clientOf(slack);
  const { ts = '' } = await app.chat.postMessage({
    channel: general.id,
    text: 'The Webex space Launch',
    username: 'Ann Lee',
    icon_url: `${page.url}/avatars/Ann%20Lee.svg`,
  });
  const reply = await uma.posts(general, 'I will', { threadTs: ts });
  await app.reactions.add({ channel: general.id, timestamp: reply, name: 'white_check_mark' });
  await theo.reacts(general, reply, 'tada');
  await uma.edits(general, reply, 'I will *not*');
  await app.chat.postEphemeral({ channel: general.id, user: theo.id, thread_ts: ts, text: 'Not yours' });
  const { slackMessages } = await until('the note', (tables) => tables.slackMessages.length === 3);
  expect(slackMessages).toMatchObject([
    { ts, name: 'Ann Lee', picture: '/avatars/Ann%20Lee.svg', isApp: true },
    {
      ts: reply,
      threadTs: ts,
      name: 'Uma Berg',
      isApp: false,
      isEdited: true,
      reactions: [
        { name: 'white_check_mark', emoji: '✅', by: ['Pigdin'], means: 'sent' },
        { name: 'tada', emoji: '🎉', by: ['Theo Lind'] },
      ],
    },
    { threadTs: ts, onlyFor: theo.id, name: 'Pigdin' },
  ]);
});

test('a deleted parent leaves its place in the thread', async () => {
  const { page, uma, theo, general } = await pageForTest();
  const { until } = await follow(page);
  const ts = await uma.posts(general, 'a question');
  await theo.posts(general, 'an answer', { threadTs: ts });
  await uma.deletes(general, ts);
  const { slackMessages } = await until('the tombstone', (tables) => tables.slackMessages[0]?.isDeleted === true);
  expect(slackMessages).toMatchObject([{ ts, isDeleted: true }, { threadTs: ts }]);
});

test('a picture from elsewhere is replaced by one of its own', async () => {
  const { page, slack, general } = await pageForTest();
  const app = clientOf(slack);
  const post = (icon: object) => app.chat.postMessage({ channel: general.id, text: 'x', username: 'Eve', ...icon });
  await post({ icon_url: 'https://tracker.example/eve.png' });
  await post({ icon_emoji: ':pig:' });
  await post({});
  const { tables } = await follow(page);
  expect(tables().slackMessages.map(({ picture }) => decodeURIComponent(picture))).toEqual([
    '/avatars/Eve.svg',
    '/avatars/🐷.svg',
    '/avatars/Pigdin.svg',
  ]);
});

test('an envelope on PubNub arrives as one line', async () => {
  const { page, pubnub } = await pageForTest();
  const { until } = await follow(page);
  const envelope = { v: 1, kind: 'message', channelName: 'Launch', senderName: 'Uma Berg', text: 'hi' };
  await client(pubnub).publish({ channel: 'webex.u.r', message: envelope });
  const { traffic } = await until('the line', (tables) => tables.traffic.length === 1);
  expect(traffic).toMatchObject([
    { type: 'envelope', direction: 'to-webex', kind: 'message', room: 'Launch', sender: 'Uma Berg', text: 'hi' },
  ]);
});

test('a control message keeps its tokens to itself', async () => {
  const { page, pubnub } = await pageForTest();
  const { until, events } = await follow(page);
  const message = { platform: 'webex', access_token: 'top-secret' };
  await client(pubnub).publish({ channel: 'webex-user-update', message, meta: { task: 'newUserSetup' } });
  const { traffic } = await until('the line', (tables) => tables.traffic.length === 1);
  expect(traffic).toMatchObject([{ direction: 'account', kind: 'newUserSetup' }]);
  expect(JSON.stringify(events.entries)).not.toContain('top-secret');
});

test('people and rooms that join later are shown with what happens next', async () => {
  const { page, webex, ann } = await pageForTest();
  const { until } = await follow(page);
  const zoe = webex.world.addPerson({ name: 'Zoe', email: 'zoe@example.com' });
  const room = webex.world.addRoom({ title: 'New', people: [ann, zoe] });
  const { rooms } = await until('the newcomer', ({ people }) => people.some(({ name }) => name === 'Zoe'));
  expect(rooms.find(({ key }) => key === room.id)?.members).toEqual([ann.id, zoe.id]);
});

test('everybody who looks is told the same, and who comes back is told everything anew', async () => {
  const { page, ann, room } = await pageForTest();
  const first = await follow(page);
  const second = await follow(page);
  await ann.says(room, 'one');
  await Promise.all([first, second].map(({ until }) => until('one', (tables) => tables.webexMessages.length === 1)));
  second.end();
  await ann.says(room, 'two');
  await first.until('two', (tables) => tables.webexMessages.length === 2);
  const third = await follow(page);
  expect(third.tables()).toEqual(first.tables());
});

test('a page that is closed lets go of whoever looks', async () => {
  const { page } = await pageForTest();
  const response = await fetch(`${page.url}/events`);
  const rest = response.text().then(
    () => 'ended',
    () => 'cut off',
  );
  await page.close();
  expect(await rest).toMatch(/ended|cut off/);
});

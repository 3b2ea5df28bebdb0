import { expect, onTestFinished, test } from 'vitest';
import { clientOf } from '../slack/calls.ts';
import { openSocket, payloads } from '../slack/sockets.ts';
import { ask, follow, pageForTest } from './support.ts';

const DONE = { status: 204, error: undefined };

test('the page writes in a Webex room as a person', async () => {
  const { page, webex, ann, room } = await pageForTest();
  expect(await ask(page, '/webex/messages', { person: ann.id, room: room.id, text: 'hello' })).toEqual(DONE);
  expect(webex.world.messagesOf(room)).toMatchObject([{ personId: ann.id, text: 'hello' }]);
});

test('the page writes in Slack as a user: in a channel, in a thread, in a direct message', async () => {
  const { page, slack, uma, general } = await pageForTest();
  const { tables } = await follow(page);
  const direct = tables().channels.find(({ isDirect, members }) => isDirect && members.includes(uma.id));
  expect(await ask(page, '/slack/messages', { user: uma.id, channel: general.id, text: 'hi *all*' })).toEqual(DONE);
  const [parent] = slack.world.timeline(general.id);
  const threadTs = parent?.ts ?? '';
  expect(await ask(page, '/slack/messages', { user: uma.id, channel: general.id, text: 'and', threadTs })).toEqual(
    DONE,
  );
  expect(await ask(page, '/slack/messages', { user: uma.id, channel: direct?.key, text: 'psst' })).toEqual(DONE);
  expect(slack.world.thread(general.id, threadTs).map(({ reads }) => reads)).toEqual(['hi all', 'and']);
  const opened = slack.world.channels.find(({ kind }) => kind === 'im');
  expect(slack.world.timeline(opened?.id ?? '').map(({ reads }) => reads)).toEqual(['psst']);
});

test('the page uses a command and presses a button, and the app hears it', async () => {
  const { page, slack, uma, general } = await pageForTest();
  const app = await openSocket(slack);
  onTestFinished(() => app.socket.terminate());
  app.frames.subscribe((frame) => app.ack(frame, frame.type === 'slash_commands' ? { text: 'I know help' } : {}));
  const elements = [
    { type: 'button' as const, action_id: 'retry_reply', text: { type: 'plain_text' as const, text: 'Try again' } },
  ];
  const { ts } = await clientOf(slack).chat.postMessage({
    channel: general.id,
    text: 'Not sent',
    blocks: [{ type: 'actions', elements }],
  });
  const at = { user: uma.id, channel: general.id };
  const used = await ask(page, '/slack/commands', { ...at, command: '/pigdin', text: 'help' });
  const pressed = await ask(page, '/slack/clicks', { ...at, ts, actionId: 'retry_reply' });
  expect([used, pressed]).toEqual([DONE, DONE]);
  expect(payloads(app, 'slash_commands')).toMatchObject([{ payload: { text: 'help', user_id: uma.id } }]);
  expect(payloads(app, 'interactive')).toMatchObject([{ payload: { user: { id: uma.id } } }]);
  expect(uma.ephemerals.map(({ text }) => text)).toEqual(['I know help']);
});

test('a command that nobody answers fails as in Slack, with a hint', async () => {
  const { page, uma, general } = await pageForTest();
  const wish = { user: uma.id, channel: general.id, command: '/pigdin', text: 'help' };
  expect(await ask(page, '/slack/commands', wish)).toEqual({
    status: 502,
    error: '/pigdin failed with the error “dispatch_failed”: the app did not answer Slack. Is the bridge running?',
  });
});

test('what Webex would not let somebody do is refused in its words', async () => {
  const { page, webex, room } = await pageForTest();
  const eve = webex.world.addPerson({ name: 'Eve', email: 'eve@example.com' });
  expect(await ask(page, '/webex/messages', { person: eve.id, room: room.id, text: 'let me in' })).toEqual({
    status: 409,
    error: 'Webex refused: Could not find a room with provided ID.',
  });
});

test('what Slack would not let somebody do is refused in a sentence', async () => {
  const { page, slack, uma, general } = await pageForTest();
  const eve = slack.world.addUser({ name: 'Eve' });
  const at = { user: uma.id, channel: general.id };
  expect(await ask(page, '/slack/messages', { ...at, user: eve.id, text: 'hi' })).toEqual({
    status: 409,
    error: 'Slack refused: Eve is not in general',
  });
  expect(await ask(page, '/slack/messages', { ...at, text: 'hi', threadTs: '1.0' })).toMatchObject({ status: 409 });
  expect(await ask(page, '/slack/commands', { ...at, command: '/giphy', text: '' })).toEqual({
    status: 409,
    error: 'Slack refused: /giphy is not a valid command',
  });
  expect(await ask(page, '/slack/clicks', { ...at, ts: '1.0', actionId: 'x' })).toMatchObject({ status: 409 });
});

test('where there is no form and no Home, nobody can use one', async () => {
  const { page, uma } = await pageForTest();
  const user = uma.id;
  for (const [path, wish] of [
    ['/slack/submissions', { user, values: {} }],
    ['/slack/closings', { user }],
    ['/slack/view-clicks', { user, in: 'home', actionId: 'go' }],
    ['/slack/view-clicks', { user, in: 'modal', actionId: 'go' }],
  ] as const) {
    expect(await ask(page, path, wish)).toMatchObject({
      status: 409,
      error: expect.stringMatching(/^Slack refused: /),
    });
  }
});

test('whoever is not there cannot act', async () => {
  const { page, room, general } = await pageForTest();
  expect(await ask(page, '/webex/messages', { person: 'nobody', room: room.id, text: 'x' })).toEqual({
    status: 404,
    error: 'There is no such Webex person in the sandbox.',
  });
  expect(await ask(page, '/slack/messages', { user: 'nobody', channel: general.id, text: 'x' })).toEqual({
    status: 404,
    error: 'There is no such Slack user in the sandbox.',
  });
});

test.for([
  ['/webex/messages', {}, 'person is missing; room is missing; text is missing'],
  ['/webex/messages', { person: '', room: 7, text: ' \n' }, 'person is empty; room is missing; text is empty'],
  ['/webex/messages', [], 'The body is no JSON object.'],
  ['/webex/messages', '{"person":', 'The body is not JSON.'],
  ['/slack/messages', { user: 'U1', channel: 'C1' }, 'text is missing'],
  ['/slack/commands', { user: 'U1', channel: 'C1', command: 'pigdin', text: '' }, 'command must begin with a slash'],
  ['/slack/clicks', { user: 'U1', channel: 'C1' }, 'actionId is missing; ts is missing'],
  ['/slack/shortcuts', { user: 'U1', channel: 'C1', ts: '1.0' }, 'callbackId is missing'],
  ['/slack/view-clicks', { user: 'U1', actionId: 'go', in: 'town' }, 'in must be home or modal'],
  ['/slack/submissions', { user: 'U1' }, 'values are missing'],
  ['/slack/closings', {}, 'user is missing'],
] as const)('%s refuses %j', async ([path, wish, error]) => {
  const { page } = await pageForTest();
  expect(await ask(page, path, wish)).toEqual({ status: 400, error });
});

test('only JSON that says so is taken: another site could make a browser send anything else', async () => {
  const { page, webex, ann, room } = await pageForTest();
  const wish = { person: ann.id, room: room.id, text: 'forged' };
  expect(await ask(page, '/webex/messages', wish, 'text/plain')).toEqual({
    status: 415,
    error: 'Send JSON, as application/json.',
  });
  expect(webex.world.messagesOf(room)).toEqual([]);
});

test('a text without end is refused', async () => {
  const { page, ann, room } = await pageForTest();
  const wish = { person: ann.id, room: room.id, text: 'x'.repeat(2_000_000) };
  expect(await ask(page, '/webex/messages', wish)).toEqual({ status: 413, error: 'That is too long.' });
});

/** What an app shows in Slack beside messages: its Home, its forms, its menus. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchBrowser } from '../../sandbox/chromium.ts';
import { pageForTest } from '../sandbox/page/support.ts';
import { clientOf } from '../sandbox/slack/calls.ts';
import { openSocket, type Frame } from '../sandbox/slack/sockets.ts';
import { tabTo, visit } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ value, text: plain(value) });
const button = (text: string, value: string) => ({
  type: 'button' as const,
  action_id: 'go',
  text: plain(text),
  value,
});

/** The page, and an app that does with each thing it hears what it is told to. */
async function withApp(hear: (frame: Frame, ack: (payload?: object) => void) => void) {
  const sandbox = await pageForTest();
  const app = await openSocket(sandbox.slack);
  onTestFinished(() => app.socket.terminate());
  app.frames.subscribe((frame) => frame.envelope_id && hear(frame, (payload) => app.ack(frame, payload)));
  const { tab, errors } = await visit(browser, sandbox.page.url);
  return { ...sandbox, app, tab, errors, client: clientOf(sandbox.slack) };
}

const payloadOf = (frame: Frame) => frame['payload'] as Record<string, unknown>;

test('a form opens over the page, says what the app objects to, and is sent, by keyboard alone', async () => {
  const objections = [{ response_action: 'errors', errors: { name: 'That is too short.' } }];
  const { tab, app, client, errors } = await withApp((frame, ack) => {
    ack(payloadOf(frame)['type'] === 'view_submission' ? objections.shift() : undefined);
    if (frame.type === 'slash_commands') void open(String(payloadOf(frame)['trigger_id']));
  });
  const open = (trigger: string) =>
    client.views.open({
      trigger_id: trigger,
      view: {
        type: 'modal',
        title: plain('A new room'),
        submit: plain('Create'),
        blocks: [
          {
            type: 'input',
            block_id: 'name',
            label: plain('Name'),
            element: { type: 'plain_text_input', action_id: 'name' },
          },
          {
            type: 'input',
            block_id: 'kind',
            label: plain('Kind'),
            element: { type: 'radio_buttons', action_id: 'kind', options: ['open', 'closed'].map(option) },
          },
          {
            type: 'input',
            block_id: 'days',
            optional: true,
            label: plain('Days'),
            element: { type: 'checkboxes', action_id: 'days', options: ['Mon', 'Tue'].map(option) },
          },
        ],
      },
    });
  await tab.getByLabel('Write to Pigdin as Uma Berg').fill('/pigdin new');
  await tab.keyboard.press('Enter');
  const form = tab.getByRole('dialog', { name: 'A new room' });
  await form.waitFor();
  await tab.keyboard.type('x');
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('Space');
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('Space');
  await tab.keyboard.press('Enter');
  await form.getByRole('alert').getByText('Name: That is too short.').waitFor();
  await form.getByLabel('Name').fill('Launch');
  await tab.keyboard.press('Enter');
  await form.waitFor({ state: 'detached' });
  const [, sent] = app.frames.entries.filter((frame) => frame.type === 'interactive').map(payloadOf);
  expect(sent).toMatchObject({
    type: 'view_submission',
    view: {
      state: {
        values: {
          name: { name: { value: 'Launch' } },
          kind: { kind: { selected_option: { value: 'open' } } },
          days: { days: { selected_options: [{ value: 'Mon' }] } },
        },
      },
    },
  });
  expect(errors.filter((error) => !error.includes('422'))).toEqual([]);
});

test('a form is closed by Escape, and the app may hear of it', async () => {
  const { tab, app, client, slack, uma, general } = await withApp((frame, ack) => {
    ack();
    if (frame.type === 'slash_commands') void open(String(payloadOf(frame)['trigger_id']));
  });
  const open = (trigger: string) =>
    client.views.open({
      trigger_id: trigger,
      view: { type: 'modal', title: plain('Look'), notify_on_close: true, blocks: [{ type: 'divider' }] },
    });
  await uma.command('/pigdin', 'look', general);
  await tab.getByRole('dialog', { name: 'Look' }).waitFor();
  await tab.keyboard.press('Escape');
  await tab.getByRole('dialog').waitFor({ state: 'detached' });
  await app.frames.waitFor('the news', (frame) => payloadOf(frame)?.['type'] === 'view_closed');
  expect(slack.world.people[0]?.modals).toEqual([]);
});

test('the Home is drawn when one opens it, and what one does there reaches the app', async () => {
  const { tab, app, client, uma } = await withApp((frame, ack) => {
    ack();
    if (frame.type === 'events_api') void publish();
  });
  const publish = () =>
    client.views.publish({
      user_id: uma.id,
      view: {
        type: 'home',
        blocks: [
          { type: 'header', text: plain('Welcome') },
          {
            type: 'input',
            block_id: 'search',
            dispatch_action: true,
            label: plain('Find a room'),
            element: { type: 'plain_text_input', action_id: 'find' },
          },
          { type: 'section', block_id: 'first', text: plain('First'), accessory: button('Mute', 'one') },
          { type: 'section', block_id: 'second', text: plain('Second'), accessory: button('Mute', 'two') },
        ],
      },
    });
  const heard = (what: object) =>
    app.frames.waitFor(JSON.stringify(what), (frame) => {
      const { actions = [] } = (payloadOf(frame) ?? {}) as { actions?: object[] };
      return actions.some((action) => Object.entries(what).every(([key, value]) => Reflect.get(action, key) === value));
    });
  await tab.getByRole('tab', { name: 'Pigdin’s Home' }).click();
  const home = tab.getByRole('region', { name: 'Home of Pigdin' });
  await home.getByText('Welcome').waitFor();
  await tabTo(tab, /^Find a room/);
  await tab.keyboard.type('launch');
  await tab.keyboard.press('Enter');
  await heard({ action_id: 'find', value: 'launch' });
  await home.getByRole('button', { name: 'Mute' }).nth(1).click();
  await expect(heard({ action_id: 'go', block_id: 'second', value: 'two' })).resolves.toBeDefined();
});

test('a menu in a message tells the app what was chosen', async () => {
  const { tab, app, client, general } = await withApp((_frame, ack) => ack());
  const element = { type: 'static_select' as const, action_id: 'room', options: ['Launch', 'Care'].map(option) };
  await client.chat.postMessage({
    channel: general.id,
    text: 'Which room?',
    blocks: [{ type: 'actions', elements: [{ ...element, placeholder: plain('Choose a room') }] }],
  });
  await tab.getByRole('tab', { name: /#general/ }).click();
  await tab.getByLabel('Choose a room').selectOption('Care');
  const chosen = await app.frames.waitFor('the choice', (frame) => frame.type === 'interactive');
  expect(payloadOf(chosen)).toMatchObject({ actions: [{ action_id: 'room', selected_option: { value: 'Care' } }] });
});

test('what asks first does nothing when one says no', async () => {
  const { tab, app, client, general } = await withApp((_frame, ack) => ack());
  const confirm = { title: plain('Sure?'), text: plain('It is gone then.'), confirm: plain('Yes'), deny: plain('No') };
  await client.chat.postMessage({
    channel: general.id,
    text: 'Delete?',
    blocks: [{ type: 'actions', elements: [{ ...button('Delete', 'it'), confirm }] }],
  });
  await tab.getByRole('tab', { name: /#general/ }).click();
  const asked: string[] = [];
  tab.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void (asked.length === 1 ? dialog.dismiss() : dialog.accept());
  });
  await tab.getByRole('button', { name: 'Delete' }).click();
  await tab.getByRole('button', { name: 'Delete' }).click();
  await app.frames.waitFor('the click', (frame) => frame.type === 'interactive');
  expect(asked).toEqual(['Sure?\n\nIt is gone then.', 'Sure?\n\nIt is gone then.']);
  expect(app.frames.entries.filter((frame) => frame.type === 'interactive')).toHaveLength(1);
});

test('the menu of a message offers what the app does about messages', async () => {
  const { tab, app, theo, general } = await withApp((_frame, ack) => ack());
  const ts = await theo.posts(general, 'who knows?');
  await tab.getByRole('tab', { name: /#general/ }).click();
  await tabTo(tab, /^More about this message of Theo Lind/);
  await tab.keyboard.press('Enter');
  await tab.getByRole('button', { name: 'Show Webex room details' }).click();
  const used = await app.frames.waitFor('the shortcut', (frame) => frame.type === 'interactive');
  expect(payloadOf(used)).toMatchObject({ type: 'message_action', callback_id: 'room_details', message_ts: ts });
});

test('a link to a message goes there, also from another conversation', async () => {
  const { tab, client, uma, general } = await withApp((_frame, ack) => ack());
  for (let count = 0; count < 30; count += 1) await uma.posts(general, `Message ${count}`);
  const [first] =
    (await client.conversations.history({ channel: general.id, limit: 100 })).messages?.toReversed() ?? [];
  const { permalink = '' } = await client.chat.getPermalink({ channel: general.id, message_ts: first?.ts ?? '' });
  await client.chat.postMessage({ channel: await uma.opensDirectMessage(), text: `See <${permalink}|the first one>` });
  await tab.getByRole('button', { name: 'the first one' }).click();
  await tab.getByText('Message 0', { exact: true }).waitFor();
  await expect.poll(() => tab.locator('#slack-log').evaluate(({ scrollTop }) => scrollTop)).toBeLessThan(50);
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startPage } from '../../sandbox/page/server.ts';
import { clientOf } from '../sandbox/slack/calls.ts';
import { openSocket, payloads } from '../sandbox/slack/sockets.ts';
import { pageForTest } from '../sandbox/page/support.ts';
import { launchBrowser } from '../../sandbox/chromium.ts';
import { tabTo, visit } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const LONG = 'A rather long message that takes up its room. '.repeat(6);

test('a small laptop shows all of it: the columns scroll, the page does not', async () => {
  const { page, ann, room, uma, general } = await pageForTest();
  for (let count = 0; count < 20; count += 1) {
    await ann.says(room, LONG);
    await uma.posts(general, LONG);
  }
  const { tab } = await visit(browser, page.url);
  await tab.getByRole('tab', { name: '#general' }).click();
  await tab.locator('#slack .message').last().waitFor();
  expect(await tab.evaluate('[document.documentElement.scrollWidth, document.documentElement.scrollHeight]')).toEqual([
    1280, 800,
  ]);
  for (const log of ['webex-log', 'slack-log']) {
    const [height, shown, top] = await tab.evaluate<[number, number, number]>(
      `(({ scrollHeight, clientHeight, scrollTop }) => [scrollHeight, clientHeight, scrollTop])(window['${log}'])`,
    );
    expect(height).toBeGreaterThan(shown);
    expect(top).toBeGreaterThan(height - shown - 2);
  }
});

test.for([1280, 1000, 700, 390])('%i pixels wide, nothing sticks out, however long the words', async (width) => {
  const { page, ann, room, uma, theo, general } = await pageForTest();
  const endless = `${LONG} ${'x'.repeat(400)}`;
  await ann.says(room, endless);
  const ts = await uma.posts(general, endless);
  await theo.posts(general, endless, { threadTs: ts });
  const { tab } = await visit(browser, page.url, { viewport: { width, height: 800 } });
  await tab.getByRole('tab', { name: '#general' }).click();
  await tab.getByLabel(/^Write in Launch/).fill(endless);
  await tab.getByLabel(/^Reply in the thread/).fill(endless);
  await tab.getByLabel(/^Write to #general/).fill(endless);
  const wide = await tab.evaluate<string[]>(
    `[...document.querySelectorAll('html, .column, .log, .composer, .thread')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ tagName, id, className }) => [tagName, id, className].join(' '))`,
  );
  expect(wide).toEqual([]);
});

test('nothing is loaded from elsewhere, and nothing goes wrong', async () => {
  const { page, slack, ann, room, general } = await pageForTest();
  const { tab, requested, errors } = await visit(browser, page.url);
  await clientOf(slack).chat.postMessage({
    channel: general.id,
    text: 'look',
    username: 'Eve',
    icon_url: 'https://tracker.example/eve.png',
  });
  await ann.says(room, 'hello');
  await tab.getByText('hello').waitFor();
  await tab.getByRole('tab', { name: /#general/ }).click();
  await tab.getByText('look').waitFor();
  expect(requested.filter((url) => !url.startsWith(`${page.url}/`))).toEqual([]);
  expect(errors).toEqual([]);
});

test('what people write is only ever text', async () => {
  const { page, ann, room, uma, general } = await pageForTest();
  const evil = '<img src=x onerror="document.title=1"> <b>bold</b>';
  await ann.says(room, evil);
  await uma.posts(general, `${evil} *really bold* <javascript:alert(1)|click>`);
  const { tab } = await visit(browser, page.url);
  await tab.getByRole('tab', { name: '#general' }).click();
  await tab.locator('#webex .message').getByText(evil).waitFor();
  const message = tab.locator('#slack .message', { hasText: evil });
  await message.locator('b', { hasText: 'really bold' }).waitFor();
  expect(await message.locator('a').count()).toBe(0);
  expect(await tab.title()).toBe('Pigdin sandbox');
});

test('everything that one can use or listen to has a name', async () => {
  const { page, slack, uma, theo, general } = await pageForTest();
  const ts = await uma.posts(general, 'a question');
  await theo.posts(general, 'an answer', { threadTs: ts });
  await clientOf(slack).reactions.add({ channel: general.id, timestamp: ts, name: 'eyes' });
  const { tab } = await visit(browser, page.url);
  await tab.getByRole('tab', { name: '#general' }).click();
  await tab.getByText('an answer').waitFor();
  const session = await tab.context().newCDPSession(tab);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const roles = ['button', 'textbox', 'combobox', 'tab', 'tablist', 'log', 'region', 'link', 'navigation'];
  const present = nodes.filter(({ ignored, role }) => !ignored && roles.includes(String(role?.value)));
  const nameless = present.filter(({ name }) => !name?.value).map(({ role }) => String(role?.value));
  expect(nameless).toEqual([]);
  expect(new Set(present.map(({ role }) => String(role?.value)))).toEqual(new Set(roles));
});

test('the arrow keys go through the rooms, and a dot tells of news in another', async () => {
  const { page, webex, ann, bob } = await pageForTest();
  const other = webex.world.addRoom({ title: 'Support', people: [ann, bob] });
  const { tab } = await visit(browser, page.url);
  await ann.says(other, 'news!');
  const support = tab.getByRole('tab', { name: 'Support , something new' });
  await support.waitFor();
  await tab.getByRole('tab', { name: 'Launch' }).focus();
  await tab.keyboard.press('ArrowRight');
  await tab.getByText('news!').waitFor();
  await tab.getByRole('tab', { name: 'Support', exact: true, selected: true }).waitFor();
  await tab.keyboard.press('ArrowRight');
  await expect(tab.getByRole('tab', { name: 'Launch', selected: true }).waitFor()).resolves.toBeUndefined();
});

test('a link skips to each column', async () => {
  const { page } = await pageForTest();
  const { tab } = await visit(browser, page.url);
  for (let presses = 0; presses < 3; presses += 1) await tab.keyboard.press('Tab');
  await tab.keyboard.press('Enter');
  await tab.keyboard.press('Tab');
  expect(await tab.locator('section:focus-within').getAttribute('id')).toBe('slack');
});

test('one writes as whom one chooses, on several lines', async () => {
  const { page, webex, bob, room } = await pageForTest();
  const { tab } = await visit(browser, page.url);
  await tab.getByLabel('Write as').selectOption('Bob Ray');
  await tabTo(tab, /^Write in Launch as Bob Ray/);
  await tab.keyboard.type('one');
  await tab.keyboard.press('Shift+Enter');
  await tab.keyboard.type('two');
  await tab.keyboard.press('Enter');
  await tab.locator('#webex .message', { hasText: 'Bob Ray' }).getByText('one').waitFor();
  expect(webex.world.messagesOf(room)).toMatchObject([{ personId: bob.id, text: 'one\ntwo' }]);
  expect(await tab.getByLabel('Write in Launch as Bob Ray').inputValue()).toBe('');
});

test('what could not be sent stays in its field, with the reason', async () => {
  const { page, webex, room } = await pageForTest();
  webex.world.makeReadOnly(room);
  const { tab } = await visit(browser, page.url);
  const field = tab.getByLabel('Write in Launch as Ann Lee');
  await field.fill('hello?');
  await field.press('Enter');
  await tab.getByRole('alert').getByText('Webex refused').waitFor();
  expect(await field.inputValue()).toBe('hello?');
});

test('a command in a thread is refused in the words of Slack', async () => {
  const { page, uma, theo, general } = await pageForTest();
  const ts = await uma.posts(general, 'a question');
  await theo.posts(general, 'an answer', { threadTs: ts });
  const { tab } = await visit(browser, page.url);
  await tab.getByRole('tab', { name: '#general' }).click();
  const field = tab.getByLabel('Reply in the thread “a question” as Uma Berg');
  await field.fill('/pigdin help');
  await field.press('Enter');
  const refusal = tab.getByRole('alert').getByText('/pigdin is not supported in threads. Sorry!');
  await expect(refusal.waitFor()).resolves.toBeUndefined();
});

test('a message without replies offers a thread, and one opens', async () => {
  const { page, theo, general } = await pageForTest();
  await theo.posts(general, 'who knows?');
  const { tab } = await visit(browser, page.url);
  await tab.getByRole('tab', { name: '#general' }).click();
  await tab.getByRole('button', { name: 'Reply in a thread' }).click();
  const field = tab.getByLabel('Reply in the thread “who knows?” as Uma Berg');
  await field.fill('I do');
  await field.press('Enter');
  const reply = tab.getByRole('list', { name: 'Replies' }).getByText('I do');
  await expect(reply.waitFor()).resolves.toBeUndefined();
});

test('the buttons of an app can be pressed', async () => {
  const { page, slack, uma, general } = await pageForTest();
  const app = await openSocket(slack);
  app.frames.subscribe((frame) => app.ack(frame));
  const text = { type: 'plain_text' as const, text: 'Try again' };
  await clientOf(slack).chat.postMessage({
    channel: general.id,
    text: 'Not sent',
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: 'Not *sent*' } },
      { type: 'actions', elements: [{ type: 'button', action_id: 'retry', text }] },
    ],
  });
  const { tab } = await visit(browser, page.url);
  await tab.getByRole('tab', { name: '#general' }).click();
  await tab.getByRole('button', { name: 'Try again' }).click();
  const click = await app.frames.waitFor('the click', ({ type }) => type === 'interactive');
  expect(click).toMatchObject({ payload: { user: { id: uma.id }, actions: [{ action_id: 'retry' }] } });
  expect(payloads(app, 'interactive')).toHaveLength(1);
  app.socket.terminate();
});

test('where only some of the services run, it shows those', async () => {
  const { webex, pubnub } = await pageForTest();
  const few = await startPage({ webex, pubnub });
  onTestFinished(() => few.close());
  const { tab, errors } = await visit(browser, few.url);
  await tab.getByRole('region', { name: 'PubNub' }).waitFor();
  expect(await tab.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['Webex', 'PubNub']);
  expect(errors).toEqual([]);
});

test('the page says when it lost its server, and shows what is new once it is back', async () => {
  const { page, pubnub, webex, slack, ann, room } = await pageForTest();
  const { tab } = await visit(browser, page.url);
  await page.close();
  await tab.getByRole('status').getByText('connection lost').waitFor();
  await ann.says(room, 'meanwhile');
  const again = await startPage({ pubnub, webex, slack, port: page.port });
  await tab.getByRole('status').getByText('live', { exact: true }).waitFor();
  await expect(tab.getByText('meanwhile').waitFor()).resolves.toBeUndefined();
  await tab.close();
  await again.close();
});

test('it is light or dark as the system is', async () => {
  const { page } = await pageForTest();
  const brightness = await Promise.all(
    (['light', 'dark'] as const).map(async (colorScheme) => {
      const { tab } = await visit(browser, page.url, { colorScheme });
      const color = await tab.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      return Number(/\d+/.exec(color)?.[0]);
    }),
  );
  expect(brightness[0]).toBeGreaterThan(200);
  expect(brightness[1]).toBeLessThan(60);
});

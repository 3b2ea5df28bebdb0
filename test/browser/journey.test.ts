import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPage, type Page } from '../../sandbox/page/server.ts';
import { openHouse, type House } from '../support/house.ts';
import { launchBrowser } from '../../sandbox/chromium.ts';
import { tabTo, visit } from './browser.ts';

let browser: Browser;
let house: House;
let page: Page;

beforeAll(async () => {
  [browser, house] = await Promise.all([launchBrowser(), openHouse()]);
  page = await startPage(house.sandbox);
  await house.startBridge();
  await house.connectUma();
});
afterAll(async () => {
  await browser.close();
  await page.close();
  await house.close();
});

test('a conversation crosses both ways, by keyboard alone', async () => {
  const { tab, errors } = await visit(browser, page.url);
  const webex = tab.getByRole('region', { name: 'Webex' });
  const thread = tab.getByRole('region', { name: 'Slack' }).locator('.thread', { hasText: 'Product launch' });
  const traffic = tab.getByRole('region', { name: 'PubNub' }).getByRole('listitem');

  await tabTo(tab, /^Write in Product launch as Ann Lee/);
  await tab.keyboard.type('Does Thursday work?');
  await tab.keyboard.press('Enter');
  await thread.locator('.message', { hasText: 'Does Thursday work?' }).getByText('Ann Lee').waitFor();
  await traffic.filter({ hasText: 'message from Webex' }).getByText('Does Thursday work?').waitFor();

  await tabTo(tab, /^Reply in the thread “Product launch” as Uma Berg/);
  await tab.keyboard.type('Thursday is fine');
  await tab.keyboard.press('Enter');
  const sent = webex.locator('.message', { hasText: 'Thursday is fine' });
  await sent.getByText('Uma Berg').waitFor();
  await sent.getByText('written in Slack').waitFor();
  await thread.locator('.message', { hasText: 'Thursday is fine' }).getByText('✅ sent').waitFor();
  await traffic.filter({ hasText: 'message to Webex' }).getByText('Thursday is fine').waitFor();
  await traffic.filter({ hasText: 'echo from Webex' }).waitFor();

  expect(await thread.locator('.message', { hasText: 'Thursday is fine' }).count()).toBe(1);
  expect(await webex.locator('.message').count()).toBe(2);
  expect(errors).toEqual([]);
});

test('a command answers its user alone', async () => {
  const { tab } = await visit(browser, page.url);
  const slack = tab.getByRole('region', { name: 'Slack' });
  await tabTo(tab, /^Write to Pigdin as Uma Berg/);
  await tab.keyboard.type('/pigdin help');
  await tab.keyboard.press('Enter');
  const answer = slack.locator('.message', { hasText: 'Pigdin mirrors your Webex rooms' }).last();
  await answer.getByText('Only visible to you').waitFor();
  await tab.getByLabel('You are').selectOption('Theo Lind');
  await slack.getByText('No thread yet').waitFor();
  expect(await slack.getByText('Pigdin mirrors your Webex rooms').count()).toBe(0);
});

test('somebody else signs in at Webex by the button, and the next message in a room of theirs opens a thread', async () => {
  const own = await openHouse({ signIn: true });
  const ownPage = await startPage(own.sandbox);
  try {
    await own.startBridge();
    const { tab, errors } = await visit(browser, ownPage.url);
    await tab.getByLabel('You are').selectOption('Theo Lind');
    const field = tab.getByLabel('Write to Pigdin as Theo Lind');
    await field.fill('/pigdin connect');
    await field.press('Enter');
    const [webex] = await Promise.all([
      tab.context().waitForEvent('page'),
      tab.getByRole('link', { name: 'Sign in at Webex' }).click(),
    ]);
    await webex.getByLabel('Carla Díaz').check();
    await webex.getByRole('button', { name: 'Allow' }).click();
    await webex.getByText('theo@example.com asked in Slack').waitFor();
    await webex.getByRole('button', { name: 'Yes, this is me' }).click();
    await webex.getByText('You are connected as Carla Díaz').waitFor();
    const slack = tab.getByRole('region', { name: 'Slack' });
    await slack.getByText('Connected to Webex as Carla Díaz').waitFor();
    await tab.getByRole('tab', { name: 'Customer care' }).click();
    const written = tab.getByLabel('Write in Customer care as Ann Lee');
    await written.fill('Any news?');
    await written.press('Enter');
    await slack.locator('.thread', { hasText: 'Customer care' }).getByText('Any news?').waitFor();
    expect(errors).toEqual([]);
  } finally {
    await ownPage.close();
    await own.close();
  }
});

test('a reply that Webex refuses is marked, and goes out at the press of a button', async () => {
  const { tab } = await visit(browser, page.url);
  await house.webex.carla.says(house.webex.care, 'Any news?');
  const { world } = house.sandbox.webex;
  world.makeReadOnly(house.webex.care);
  const thread = tab.getByRole('region', { name: 'Slack' }).locator('.thread', { hasText: 'Customer care' });
  const field = thread.getByRole('textbox');
  await field.fill('It is fixed');
  await field.press('Enter');
  await thread.locator('.message', { hasText: 'It is fixed' }).getByText('❌ not sent').waitFor();
  await tab.getByRole('region', { name: 'PubNub' }).getByText('webex-publish refused').first().waitFor();
  world.makeReadOnly(house.webex.care, false);
  await thread.getByRole('button', { name: 'Try again' }).click();
  await thread.locator('.message', { hasText: 'It is fixed' }).getByText('✅ sent').waitFor();
  await tab.getByRole('tab', { name: /Customer care/ }).click();
  const sent = tab.getByRole('region', { name: 'Webex' }).locator('.message', { hasText: 'It is fixed' });
  await expect(sent.getByText('Uma Berg').waitFor()).resolves.toBeUndefined();
});

// npm run screenshots: draws docs/images/ anew: a conversation on the page of the sandbox, the Home, and the settings.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page as Tab } from 'playwright-core';
import { buildFunctions } from '../functions/bundle.ts';
import { launchBrowser } from './chromium.ts';
import { runEverything } from './everything.ts';
import { readFlags } from './flags.ts';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));

/** Writes, and waits until it has crossed. */
async function write(tab: Tab, field: RegExp, text: string, arrivesIn: '#webex' | '#slack'): Promise<void> {
  const box = tab.getByLabel(field);
  await box.fill(text);
  await box.press('Enter');
  await tab.locator(`${arrivesIn} .message`, { hasText: text }).waitFor();
}

async function converse(tab: Tab): Promise<void> {
  await write(tab, /^Reply in the thread “Product launch/, 'Thursday works. I will tell the team.', '#webex');
  await write(tab, /^Write in Product launch as Ann Lee/, 'Thank you! See you on Thursday.', '#slack');
  await tab.getByText('✅ sent').waitFor();
  await tab.locator('#slack .thread', { hasText: 'Product launch' }).scrollIntoViewIfNeeded();
}

async function draw(tab: Tab, colorScheme: 'light' | 'dark'): Promise<void> {
  await tab.emulateMedia({ colorScheme });
  await tab.screenshot({ path: `${IMAGES}sandbox-${colorScheme}.png`, ...STILL });
}

const STILL = { animations: 'disabled' } as const;

async function drawHome(tab: Tab): Promise<void> {
  await tab.getByRole('tab', { name: 'Pigdin’s Home' }).click();
  await tab.getByRole('button', { name: 'Mute: Product launch' }).waitFor();
  await tab.locator('#slack').screenshot({ path: `${IMAGES}home.png`, ...STILL });
}

async function drawSettings(tab: Tab): Promise<void> {
  await tab.getByRole('button', { name: 'Settings' }).click();
  const form = tab.getByRole('dialog');
  await form.getByText('Product launch').first().waitFor({ state: 'attached' });
  await form.screenshot({ path: `${IMAGES}settings.png`, ...STILL });
}

await buildFunctions();
await mkdir(IMAGES, { recursive: true });
const [browser, sandbox] = await Promise.all([launchBrowser(), runEverything(readFlags([]))]);
try {
  const tab = await browser.newPage({ viewport: { width: 1320, height: 700 } });
  await tab.goto(sandbox.pageUrl);
  await converse(tab);
  await draw(tab, 'dark');
  await draw(tab, 'light');
  await drawHome(tab);
  await drawSettings(tab);
} finally {
  await Promise.all([browser.close(), sandbox.close()]);
}

import type { Browser, BrowserContextOptions, Page as Tab } from 'playwright-core';
import { onTestFinished } from 'vitest';

export interface Visit {
  readonly tab: Tab;
  /** What the browser asked for, beginning with the page itself. */
  readonly requested: readonly string[];
  /** Errors that the page threw or logged. */
  readonly errors: readonly string[];
}

/** Opens the page as wide and high as a small laptop, and waits until it is live. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  onTestFinished(() => context.close());
  const tab = await context.newPage();
  const requested: string[] = [];
  const errors: string[] = [];
  tab.on('request', (request) => requested.push(request.url()));
  tab.on('pageerror', ({ message }) => errors.push(message));
  tab.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await tab.goto(url);
  await tab.getByRole('status').getByText('live', { exact: true }).waitFor();
  return { tab, requested, errors };
}

/** Presses Tab until the focus is on what is called so. */
export async function tabTo(tab: Tab, name: RegExp): Promise<void> {
  const stops: string[] = [];
  while (stops.length < 80) {
    await tab.keyboard.press('Tab');
    const stop = (await tab.locator(':focus').getAttribute('aria-label')) ?? '';
    if (name.test(stop)) return;
    stops.push(stop);
  }
  throw new Error(`The Tab key does not reach ${name}; it stops at: ${stops.filter(Boolean).join(', ')}`);
}

/** Chromium as Debian's package installs it, for the browser tests and the pictures in the documents. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where the package puts it. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`There is no Chromium at ${CHROMIUM}. Run: bash scripts/chromium.sh`);
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: QUIET });
}

import { webex } from '../platform/webex/webex.ts';
import type { Platform } from '../platform/platform.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { readSettings, type Settings } from './settings.ts';

/** What one execution of a Function works with. */
export interface Services {
  readonly runtime: Runtime;
  readonly platform: Platform;
  readonly settings: Settings;
}

/** @param subscribeKey from the request, where it names one: tells the address of the On Request Functions */
export async function openServices(runtime: Runtime, subscribeKey?: string): Promise<Services> {
  const settings = await readSettings(runtime, subscribeKey);
  return { runtime, settings, platform: webex(runtime, settings.webexApiUrl) };
}

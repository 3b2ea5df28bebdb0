import type { Notifications, Platform, Rehearse } from '../platform/platform.ts';
import { webexNotifications } from '../platform/webex/notification.ts';
import { webexRehearsal } from '../platform/webex/rehearsal.ts';
import { webex } from '../platform/webex/webex.ts';
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

export const openNotifications = (runtime: Runtime): Notifications => webexNotifications(runtime);

export const openRehearsal = (runtime: Runtime): Rehearse => webexRehearsal(runtime);

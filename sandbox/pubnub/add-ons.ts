import type { MiddlewareHandler } from 'hono';
import type { ServerBindings } from '../faults.ts';
import { Refusal } from './refusal.ts';

/** What is switched on for a keyset in the Admin Portal. */
export interface AddOns {
  readonly messagePersistence: boolean;
  readonly appContext: boolean;
  /** Of the Stream Controller. Without it a pattern is a channel like any other, to which nobody publishes. */
  readonly wildcardSubscribe: boolean;
}

export const ALL_ADD_ONS: AddOns = { messagePersistence: true, appContext: true, wildcardSubscribe: true };

const HISTORY_OFF =
  'Use of the history API requires the Storage & Playback which is not enabled for this subscribe key. Login to your PubNub Dashboard Account and enable Storage & Playback. Contact support@pubnub.com if you require further assistance.';

export const appContextOff = (): Refusal =>
  new Refusal(403, { status: 403, error: true, message: 'App Context is not enabled for this subscribe key.' });

/** Refuses what an add-on would serve that is not switched on. */
export function addOnGuard({
  messagePersistence,
  appContext,
}: AddOns): MiddlewareHandler<{ Bindings: ServerBindings }> {
  return async (context, next) => {
    const { path } = context.req;
    if (!messagePersistence && /^\/v[23]\/history\//.test(path)) {
      throw new Refusal(403, { status: 403, error: true, error_message: HISTORY_OFF, channels: {} });
    }
    if (!appContext && path.startsWith('/v2/objects/')) throw appContextOff();
    return next();
  };
}

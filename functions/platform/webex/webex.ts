import type { Runtime } from '../../runtime/runtime.ts';
import type { Platform } from '../platform.ts';
import { webexApi } from './api.ts';
import { webexMessages } from './messages.ts';
import { webexPlaces } from './places.ts';
import { webexTokens } from './tokens.ts';
import { webexWebhooks } from './webhooks.ts';

/**
 * Webex behind the Platform interface, for one execution of a Function: it refuses more calls than PubNub allows in one.
 * @param apiUrl without a trailing slash
 */
export function webex(runtime: Runtime, apiUrl: string): Platform {
  const api = webexApi(runtime, apiUrl);
  return {
    name: 'Webex',
    ...webexPlaces(api),
    ...webexMessages(api),
    ...webexTokens(api, runtime),
    ...webexWebhooks(api),
  };
}

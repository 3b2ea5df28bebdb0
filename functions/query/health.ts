import type { Health } from '../../src/bridge/query.ts';
import { readProgress } from '../maintain/progress.ts';
import { isPlatformError, PlatformError } from '../platform/errors.ts';
import { ConfigurationError } from '../shared/refusal.ts';
import type { Services } from '../shared/services.ts';
import { clientCredentials } from '../shared/settings.ts';

/** No token of anybody: Webex refuses it, if it comes so far. */
const NO_TOKEN = 'pigdin-doctor';

/** How this installation is set up, for `npm run doctor`. One call to the platform. */
export async function health(services: Services): Promise<Health> {
  const { runtime, settings } = services;
  const { at } = await readProgress(runtime.kv);
  return {
    ...settings,
    clientId: await runtime.secret('WEBEX_CLIENT_ID'),
    clientSecret: (await runtime.secret('WEBEX_CLIENT_SECRET')) !== undefined,
    webexTrouble: await platformTrouble(services),
    now: runtime.now(),
    intervalAt: at,
  };
}

/** A platform that refuses only the token knows the client: it checks the client first. */
async function platformTrouble({ runtime, platform }: Services): Promise<string | undefined> {
  try {
    await platform.refresh(await clientCredentials(runtime), NO_TOKEN);
  } catch (error) {
    if (isPlatformError(error, 'unauthorized')) return undefined;
    if (error instanceof PlatformError || error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return undefined;
}

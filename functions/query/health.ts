import type { Health } from '../../src/bridge/query.ts';
import { readProgress } from '../maintain/progress.ts';
import type { Services } from '../shared/services.ts';

/** How this installation is set up, for `npm run doctor`. */
export async function health({ runtime, settings }: Services): Promise<Health> {
  const { at } = await readProgress(runtime.kv);
  return {
    ...settings,
    clientId: await runtime.secret('WEBEX_CLIENT_ID'),
    clientSecret: (await runtime.secret('WEBEX_CLIENT_SECRET')) !== undefined,
    now: runtime.now(),
    intervalAt: at,
  };
}

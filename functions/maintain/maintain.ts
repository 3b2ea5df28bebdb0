/** Keeps alive what would otherwise end: looks after one account in each run, and comes round again. */
import { CONTROL_CHANNEL } from '../../src/bridge/channels.ts';
import { isUserKey } from '../../src/bridge/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { nameOf } from '../shared/refusal.ts';
import { openServices } from '../shared/services.ts';
import { readProgress, saveProgress } from './progress.ts';
import { tend } from './tend.ts';

/** One run: one account may need all of PubNub's five calls out. What fails is logged, and the walk goes on. */
export async function maintain(runtime: Runtime, subscribeKey: string | undefined): Promise<void> {
  const services = await openServices(runtime, subscribeKey);
  const { page } = await readProgress(runtime.kv);
  const { items, next } = await runtime.objects.members(CONTROL_CHANNEL, 1, page);
  // Before the visit: whatever happens there, the next run goes on behind it.
  await saveProgress(runtime.kv, { page: next, at: runtime.now() });
  const [user] = items;
  if (user === undefined || !isUserKey(user)) return;
  try {
    await tend(services, user);
  } catch (error) {
    runtime.log('a user could not be looked after', { user, error: nameOf(error) });
  }
}

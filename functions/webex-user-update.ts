import { beforePublish } from './runtime/entries.ts';
import type { PublishRequest } from './runtime/modules.ts';
import { runTask } from './tasks/tasks.ts';

export default async function webexUserUpdate(request: PublishRequest): Promise<unknown> {
  return beforePublish('webex-user-update', request, runTask);
}

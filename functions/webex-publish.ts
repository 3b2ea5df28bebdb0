import { forward } from './forward/forward.ts';
import { beforePublish } from './runtime/entries.ts';
import type { PublishRequest } from './runtime/modules.ts';

export default async function webexPublish(request: PublishRequest): Promise<unknown> {
  return beforePublish('webex-publish', request, forward);
}

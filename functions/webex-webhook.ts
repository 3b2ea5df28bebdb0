import { receive } from './receive/receive.ts';
import { onRequest } from './runtime/entries.ts';
import type { OnRequestRequest, OnRequestResponse } from './runtime/modules.ts';

export default async function webexWebhook(request: OnRequestRequest, response: OnRequestResponse): Promise<unknown> {
  return onRequest('webex-webhook', request, response, receive);
}

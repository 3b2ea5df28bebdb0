import { answerQuery } from './query/query.ts';
import { onRequest } from './runtime/entries.ts';
import type { OnRequestRequest, OnRequestResponse } from './runtime/modules.ts';

export default async function webexQuery(request: OnRequestRequest, response: OnRequestResponse): Promise<unknown> {
  return onRequest('webex-query', request, response, answerQuery);
}

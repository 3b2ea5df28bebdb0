import { onRequest } from './runtime/entries.ts';
import type { OnRequestRequest, OnRequestResponse } from './runtime/modules.ts';
import { signIn } from './sign-in/sign-in.ts';

export default async function webexOauth(request: OnRequestRequest, response: OnRequestResponse): Promise<unknown> {
  return onRequest('webex-oauth', request, response, signIn);
}

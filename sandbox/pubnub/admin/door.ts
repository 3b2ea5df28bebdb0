import type { Context } from 'hono';
import { FaasError } from './envelope.ts';

/** What keeps a request out of the whole Admin API; undefined where nothing does. */
export function refusalAtDoor(context: Context, apiKey: string): FaasError | undefined {
  const authorization = context.req.header('authorization');
  if (!authorization) return new FaasError('FAAS-1001', 'Authentication credentials were not provided');
  if (authorization !== apiKey) return new FaasError('FAAS-1002', 'Invalid authentication credential');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(context.req.header('pubnub-version') ?? '')) {
    return new FaasError('FAAS-400', 'The header PubNub-Version must name a date');
  }
  return undefined;
}

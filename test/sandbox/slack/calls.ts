import { webApi } from '@slack/bolt';
import type { SlackService } from '../../../sandbox/slack/service.ts';

const silently = (): void => undefined;

/** What the SDK complains of is expected here. */
export const SILENT: webApi.Logger = {
  debug: silently,
  info: silently,
  warn: silently,
  error: silently,
  setLevel: silently,
  getLevel: () => webApi.LogLevel.ERROR,
  setName: silently,
};

/** The official client, without retries: what Slack answers is what a test sees. */
export const clientOf = (slack: SlackService, token = slack.botToken): webApi.WebClient =>
  new webApi.WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  });

/** The `error` of a refused call; fails when the call succeeds. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  const outcome = await call.then(
    () => 'no error at all',
    (error: unknown) => error,
  );
  if (outcome instanceof webApi.WebAPIPlatformError) return outcome.data.error;
  throw new Error('expected an error of the Web API', { cause: outcome });
}

/** One call by hand: a form, with the token in the header. */
export const form = (slack: SlackService, method: string, fields: Record<string, string>, token = slack.botToken) =>
  fetch(slack.apiUrl + method, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });

/** The answer of a call made by hand. */
export async function answerOf(response: Promise<Response>): Promise<Record<string, unknown>> {
  return (await (await response).json()) as Record<string, unknown>;
}

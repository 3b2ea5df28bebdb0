import { Hono, type Context } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import { record, type Core } from '../core.ts';
import { newSecret } from '../state/ids.ts';
import { authenticate, requireAppToken, requireScope } from './access.ts';
import { ApiError, RateLimited } from './errors.ts';
import type { Method, OpenCall } from './method.ts';
import { METHODS } from './methods.ts';
import { readRequest } from './request.ts';

type Body = Record<string, unknown>;

interface Answer {
  readonly status: 200 | 429;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;
}

/** `/api/<method>`: the Web API. */
export function webApi(core: Core): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.on(['GET', 'POST'], '/:method', async (context) => {
    const name = context.req.param('method');
    const { args, answer } = await answerTo(core, name, context);
    const { status, body, headers } = answer;
    const error = typeof body['error'] === 'string' ? { error: body['error'] } : {};
    record(core, { type: 'api', method: name, args, status, ok: body['ok'] === true, ...error });
    return context.json(body, status, { ...headers, 'x-slack-req-id': newSecret() });
  });
  return app;
}

async function answerTo(core: Core, name: string, context: Context): Promise<{ args: Body; answer: Answer }> {
  let args: Body = {};
  try {
    const request = await readRequest(context.req);
    args = withoutSecrets(request.args);
    const method = METHODS.get(name);
    if (!method) throw new ApiError('unknown_method', { req_method: name });
    const call: OpenCall = { core, request, warnings: [...request.warnings] };
    return { args, answer: await run(call, name, method) };
  } catch (error) {
    return { args, answer: failure(error) };
  }
}

async function run(call: OpenCall, name: string, method: Method): Promise<Answer> {
  const { core, request } = call;
  const injected = core.rateLimitFaults.take(name, request.args['channel']);
  if (injected > 0) throw new RateLimited(injected);
  if (method.by !== 'bot') {
    if (method.by === 'app') requireAppToken(core, request);
    spend(core, core.app.id, name, method);
    return success(call, await method.run(call));
  }
  const installation = authenticate(core, request);
  const { workspace, scopes, botUserId } = installation;
  spend(core, workspace.id, name, method);
  const headers = {
    'x-oauth-scopes': [...scopes].join(','),
    ...(method.scope !== undefined ? { 'x-accepted-oauth-scopes': method.scope } : {}),
  };
  if (method.scope !== undefined) requireScope(installation, method.scope);
  const bot = workspace.users.get(botUserId);
  if (!bot) throw new ApiError('account_inactive');
  return success(call, await method.run({ ...call, installation, workspace, bot }), headers);
}

function spend(core: Core, teamId: string, name: string, { tier }: Method): void {
  const wait = core.rateLimits.takeCall(teamId, name, tier);
  if (wait > 0) throw new RateLimited(wait);
}

function success({ warnings }: OpenCall, result: object, headers: Answer['headers'] = {}): Answer {
  const body: Body = { ok: true, ...result };
  if (warnings.length > 0) {
    body['warning'] = warnings.join(',');
    body['response_metadata'] = { ...(body['response_metadata'] as object | undefined), warnings };
  }
  return { status: 200, body, headers };
}

function failure(error: unknown): Answer {
  if (error instanceof ApiError)
    return { status: 200, body: { ok: false, error: error.code, ...error.extra }, headers: {} };
  if (error instanceof RateLimited) {
    return {
      status: 429,
      body: { ok: false, error: 'ratelimited' },
      headers: { 'retry-after': String(error.retryAfterSeconds) },
    };
  }
  throw error;
}

/** The journal is shown to people: secrets stay out of it. */
const withoutSecrets = (args: Readonly<Body>): Body =>
  Object.fromEntries(Object.entries(args).filter(([name]) => !/token|secret|code/.test(name)));

import type { IncomingMessage } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';

/** One way in which a service misbehaves on request. */
export interface Fault {
  readonly method?: string;
  /** Matched against the raw path, without the query. */
  readonly path: RegExp;
  /** How many requests it hits; 1 unless told. */
  readonly times?: number;
  readonly delayMs?: number;
  /** Answered instead of the real answer. */
  readonly answer?: { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown };
  /** Cut the connection without an answer. */
  readonly drop?: boolean;
  /** `after`: the service does its work, and only then delays, answers wrongly or drops. */
  readonly when?: 'before' | 'after';
}

/** The faults that one service has been asked for. */
export class Faults {
  #active: { fault: Fault; left: number }[] = [];

  inject(fault: Fault): void {
    this.#active.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#active = [];
  }

  #take(method: string, path: string): Fault | undefined {
    const hit = this.#active.find(
      ({ fault, left }) => left > 0 && (fault.method ?? method) === method && fault.path.test(path),
    );
    if (!hit) return undefined;
    hit.left -= 1;
    return hit.fault;
  }

  /** Put in front of a service's routes. */
  middleware(): MiddlewareHandler<{ Bindings: ServerBindings }> {
    return async (context, next) => {
      const fault = this.#take(context.req.method, new URL(context.req.url).pathname);
      if (!fault) return next();
      if (fault.when === 'after') await next();
      if (fault.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      if (fault.drop) return cutOff(context);
      if (fault.answer) return wrongAnswer(context, fault.answer);
      if (fault.when !== 'after') await next();
    };
  }
}

/** What @hono/node-server puts into `context.env`. */
export interface ServerBindings {
  readonly incoming: IncomingMessage;
}

/** The answer goes nowhere: there is no connection any more. */
function cutOff(context: Context<{ Bindings: ServerBindings }>): Response {
  context.env.incoming.socket.destroy();
  context.res = new Response(null, { status: 500 });
  return context.res;
}

function wrongAnswer(context: Context, answer: NonNullable<Fault['answer']>): Response {
  const { status, headers = {}, body = '' } = answer;
  context.res = new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return context.res;
}

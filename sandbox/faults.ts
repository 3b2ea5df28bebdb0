import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Context, MiddlewareHandler, Next } from 'hono';

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
  /** Every open connection, with the path of its latest request. */
  readonly #connections = new Map<Socket, string>();
  readonly #halfOpen = new WeakSet<Socket>();

  inject(fault: Fault): void {
    this.#active.push({ fault, left: fault.times ?? 1 });
  }

  /** Connections that are half-open stay so. */
  clear(): void {
    this.#active = [];
  }

  /**
   * Leaves the connections of now half-open: they stay, but nothing is answered on them any more, as when a router in between
   * has forgotten them. New ones work.
   * @param path of the latest request on a connection; all of them unless told
   */
  freeze(path = /^/): void {
    for (const [socket, latest] of this.#connections) if (path.test(latest)) this.#halfOpen.add(socket);
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
      const { socket } = context.env.incoming;
      const { pathname } = new URL(context.req.url);
      this.#note(socket, pathname);
      await this.#openAgain(socket);
      const answer = await misbehave(this.#take(context.req.method, pathname), context, next);
      await this.#openAgain(socket);
      return answer;
    };
  }

  #note(socket: Socket, path: string): void {
    if (!this.#connections.has(socket)) socket.once('close', () => this.#connections.delete(socket));
    this.#connections.set(socket, path);
  }

  /** Never resolves for a connection that is half-open. */
  async #openAgain(socket: Socket): Promise<void> {
    if (this.#halfOpen.has(socket)) await new Promise(() => undefined);
  }
}

/** The answer, if it is another than the real one. */
async function misbehave(
  fault: Fault | undefined,
  context: Context<{ Bindings: ServerBindings }>,
  next: Next,
): Promise<Response | void> {
  if (!fault) return next();
  if (fault.when === 'after') await next();
  if (fault.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  if (fault.drop) return cutOff(context);
  if (fault.answer) return wrongAnswer(context, fault.answer);
  if (fault.when !== 'after') await next();
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

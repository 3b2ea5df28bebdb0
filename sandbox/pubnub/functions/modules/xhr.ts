import type { Limits } from '../limits.ts';
import type { Guard } from './guard.ts';

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

interface XhrOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Milliseconds. */
  readonly timeout?: number;
}

interface XhrResponse {
  readonly status: number;
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** `require('xhr')`. In the sandbox it reaches nothing but this machine, and it follows no redirects. */
export function xhrModule(guard: Guard, limits: Limits): Record<string, unknown> {
  return {
    fetch: guard.counted('xhr', (_execution, url: string, options: XhrOptions = {}) => request(url, options, limits)),
  };
}

async function request(url: string, options: XhrOptions, limits: Limits): Promise<XhrResponse> {
  const { hostname } = new URL(url);
  if (!LOOPBACK.has(hostname)) throw new Error(`The sandbox's xhr reaches only this machine, not ${hostname}`);
  const method = (options.method ?? 'GET').toUpperCase();
  if (!METHODS.has(method)) throw new Error(`xhr knows no method ${method}`);
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(Math.min(options.timeout ?? limits.xhrTimeoutMs, limits.xhrTimeoutMs)),
    ...(options.headers && { headers: { ...options.headers } }),
    ...(options.body !== undefined && { body: options.body }),
  });
  return { status: response.status, body: await response.text(), headers: Object.fromEntries(response.headers) };
}

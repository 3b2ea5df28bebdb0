import type { AddressInfo } from 'node:net';
import { serve, type ServerType } from '@hono/node-server';
import type { Hono } from 'hono';
import type { ServerBindings } from './faults.ts';

/** A PubNub publish by GET has its message in the request line: more than Node's usual 16 KiB. */
const MAX_HEAD = 64 * 1024;

/** A Hono app listening on loopback. */
export interface Server {
  readonly port: number;
  /** Without a trailing slash. */
  readonly url: string;
  /** For WebSocket upgrades. */
  readonly http: ServerType;
  /** Stops listening and cuts open connections: long polls must not hold a test. */
  close(): Promise<void>;
}

/** @param port 0 takes any free one. */
export async function listen(app: Hono<{ Bindings: ServerBindings }>, port = 0): Promise<Server> {
  const http = await new Promise<ServerType>((resolve, reject) => {
    const server = serve(
      { fetch: app.fetch, port, hostname: '127.0.0.1', serverOptions: { maxHeaderSize: MAX_HEAD } },
      () => resolve(server),
    );
    server.once('error', reject);
  });
  const { port: actual } = http.address() as AddressInfo;
  return {
    port: actual,
    url: `http://127.0.0.1:${actual}`,
    http,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        if ('closeAllConnections' in http) http.closeAllConnections();
      }),
  };
}

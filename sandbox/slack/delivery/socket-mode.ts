import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ServerType } from '@hono/node-server';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Happening } from '../entries.ts';
import { newSecret } from '../state/ids.ts';
import type { Timing } from '../timing.ts';
import { Connection } from './connection.ts';
import type { Outcome, Parcel, Transport } from './transport.ts';

/** Documented: so many connections at a time. */
const MAX_CONNECTIONS = 10;
/** `debug_reconnects=true` on the URL shortens a connection's life to this. */
const DEBUG_CONNECTION_MS = 360_000;
const HOST = 'applink-sandbox';

interface SocketModeOptions {
  readonly appId: string;
  /** Off, every connection is sent away. */
  readonly isEnabled: boolean;
  readonly timing: Timing;
  readonly record: (happening: Happening) => void;
}

/** Slack's side of Socket Mode: tickets, connections, one of which gets each payload. */
export class SocketMode implements Transport {
  readonly #options: SocketModeOptions;
  readonly #server = new WebSocketServer({ noServer: true, autoPong: false });
  readonly #tickets = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #heartbeat: NodeJS.Timeout;
  #connections: Connection[] = [];
  #opened = 0;
  #turn = 0;

  constructor(options: SocketModeOptions) {
    this.#options = options;
    this.#heartbeat = setInterval(() => {
      for (const connection of this.#connections) connection.heartbeat();
    }, options.timing.pingMs);
  }

  get connectionCount(): number {
    return this.#connections.length;
  }

  /** The query of a WebSocket URL that opens one connection. */
  issueTicket(): string {
    const ticket = newSecret();
    this.#tickets.add(ticket);
    return `ticket=${ticket}&app_id=${this.#options.appId}`;
  }

  attach(http: ServerType): void {
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://slack');
      if (pathname !== '/link/' || !this.#tickets.delete(searchParams.get('ticket') ?? '')) {
        socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
        return;
      }
      const isDebug = searchParams.get('debug_reconnects') === 'true';
      this.#server.handleUpgrade(request, socket, head, (webSocket) =>
        this.#welcome(webSocket, isDebug ? DEBUG_CONNECTION_MS : this.#options.timing.connectionMs),
      );
    });
  }

  /** To any one of the connections: they take turns. */
  async deliver(parcel: Parcel): Promise<Outcome> {
    const open = this.#connections.filter(({ isOpen }) => isOpen);
    const connection = open[this.#turn++ % open.length];
    if (!connection) return { acknowledged: false, reason: 'connection_failed' };
    return connection.deliver(parcel, this.#options.timing.ackMs);
  }

  /** Asks every connection to go, as Slack does before it restarts a server. */
  requestReconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void {
    for (const connection of this.#connections) this.#requestReconnect(connection, reason);
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const connection of this.#connections) connection.terminate();
  }

  /** Every connection stays open, but Slack falls silent: no pongs, no payloads. */
  freeze(answersClose: boolean): void {
    for (const connection of this.#connections) connection.freeze(answersClose);
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const timer of this.#timers) clearTimeout(timer);
    this.cut();
    this.#server.close();
  }

  #welcome(socket: WebSocket, lifetimeMs: number): void {
    const connection = new Connection(++this.#opened, socket);
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      this.#options.record({ type: 'socket', change: 'refused', connection: connection.number, reason: refusal });
      connection.send({ type: 'disconnect', reason: refusal, debug_info: { host: HOST } });
      connection.close();
      return;
    }
    this.#connections.push(connection);
    const timers = this.#scheduleRefresh(connection, lifetimeMs);
    socket.on('close', () => {
      this.#connections = this.#connections.filter((other) => other !== connection);
      for (const timer of timers) this.#forget(timer);
      this.#options.record({ type: 'socket', change: 'closed', connection: connection.number });
    });
    connection.send({
      type: 'hello',
      num_connections: this.#connections.length,
      debug_info: {
        host: HOST,
        build_number: 1,
        approximate_connection_time: Math.round(lifetimeMs / 1000),
      },
      connection_info: { app_id: this.#options.appId },
    });
    this.#options.record({ type: 'socket', change: 'opened', connection: connection.number });
  }

  #refusal(): string | undefined {
    if (!this.#options.isEnabled) return 'link_disabled';
    return this.#connections.length >= MAX_CONNECTIONS ? 'too_many_websockets' : undefined;
  }

  #scheduleRefresh(connection: Connection, lifetimeMs: number): NodeJS.Timeout[] {
    const warnMs = Math.max(0, lifetimeMs - this.#options.timing.warningMs);
    const timers = [
      setTimeout(() => this.#requestReconnect(connection, 'warning'), warnMs),
      setTimeout(() => this.#requestReconnect(connection, 'refresh_requested'), lifetimeMs),
    ];
    for (const timer of timers) this.#timers.add(timer.unref());
    return timers;
  }

  #forget(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }

  #requestReconnect(connection: Connection, reason: string): void {
    this.#options.record({ type: 'socket', change: 'warned', connection: connection.number, reason });
    connection.send({ type: 'disconnect', reason, debug_info: { host: HOST } });
    if (reason !== 'warning') connection.close();
  }
}

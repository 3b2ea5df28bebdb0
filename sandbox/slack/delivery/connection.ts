import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Outcome, Parcel } from './transport.ts';

const ackSchema = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

/** One Socket Mode connection. */
export class Connection {
  readonly number: number;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, (outcome: Outcome) => void>();
  #isFrozen = false;
  #isAlive = true;

  constructor(number: number, socket: WebSocket) {
    this.number = number;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
    socket.on('ping', (data) => {
      if (!this.#isFrozen) socket.pong(data);
    });
    socket.on('pong', () => (this.#isAlive = true));
    socket.on('close', () => this.#giveUp());
    socket.on('error', () => socket.terminate());
  }

  /** Neither closing nor closed. */
  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  send(frame: object): void {
    if (!this.#isFrozen) this.#socket.send(JSON.stringify(frame));
  }

  /** Sends one envelope and waits for its acknowledgement. */
  async deliver({ kind, payload, attempt, reason = '' }: Parcel, ackMs: number): Promise<Outcome> {
    const envelopeId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const timer = setTimeout(() => resolve({ acknowledged: false, reason: 'timeout' }), ackMs);
    this.#waiting.set(envelopeId, resolve);
    this.send({
      envelope_id: envelopeId,
      type: kind,
      accepts_response_payload: kind !== 'events_api',
      payload,
      ...(kind === 'events_api' ? { retry_attempt: attempt, retry_reason: reason } : {}),
    });
    const outcome = await promise;
    clearTimeout(timer);
    this.#waiting.delete(envelopeId);
    return outcome;
  }

  /** Pings; a connection that did not answer the ping before is cut. */
  heartbeat(): void {
    if (this.#isFrozen) return;
    if (!this.#isAlive) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }

  /** Half-open: the TCP connection stays, but nothing is sent any more, and nothing answered, except perhaps a close. */
  freeze(answersClose: boolean): void {
    this.#isFrozen = true;
    if (!answersClose) this.#socket.pause();
  }

  close(): void {
    this.#socket.close(1000);
  }

  /** Cuts the connection without a close frame. */
  terminate(): void {
    this.#socket.terminate();
  }

  #receive(text: string): void {
    if (this.#isFrozen) return;
    const ack = ackSchema.safeParse(parseJson(text));
    if (!ack.success) return;
    this.#waiting.get(ack.data.envelope_id)?.({ acknowledged: true, body: ack.data.payload });
  }

  #giveUp(): void {
    for (const resolve of this.#waiting.values()) resolve({ acknowledged: false, reason: 'timeout' });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

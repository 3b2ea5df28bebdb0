import type { PubNubEntry } from './entry.ts';
import { REGION, type WireEnvelope } from './envelope.ts';
import type { HistoryStore } from './history-store.ts';
import type { Journal } from '../journal.ts';
import { channelProblem } from './names.ts';
import { Refusal } from './refusal.ts';
import type { Timetokens } from './timetoken.ts';

/** A request to publish, from a client or from a Function. */
export interface Publication {
  readonly kind: 'message' | 'signal';
  readonly channel: string;
  readonly message: unknown;
  readonly meta?: unknown;
  readonly customMessageType?: string | undefined;
  /** The uuid that the publisher gave itself. */
  readonly publisher: string;
  readonly store: boolean;
  readonly ttlHours?: number | undefined;
  /** False for a fire. */
  readonly replicate: boolean;
  /** How many Functions ran one after another before this. */
  readonly hops: number;
  readonly connection: Connection;
}

/** What a Function learns of the request that set it off. */
export interface Connection {
  readonly verb: string;
  readonly uri: string;
  readonly params: Readonly<Record<string, string>>;
  readonly clientip: string;
  readonly origin: string;
  readonly useragent: string;
}

/** What Functions made of a publication; undefined where the chain of hops was too long and it was dropped. */
export type Gate = (publication: Publication) => Promise<{ readonly message: unknown } | undefined>;

/** Hands a message to subscribers; faults sit in between. */
export type Deliver = (envelope: WireEnvelope) => void;

export interface PublisherParts {
  readonly subscribeKey: string;
  readonly timetokens: Timetokens;
  readonly history: HistoryStore;
  readonly journal: Journal<PubNubEntry>;
  readonly gate: Gate;
  readonly deliver: Deliver;
}

/** The documented limit: payload, in URI encoding on a GET, and the rest of the request line together. */
const MAX_REQUEST_BYTES = 32 * 1024;
const MAX_SIGNAL_BYTES = 64;

/** Throws a Refusal with 413 for a publish of so many bytes. */
export function checkSize(bytes: number): void {
  if (bytes >= MAX_REQUEST_BYTES) throw new Refusal(413, [0, 'Request Entity Too Large']);
}

const signalProblem = ({ kind, message }: Publication): string | undefined =>
  kind === 'signal' && Buffer.byteLength(JSON.stringify(message)) > MAX_SIGNAL_BYTES
    ? 'Signal size too large'
    : undefined;

/** The way of every message: names, Functions, history, subscribers. */
export class Publisher {
  readonly #parts: PublisherParts;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /** Returns the timetoken. Throws a Refusal. */
  async publish(publication: Publication): Promise<string> {
    const problem = channelProblem(publication.channel) ?? signalProblem(publication);
    if (problem !== undefined) throw this.refuse(400, problem);
    const passed = await this.#parts.gate(publication);
    const timetoken = this.#parts.timetokens.next();
    if (passed) this.#accept({ ...publication, message: passed.message }, timetoken);
    return timetoken.toString();
  }

  /** The array that publish and signal answer an error with. */
  refuse(status: 400 | 403, reason: string): Refusal {
    return new Refusal(status, [0, reason, this.#parts.timetokens.next().toString()]);
  }

  #accept(publication: Publication, timetoken: bigint): void {
    const { history, journal, deliver } = this.#parts;
    const { kind, channel, message, meta, publisher, customMessageType } = publication;
    const stored = publication.store && kind === 'message';
    if (stored) {
      history.add({ channel, message, timetoken, uuid: publisher, meta, customMessageType }, publication.ttlHours);
    }
    if (publication.replicate) deliver(this.#envelope(publication, timetoken.toString()));
    journal.add({
      type: 'publish',
      kind,
      channel,
      message,
      meta,
      timetoken: timetoken.toString(),
      publisher,
      stored,
      delivered: publication.replicate,
    });
  }

  #envelope({ kind, channel, message, meta, publisher, customMessageType }: Publication, t: string): WireEnvelope {
    return {
      a: '2',
      f: 0,
      ...(kind === 'signal' ? { e: 1 } : {}),
      i: publisher,
      p: { t, r: REGION },
      k: this.#parts.subscribeKey,
      c: channel,
      d: message,
      ...(meta === undefined ? {} : { u: meta }),
      ...(customMessageType === undefined ? {} : { cmt: customMessageType }),
    };
  }
}

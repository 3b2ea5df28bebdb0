/** A room in Webex with everything that was written there, whoever heard of it. */
import type { MessageEnvelope } from '../../src/bridge/envelope.ts';
import type { Answers, QueryArgs } from '../../src/bridge/query.ts';
import { external, message, roomId } from './builders.ts';

const START = Date.parse('2026-11-20T09:00:00.000Z');

export class WebexRoom {
  readonly number: number;
  readonly written: MessageEnvelope[] = [];

  constructor(number = 1) {
    this.number = number;
  }

  /** As the webhook would report it: with what stands before it. */
  write(text: string, by = 'Ann'): MessageEnvelope {
    const before = this.written.at(-1)?.externalObj;
    const id = this.number * 10_000 + this.written.length + 1;
    const created = new Date(START + id * 1000).toISOString();
    const envelope = message(id, {
      text,
      senderName: by,
      channelName: `Room ${this.number}`,
      platformChannelId: roomId(this.number),
      externalObj: external(id, { roomId: roomId(this.number), created }),
      ...(before ? { previous: { id: before.id, created: before.created } } : {}),
    });
    this.written.push(envelope);
    return envelope;
  }

  /** What webex-query answers about it. */
  page({ beforeMessage, limit = 50 }: QueryArgs['messages']): Answers['messages'] {
    const newestFirst = this.written.toReversed();
    const from = newestFirst.findIndex(({ externalObj }) => externalObj?.id === beforeMessage) + 1;
    const envelopes = newestFirst.slice(from, from + limit).map(({ previous: _previous, ...envelope }) => envelope);
    return { envelopes, more: from + limit < newestFirst.length };
  }

  get info(): Answers['rooms']['rooms'][number] {
    const lastActivity = this.written.at(-1)?.externalObj?.created;
    return { id: roomId(this.number), title: `Room ${this.number}`, isDirect: false, lastActivity };
  }
}

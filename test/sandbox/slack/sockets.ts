import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Journal } from '../../../sandbox/journal.ts';
import type { SlackService } from '../../../sandbox/slack/service.ts';
import { clientOf } from './calls.ts';

export type Frame = Readonly<Record<string, unknown>> & { readonly type?: string; readonly envelope_id?: string };

/** A Socket Mode client by hand: it acknowledges only what it is told to. */
export interface RawSocket {
  readonly socket: WebSocket;
  readonly frames: Journal<Frame>;
  readonly closed: Promise<unknown>;
  ack(frame: Frame, payload?: object): void;
}

export async function openUrl(slack: SlackService): Promise<string> {
  const { url = '' } = await clientOf(slack, slack.appToken).apps.connections.open({});
  return url;
}

export async function openSocket(slack: SlackService, url?: string): Promise<RawSocket> {
  const socket = new WebSocket(url ?? (await openUrl(slack)));
  const frames = new Journal<Frame>();
  socket.on('message', (data: Buffer) => frames.add(JSON.parse(data.toString('utf8')) as Frame));
  const closed = once(socket, 'close');
  await frames.waitFor('the first frame', () => true);
  return {
    socket,
    frames,
    closed,
    ack: ({ envelope_id: id }, payload) =>
      socket.send(JSON.stringify({ envelope_id: id, ...(payload ? { payload } : {}) })),
  };
}

/** The nth payload of a kind. */
export const payloads = ({ frames }: RawSocket, type: string): Frame[] =>
  frames.entries.filter((frame) => frame.type === type);

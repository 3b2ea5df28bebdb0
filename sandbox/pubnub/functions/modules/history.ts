import { MAX_EACH_OF_MANY, MAX_ONE_CHANNEL, type HistoryStore, type Range } from '../../history-store.ts';
import { parseTimetoken } from '../../timetoken.ts';
import type { Guard } from './guard.ts';

interface HistoryParameters {
  readonly channel?: string;
  readonly channels?: readonly string[];
  readonly count?: number;
  /** Timetokens. */
  readonly start?: string;
  readonly end?: string;
  /** One, or one for each channel. */
  readonly channelTimetokens?: readonly string[];
}

/** The history methods of `require('pubnub')`, with the parameters of the JavaScript SDK. */
export function historyModule(guard: Guard, history: HistoryStore): Record<string, unknown> {
  const method = (work: (parameters: HistoryParameters) => unknown) =>
    guard.counted('pubnub', (_execution, parameters: HistoryParameters) => work(parameters));
  return {
    fetchMessages: method(({ channels = [], count, ...range }) => {
      const most = channels.length === 1 ? MAX_ONE_CHANNEL : MAX_EACH_OF_MANY;
      const max = Math.min(count ?? most, most);
      const pages = channels.map((channel) => [channel, page(history, channel, range, max)] as const);
      return { channels: Object.fromEntries(pages.filter(([, messages]) => messages.length > 0)) };
    }),
    history: method(({ channel = '', count = MAX_ONE_CHANNEL, ...range }) => {
      const messages = page(history, channel, range, Math.min(count, MAX_ONE_CHANNEL));
      return {
        messages: messages.map(({ timetoken, message }) => ({ timetoken, entry: message })),
        startTimeToken: messages[0]?.timetoken ?? '0',
        endTimeToken: messages.at(-1)?.timetoken ?? '0',
      };
    }),
    deleteMessages: method(({ channel = '', ...range }) => history.delete(channel, rangeOf(range))),
    messageCounts: method(({ channels = [], channelTimetokens = [] }) => ({
      channels: Object.fromEntries(
        channels.map((channel, index) => {
          const since = parseTimetoken(channelTimetokens[index] ?? channelTimetokens[0]);
          if (since === undefined) throw new Error('Missing channelTimetokens');
          return [channel, history.countAfter(channel, since)];
        }),
      ),
    })),
  };
}

interface Item {
  readonly channel: string;
  readonly message: unknown;
  readonly timetoken: string;
  readonly uuid: string;
  readonly meta: unknown;
}

function page(history: HistoryStore, channel: string, range: HistoryParameters, max: number): Item[] {
  const { messages } = history.page(channel, rangeOf(range), max);
  return messages.map(({ message, timetoken, uuid, meta }) => ({
    channel,
    message,
    timetoken: timetoken.toString(),
    uuid,
    meta,
  }));
}

const rangeOf = ({ start, end }: HistoryParameters): Range => ({
  start: parseTimetoken(start),
  end: parseTimetoken(end),
});

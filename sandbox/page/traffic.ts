/** PubNub's journal as lines that a person can follow. Only named fields leave it: control messages hold tokens. */
import * as z from 'zod';
import type { FunctionEntry, PublishEntry, PubNubEntry } from '../pubnub/entry.ts';
import type { TrafficLine } from './protocol.ts';

/** So many of the newest lines are shown. */
const SHOWN = 300;

/** What a Function that publishes is called, by the sandbox's PubNub. */
const FUNCTIONS = 'pubnub-functions';
const CONTROL_CHANNEL = 'webex-user-update';

/** Loose: the page also shows what the bridge would skip. */
const envelope = z.object({
  kind: z.string().catch('unknown'),
  channelName: z.string().optional().catch(undefined),
  senderName: z.string().optional().catch(undefined),
  text: z.string().optional().catch(undefined),
  externalObj: z.object({ id: z.string() }).optional().catch(undefined),
});

export function trafficOf(entries: readonly PubNubEntry[]): TrafficLine[] {
  return entries.flatMap((entry, index) => lineOf(entry, String(index)) ?? []).slice(-SHOWN);
}

/** Ids of the Webex messages that were sent for somebody in Slack. */
export function sentToWebex(entries: readonly PubNubEntry[]): Set<string> {
  const ids = entries.map((entry) =>
    entry.type === 'publish' && directionOf(entry) === 'to-webex' ? read(entry).externalObj?.id : undefined,
  );
  return new Set(ids.filter((id) => id !== undefined));
}

function lineOf(entry: PubNubEntry, key: string): TrafficLine | undefined {
  switch (entry.type) {
    case 'publish':
      return envelopeLine(entry, key);
    case 'function':
      return { key, type: 'function', name: entry.name, ms: Math.round(entry.ms), ...outcomeOf(entry) };
    case 'dropped':
      return {
        key,
        type: 'loss',
        detail: `PubNub lost ${entry.count} without telling: ${entry.what} (${entry.reason})`,
      };
    case 'subscribe':
    case 'function-log':
      return undefined;
  }
}

function envelopeLine(entry: PublishEntry, key: string): TrafficLine {
  const { kind, channelName, senderName, text } = read(entry);
  const direction = directionOf(entry);
  return {
    key,
    type: 'envelope',
    at: timeOf(entry.timetoken),
    direction,
    kind: direction === 'set-up' ? 'account' : kind,
    channel: entry.channel,
    ...(channelName === undefined ? {} : { room: channelName }),
    ...(senderName === undefined ? {} : { sender: senderName }),
    ...(text === undefined ? {} : { text }),
  };
}

const read = ({ message }: PublishEntry): Partial<z.output<typeof envelope>> & { kind: string } => {
  const parsed = envelope.safeParse(message);
  return parsed.success ? parsed.data : { kind: 'unknown' };
};

/** Functions publish what Webex reports; everything else on a room's channel is on its way to Webex. */
function directionOf({ channel, publisher }: PublishEntry): 'from-webex' | 'to-webex' | 'set-up' {
  if (channel === CONTROL_CHANNEL) return 'set-up';
  return publisher === FUNCTIONS ? 'from-webex' : 'to-webex';
}

/** A timetoken counts 100 ns since 1970. */
const timeOf = (timetoken: string): string => new Date(Number(BigInt(timetoken) / 10_000n)).toISOString();

const refusal = z.object({ reason: z.string() });

function outcomeOf({ outcome, error, status }: FunctionEntry): {
  outcome: 'ok' | 'refused' | 'failed';
  detail?: string;
} {
  switch (outcome) {
    case 'ok':
      return { outcome };
    case 'answered': {
      const isRefused = status !== undefined && status >= 400;
      return { outcome: isRefused ? 'refused' : 'ok', detail: `answered ${status}` };
    }
    case 'abort':
      return { outcome: 'refused', ...(error === undefined ? {} : { detail: reasonIn(error) }) };
    case 'error':
      return { outcome: 'failed', ...(error === undefined ? {} : { detail: error }) };
  }
}

/** Pigdin's Functions refuse with JSON that holds a sentence. */
function reasonIn(error: string): string {
  try {
    const parsed = refusal.safeParse(JSON.parse(error));
    return parsed.success ? parsed.data.reason : error;
  } catch {
    return error;
  }
}

/** PubNub's journal as lines that a person can follow. Only named fields leave it: control messages hold tokens. */
import * as z from 'zod';
import type { FunctionEntry, PubNubEntry, PublishEntry } from '../pubnub/entry.ts';
import type { FunctionRun, TrafficEnvelope, TrafficLine } from './protocol.ts';

/** So many of the newest lines are shown. */
const SHOWN = 300;

/** What a Function that publishes is called, by the sandbox's PubNub. */
const FUNCTIONS = 'pubnub-functions';
const CONTROL_CHANNEL = 'webex-user-update';

/** Loose: the page also shows what the bridge would skip. */
const envelopeSchema = z.object({
  kind: z.string().catch('unknown'),
  channelName: z.string().optional().catch(undefined),
  isDirect: z.boolean().catch(false),
  senderName: z.string().optional().catch(undefined),
  text: z.string().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  externalObj: z.object({ id: z.string() }).optional().catch(undefined),
});
type Envelope = z.output<typeof envelopeSchema>;

const UNREADABLE: Envelope = { kind: 'unknown', isDirect: false };
const controlSchema = z.object({ task: z.string() });
const refusalSchema = z.object({ reason: z.string() });

/** In order; a Function that did something for a message stands below it, though it ran before. */
export function trafficOf(entries: readonly PubNubEntry[]): TrafficLine[] {
  const lines: TrafficLine[] = [];
  const sent = sentToWebex(entries);
  const passed = new Map<string | undefined, FunctionRun[]>();
  const rooms = new Map<string | undefined, string>();
  for (const [index, entry] of entries.entries()) {
    const key = String(index);
    if (entry.type === 'publish') {
      const line = envelopeLine(entry, key, sent);
      lines.push(line, ...(passed.get(entry.channel) ?? []));
      passed.delete(entry.channel);
      if (line.room !== undefined) rooms.set(entry.channel, line.room);
    } else if (entry.type === 'function') {
      const run = runLine(entry, key, rooms.get(entry.on));
      const isGate = entry.trigger === 'BEFORE_PUBLISH' && entry.outcome === 'ok';
      if (!isGate) lines.push(run);
      else if (isAtWork(entry)) passed.set(entry.on, [...(passed.get(entry.on) ?? []), run]);
    } else if (entry.type === 'dropped') {
      lines.push({ key, type: 'loss', detail: `lost without a word: ${entry.what} (${entry.reason})` });
    }
  }
  return lines.slice(-SHOWN);
}

/** Every message passes the Functions of its channel; most of them only look at it. */
const isAtWork = ({ calls }: FunctionEntry): boolean => Object.values(calls).some((count) => count > 0);

/** Ids of the Webex messages that were sent for somebody in Slack. */
export function sentToWebex(entries: readonly PubNubEntry[]): Set<string> {
  const ids = entries.map((entry) =>
    entry.type === 'publish' && entry.publisher !== FUNCTIONS ? read(entry).externalObj?.id : undefined,
  );
  return new Set(ids.filter((id) => id !== undefined));
}

const read = ({ message }: PublishEntry): Envelope => envelopeSchema.safeParse(message).data ?? UNREADABLE;

function envelopeLine(entry: PublishEntry, key: string, sent: ReadonlySet<string>): TrafficEnvelope {
  const { channelName, isDirect, senderName, text } = read(entry);
  const room = isDirect ? 'a direct room' : channelName;
  return {
    key,
    type: 'envelope',
    at: timeOf(entry.timetoken),
    channel: entry.channel,
    ...purposeOf(entry, sent),
    ...(room === undefined ? {} : { room }),
    ...(senderName === undefined ? {} : { sender: senderName }),
    ...(text === undefined ? {} : { text }),
  };
}

/** Functions publish what Webex reports, our own messages too; everything else on a room's channel is on its way there. */
function purposeOf(entry: PublishEntry, sent: ReadonlySet<string>): Pick<TrafficEnvelope, 'direction' | 'kind'> {
  const { kind, status, externalObj } = read(entry);
  if (entry.channel === CONTROL_CHANNEL) {
    return { direction: 'account', kind: controlSchema.safeParse(entry.meta).data?.task ?? 'unknown' };
  }
  if (kind === 'account') return { direction: 'account', kind: status ?? 'unknown' };
  if (entry.publisher !== FUNCTIONS) return { direction: 'to-webex', kind };
  const isEcho = kind === 'message' && externalObj !== undefined && sent.has(externalObj.id);
  return { direction: 'from-webex', kind: isEcho ? 'echo' : kind };
}

/** A timetoken counts 100 ns since 1970. */
const timeOf = (timetoken: string): string => new Date(Number(BigInt(timetoken) / 10_000n)).toISOString();

const runLine = (entry: FunctionEntry, key: string, room: string | undefined): FunctionRun => ({
  key,
  type: 'function',
  name: entry.name,
  ms: Math.round(entry.ms),
  ...outcomeOf(entry, room),
});

function outcomeOf(
  { outcome, error, status }: FunctionEntry,
  room: string | undefined,
): Pick<FunctionRun, 'outcome' | 'detail'> {
  switch (outcome) {
    case 'ok':
      return { outcome };
    case 'answered':
      return status !== undefined && status >= 400
        ? { outcome: 'refused', detail: `answered ${status}` }
        : { outcome: 'ok' };
    case 'abort':
      return {
        outcome: 'refused',
        ...detailed(error === undefined ? room && `what was for ${room}` : reasonIn(error)),
      };
    case 'error':
      return { outcome: 'failed', ...detailed(error) };
  }
}

const detailed = (detail: string | undefined): { detail?: string } => (detail ? { detail } : {});

/** Pigdin's Functions refuse with JSON that holds a sentence. */
function reasonIn(error: string): string {
  try {
    return refusalSchema.safeParse(JSON.parse(error)).data?.reason ?? error;
  } catch {
    return error;
  }
}

/** Reads what somebody typed behind `/pigdin`, or behind `@Pigdin` in a thread. */
import { typedText } from '../convert/mrkdwn.ts';
import { specOf, type ArgSpec, type CommandName } from './table.ts';

/** Where threads shall be. A name that Slack did not turn into a channel is one that nobody here can see. */
export type ChannelArg =
  | { readonly kind: 'channel'; readonly id: string }
  | { readonly kind: 'direct' }
  | { readonly kind: 'unknown'; readonly name: string };

export interface Args {
  /** The name of a room, or a part of it. */
  readonly room?: string | undefined;
  /** The same with the number that may belong to it: `Building 7`. */
  readonly roomWithCount?: string | undefined;
  readonly count?: number | undefined;
  readonly channel?: ChannelArg | undefined;
  readonly email?: string | undefined;
  /** A Slack user who was named in place of an address. */
  readonly slackUser?: string | undefined;
  readonly person?: string | undefined;
  readonly words?: string | undefined;
  readonly text?: string | undefined;
}

export type Parsed =
  | {
      readonly kind: 'command';
      readonly name: CommandName;
      readonly args: Args;
      readonly missing?: ArgSpec | undefined;
    }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown'; readonly word: string };

/** @param typed in Slack's mrkdwn: mentions, channels and links as tokens, `&`, `<` and `>` as entities */
export function parseCommand(typed: string): Parsed {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*([^]*)$/.exec(typed) ?? [];
  if (word === '') return { kind: 'nothing' };
  const spec = specOf(word);
  if (!spec) return { kind: 'unknown', word: readable(word) };
  const args = parseArgs(spec.args, rest.trim());
  const missing = spec.args.find(({ kind, isOptional }) => !isOptional && args[kind] === undefined);
  return { kind: 'command', name: spec.name, args, missing };
}

interface Reading {
  readonly rest: string;
  readonly args: Args;
}

/** What stands at the ends is taken first; what has no form of its own is the rest. */
function parseArgs(specs: readonly ArgSpec[], typed: string): Args {
  const byForm = specs.reduce((reading, { kind }) => READERS[kind]?.(reading) ?? reading, { rest: typed, args: {} });
  const { kind } = specs.find((spec) => !(spec.kind in READERS)) ?? {};
  const rest = readable(byForm.rest).trim();
  return kind === undefined || rest === '' ? byForm.args : { ...byForm.args, [kind]: nameOf(kind, rest) };
}

/** People write the name of a room like that of a channel. */
const nameOf = (kind: ArgSpec['kind'], rest: string): string => (kind === 'room' ? rest.replace(/^#(?=\S)/, '') : rest);

const READERS: Partial<Record<ArgSpec['kind'], (reading: Reading) => Reading>> = {
  count: ({ rest, args }) => {
    const [, before = '', digits] = /^(|[^]*\s)(\d{1,9})$/.exec(rest) ?? [];
    if (digits === undefined) return { rest, args };
    const whole = before.trim() === '' ? {} : { roomWithCount: readable(rest) };
    return { rest: before.trim(), args: { ...args, ...whole, count: Number(digits) } };
  },
  channel: ({ rest, args }) => {
    const [token, id] = /<#([CG]\w+)(?:\|[^>]*)?>/.exec(rest) ?? [];
    if (token !== undefined && id !== undefined)
      return { rest: rest.replace(token, ' ').trim(), args: { ...args, channel: { kind: 'channel', id } } };
    const [, before = '', direct, name] = /^(|[^]*\s)(?:(direct)|#(\S+))$/i.exec(rest) ?? [];
    if (direct !== undefined) return { rest: before.trim(), args: { ...args, channel: { kind: 'direct' } } };
    if (name !== undefined)
      return { rest: before.trim(), args: { ...args, channel: { kind: 'unknown', name: readable(name) } } };
    return { rest, args };
  },
  email: ({ rest, args }) => {
    const [, first = '', after = ''] = /^(<[^>]*>|\S*)\s*([^]*)$/.exec(rest) ?? [];
    const slackUser = /^<@(\w+)(?:\|[^>]*)?>$/.exec(first)?.[1];
    if (slackUser !== undefined) return { rest: after, args: { ...args, slackUser } };
    const email = /^<mailto:([^|>]+)(?:\|[^>]*)?>$/.exec(first)?.[1] ?? readable(first);
    return email === '' ? { rest, args } : { rest: after, args: { ...args, email } };
  },
};

/** Tokens and entities as the person saw them. */
const readable = (typed: string): string => typedText(typed.replace(/<mailto:[^|>]+\|([^>]*)>/g, '$1'));

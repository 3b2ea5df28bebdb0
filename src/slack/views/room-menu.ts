import type { PlainTextOption, StaticSelect } from '@slack/types';
import * as z from 'zod';
import type { KnownRoom } from '../../bridge/rooms.ts';
import { texts } from '../../bridge/texts.ts';
import type { Args, ChannelArg } from '../commands/parse.ts';
import { COMMANDS, type CommandName } from '../commands/table.ts';
import { ACTIONS } from './ids.ts';
import { actions, plain, quoted, section, type View } from './message.ts';

const OPTIONS = 100;
const OPTION = 75;
/** What Slack takes of a message, less what stands around the options. */
const SIZE = 11_000;

interface RoomMenu {
  /** What is to be done with the room that is chosen. */
  readonly name: CommandName;
  readonly args: Args;
  readonly rooms: readonly KnownRoom[];
  readonly isAll: boolean;
}

/** Several rooms fit what was typed. */
export function roomMenu({ name, args, rooms, isAll }: RoomMenu): View {
  const words = quoted(args.room ?? '');
  const options = fitting(rooms.slice(0, OPTIONS).map(optionOf));
  const isCut = !isAll || rooms.length > options.length;
  const text = (isCut ? texts.severalCut : texts.several)(words);
  const select: StaticSelect = {
    type: 'static_select',
    action_id: ACTIONS.chooseRoom,
    placeholder: plain(texts.chooseRoom, OPTION),
    options,
  };
  const { count, channel } = args;
  return { text, blocks: [section(text), { ...actions(select), block_id: JSON.stringify({ name, count, channel }) }] };
}

/** As many of the first as a message holds. */
function fitting(options: readonly PlainTextOption[]): PlainTextOption[] {
  let left = SIZE;
  const end = options.findIndex((option) => {
    left -= JSON.stringify(option).length;
    return left < 0;
  });
  return options.slice(0, end < 0 ? options.length : end);
}

const optionOf = ({ roomId, title, isDirect }: KnownRoom): PlainTextOption => ({
  value: roomId,
  text: plain(title, OPTION),
  description: plain(isDirect ? texts.conversation : texts.space, OPTION),
});

const channel: z.ZodType<ChannelArg> = z.union([
  z.object({ kind: z.literal('channel'), id: z.string() }),
  z.object({ kind: z.literal('direct') }),
  z.object({ kind: z.literal('unknown'), name: z.string() }),
]);
const wanted = z.object({
  name: z.enum(COMMANDS.map(({ name }) => name)),
  count: z.number().optional(),
  channel: channel.optional(),
});

/** What the menu with this `block_id` is for; undefined where it is none of ours. */
export function menuPurpose(blockId: string): { readonly name: CommandName; readonly args: Args } | undefined {
  try {
    const { name, ...args } = wanted.parse(JSON.parse(blockId));
    return { name, args };
  } catch {
    return undefined;
  }
}

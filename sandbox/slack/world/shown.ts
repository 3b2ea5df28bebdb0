import { authorOf } from '../messages.ts';
import { drawEmoji } from '../rich-text/emoji.ts';
import { unescapeText } from '../rich-text/elements.ts';
import { parseInline } from '../rich-text/inline.ts';
import type { Inline, RichElement } from '../rich-text/elements.ts';
import type { Block, Channel, Message, SlackFile } from '../state/model.ts';
import type { Workspace } from '../state/workspace.ts';

/** A message as people see it. */
export interface ShownMessage {
  readonly ts: string;
  readonly threadTs?: string;
  readonly author: {
    readonly name: string;
    /** A picture's URL or an emoji in colons. */
    readonly icon: string;
    /** Missing for posts of an app under another name. */
    readonly userId?: string;
  };
  /** The `text` field as Slack keeps it, in mrkdwn: what notifications and screen readers get. */
  readonly text: string;
  /** What people read: the blocks if there are any, else the text; names and emoji in place of ids. */
  readonly reads: string;
  readonly blocks: readonly Block[];
  readonly attachments: readonly object[];
  readonly files: readonly SlackFile[];
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  readonly isEdited: boolean;
  /** A tombstone: the parent of a thread was deleted. */
  readonly isDeleted: boolean;
  readonly replyCount: number;
  readonly isBroadcast: boolean;
}

export function shownMessage(workspace: Workspace, channel: Channel, message: Message): ShownMessage {
  const { ts, thread_ts: threadTs, text, blocks = [], attachments = [], files = [], reactions = [] } = message;
  return {
    ts,
    ...(threadTs !== undefined ? { threadTs } : {}),
    author: authorOf(workspace, message),
    text,
    reads: readable(workspace, text, blocks),
    blocks,
    attachments,
    files: files.filter((file) => file.mode === 'hosted'),
    reactions: reactions.map(({ name, users }) => ({ name, users: [...users] })),
    isEdited: message.edited !== undefined,
    isDeleted: message.subtype === 'tombstone',
    replyCount: channel.messages.filter((one) => one.thread_ts === ts && one.ts !== ts).length,
    isBroadcast: message.isBroadcast ?? false,
  };
}

/** Blocks, or text where there are none, as plain text. */
function readable(workspace: Workspace, text: string, blocks: readonly Block[] = []): string {
  if (blocks.length === 0) return inlinesOf(workspace, parseInline(text, 'mrkdwn'));
  return blocks
    .map((block) => blockText(workspace, block))
    .filter((part) => part !== '')
    .join('\n');
}

interface TextObject {
  readonly type?: string;
  readonly text?: unknown;
}

function blockText(workspace: Workspace, block: Block): string {
  const {
    text,
    elements = [],
    fields = [],
    rows = [],
    accessory,
    label,
  } = block as {
    text?: TextObject | string;
    elements?: readonly TextObject[];
    fields?: readonly TextObject[];
    rows?: readonly (readonly { elements: readonly RichElement[] }[])[];
    accessory?: TextObject;
    label?: TextObject;
  };
  if (block.type === 'rich_text') return richText(workspace, elements as unknown as readonly RichElement[]);
  const tables = rows.map((row) => row.map((cell) => richText(workspace, cell.elements)).join(' | '));
  const parts = [label, text, ...fields, ...elements, accessory].map((part) => objectText(workspace, part));
  return [...parts, ...tables].filter((part) => part !== '').join('\n');
}

/** A text object, or whatever carries one, as buttons do. */
function objectText(workspace: Workspace, part: TextObject | string | undefined): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return part;
  if (typeof part.text === 'object' && part.text !== null) return `[${objectText(workspace, part.text)}]`;
  if (typeof part.text !== 'string') return '';
  return part.type === 'mrkdwn' ? inlinesOf(workspace, parseInline(part.text, 'mrkdwn')) : unescapeText(part.text);
}

function richText(workspace: Workspace, elements: readonly RichElement[]): string {
  const parts = elements.map((element) => {
    if (element.type !== 'rich_text_list') {
      const content = inlinesOf(workspace, element.elements);
      return element.type === 'rich_text_quote' ? content.replaceAll(/^/gm, '> ') : content;
    }
    return element.elements
      .map((item, index) => {
        const mark = element.style === 'bullet' ? '•' : `${index + 1}.`;
        return `${'  '.repeat(element.indent)}${mark} ${inlinesOf(workspace, item.elements)}`;
      })
      .join('\n');
  });
  return parts.map((part) => part.replace(/\n$/, '')).join('\n');
}

const inlinesOf = (workspace: Workspace, elements: readonly Inline[]): string =>
  elements.map((element) => inlineText(workspace, element)).join('');

function inlineText(workspace: Workspace, element: Inline): string {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return element.text ?? element.url;
    case 'user':
      return `@${nameOfUser(workspace, element.user_id)}`;
    case 'channel':
      return `#${nameOfChannel(workspace, element.channel_id)}`;
    case 'usergroup':
      return `@${element.usergroup_id}`;
    case 'broadcast':
      return `@${element.range}`;
    case 'emoji':
      return drawEmoji(element.name);
    case 'date':
      return element.fallback;
  }
}

const nameOfUser = ({ users }: Workspace, id: string): string => users.get(id)?.displayName ?? id;

const nameOfChannel = ({ channels }: Workspace, id: string): string => channels.get(id)?.name ?? id;

import { parseRichText } from '../rich-text/parse.ts';
import { toMrkdwn } from '../rich-text/render.ts';
import { newBlockId } from '../state/ids.ts';
import type { Message } from '../state/model.ts';
import type { Workspace } from '../state/workspace.ts';
import { resolveMentions } from './mentions.ts';

/** What Slack's composer makes of typed text: one `rich_text` block, and its mrkdwn as `text`. */
export function typed(workspace: Workspace, text: string): Pick<Message, 'text' | 'blocks'> {
  if (text === '') return { text };
  const richText = parseRichText(resolveMentions(workspace, text), 'typed');
  return { text: toMrkdwn(richText), blocks: [{ block_id: newBlockId(), ...richText }] };
}

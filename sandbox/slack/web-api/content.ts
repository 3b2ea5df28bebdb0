import { z } from 'zod';
import { checkBlocks } from '../block-kit/check.ts';
import { formatText } from '../rich-text/format.ts';
import { translateMarkdown } from '../rich-text/markdown.ts';
import { parseRichText } from '../rich-text/parse.ts';
import { newBlockId } from '../state/ids.ts';
import type { Block, Message } from '../state/model.ts';
import { flag, json, text } from './args.ts';
import { ApiError } from './errors.ts';

/** Documented for `markdown_text` and for all `markdown` blocks of a payload together. */
const MAX_MARKDOWN = 12_000;
/** Longer text of `chat.postMessage` is cut. */
const MAX_TEXT = 40_000;
const MAX_ATTACHMENTS = 100;

const looseObject = z.record(z.string(), z.unknown());

/** The arguments that say what a message is to hold. */
export const contentArgs = {
  text: text.optional(),
  markdown_text: text.optional(),
  mrkdwn: flag,
  blocks: json(z.array(looseObject).optional(), 'invalid_blocks_format'),
  attachments: json(z.array(looseObject).optional(), 'invalid_attachments'),
};

export interface ContentArgs {
  readonly text?: string | undefined;
  readonly markdown_text?: string | undefined;
  readonly mrkdwn?: boolean | undefined;
  readonly blocks?: readonly Record<string, unknown>[] | undefined;
  readonly attachments?: readonly Record<string, unknown>[] | undefined;
}

export type Content = Pick<Message, 'text' | 'blocks' | 'attachments'> & { readonly hasRichText: boolean };

/** What Slack keeps of the given content. Throws what Slack answers to content it refuses. */
export function contentOf(args: ContentArgs, warnings: string[] = []): Content {
  const { text: given = '', markdown_text: markdown = '', blocks = [], attachments = [] } = args;
  if (attachments.length > MAX_ATTACHMENTS) throw new ApiError('too_many_attachments');
  if (markdown !== '') return markdownContent(markdown, given, blocks.length);
  if (given.trim() === '' && blocks.length + attachments.length === 0) throw new ApiError('no_text');
  const content = formatText(cut(given, warnings));
  const shown = blocks.length > 0 ? keptBlocks(blocks) : readingOf(content, args.mrkdwn);
  const numbered = attachments.map((attachment, index) => ({ id: index + 1, ...attachment }));
  return {
    text: content,
    hasRichText: blocks.some(({ type }) => type === 'rich_text'),
    ...unlessEmpty({ blocks: shown, attachments: numbered }),
  };
}

function markdownContent(markdown: string, given: string, blockCount: number): Content {
  if (given !== '' || blockCount > 0) throw new ApiError('markdown_text_conflict');
  if (markdown.length > MAX_MARKDOWN) throw new ApiError('msg_too_long');
  return { text: markdown, blocks: translateMarkdown(markdown), hasRichText: false };
}

function cut(given: string, warnings: string[]): string {
  if (given.length <= MAX_TEXT) return given;
  warnings.push('message_truncated');
  return given.slice(0, MAX_TEXT);
}

/** Checked, with ids, and with Markdown translated. */
function keptBlocks(blocks: readonly Record<string, unknown>[]): Block[] {
  return checkBlocks(blocks).flatMap((block) =>
    block.type === 'markdown'
      ? translateMarkdown(String(block['text']))
      : [{ ...block, block_id: block.block_id ?? newBlockId() }],
  );
}

/** Slack's own blocks for text that came without any. */
const readingOf = (content: string, mrkdwn = true): Block[] =>
  content !== '' && mrkdwn ? [{ block_id: newBlockId(), ...parseRichText(content, 'mrkdwn') }] : [];

const unlessEmpty = <Lists extends Record<string, readonly unknown[]>>(lists: Lists): Partial<Lists> =>
  Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<Lists>;

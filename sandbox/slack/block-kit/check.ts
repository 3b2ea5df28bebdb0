import { z } from 'zod';
import type { Block } from '../state/model.ts';
import { ApiError } from '../web-api/errors.ts';
import { messageBlock, viewBlock } from './blocks.ts';
import { LIMITS } from './limits.ts';

const SURFACES = {
  message: { block: messageBlock, max: LIMITS.blocksPerMessage },
  view: { block: viewBlock, max: LIMITS.blocksPerView },
} as const;

/** What Slack objects to, in its words, each with a JSON pointer; empty when it accepts the blocks. */
export function objectionsTo(blocks: readonly unknown[], surface: keyof typeof SURFACES, at = '/blocks'): string[] {
  const { block, max } = SURFACES[surface];
  if (blocks.length > max) return [`no more than ${max} items allowed [json-pointer:${at}]`];
  const result = z.array(block).safeParse(blocks);
  const issues = result.success ? [] : result.error.issues;
  return [...issues.flatMap((issue) => objection(issue, at)), ...repeatedIds(blocks, at)];
}

/** The blocks of a message. Throws `invalid_blocks`. */
export function checkBlocks(blocks: readonly Record<string, unknown>[]): Block[] {
  const objections = objectionsTo(blocks, 'message');
  const markdown = blocks.filter(({ type }) => type === 'markdown').map(({ text }) => String(text).length);
  if (markdown.reduce((sum, length) => sum + length, 0) > LIMITS.markdownPerPayload) {
    objections.push(`must be less than ${LIMITS.markdownPerPayload + 1} characters [json-pointer:/blocks]`);
  }
  if (objections.length > 0) {
    throw new ApiError('invalid_blocks', {
      errors: objections,
      response_metadata: { messages: objections.map((one) => `[ERROR] ${one}`) },
    });
  }
  return blocks as unknown as Block[];
}

/** Throws `msg_blocks_too_long`. A `response_url` knows no such limit. */
export function requireBlocksFit(blocks: readonly object[] = []): void {
  if (JSON.stringify(blocks).length > LIMITS.blocksJson) throw new ApiError('msg_blocks_too_long');
}

function objection(issue: z.core.$ZodIssue, at: string): string[] {
  const pointer = [at, ...issue.path].join('/');
  if (issue.code === 'invalid_union') {
    const field = String(issue.path.at(-1));
    return field === 'type'
      ? [`unsupported type [json-pointer:${pointer}]`]
      : [`invalid value [json-pointer:${pointer}]`];
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    const parent = [at, ...issue.path.slice(0, -1)].join('/');
    return [`missing required field: ${String(issue.path.at(-1))} [json-pointer:${parent}]`];
  }
  if (issue.code === 'invalid_type') return [`must provide ${article(issue.expected)} [json-pointer:${pointer}]`];
  if (issue.code === 'invalid_value') return [`unsupported value [json-pointer:${pointer}]`];
  return [`${issue.message} [json-pointer:${pointer}]`];
}

const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);

function repeatedIds(blocks: readonly unknown[], at: string): string[] {
  const seen = new Set<string>();
  return blocks.flatMap((block, index) => {
    const id = (block as { block_id?: unknown }).block_id;
    if (typeof id !== 'string') return [];
    if (seen.has(id)) return [`\`block_id\` already exists [json-pointer:${at}/${index}/block_id]`];
    seen.add(id);
    return [];
  });
}

/** Slack's `rich_text` as it arrives. What is not as documented becomes `unknown`, with whatever of it can be read. */
import * as z from 'zod';

/** The words in something unknown; empty where there are none. */
function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  const fields = new Map<string, unknown>(Object.entries(value));
  for (const name of ['text', 'fallback', 'title', 'alt_text', 'name', 'value', 'url']) {
    const field = fields.get(name);
    if (typeof field === 'string' && field.trim() !== '') return field;
    if (typeof field === 'object' && field !== null && 'text' in field && typeof field.text === 'string') {
      return field.text;
    }
  }
  return '';
}

export const unknown = z.unknown().transform((value) => ({ type: 'unknown' as const, text: readable(value) }));

const style = z
  .object({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    code: z.boolean().optional(),
  })
  .catch({})
  .optional();

/** As far as a calendar reaches. */
const seconds = z.number().min(-8e12).max(8e12);

const inline = z.union([
  z.object({ type: z.literal('text'), text: z.string(), style }),
  z.object({ type: z.literal('link'), url: z.string(), text: z.string().optional(), style }),
  z.object({ type: z.literal('user'), user_id: z.string(), style }),
  z.object({ type: z.literal('usergroup'), usergroup_id: z.string(), style }),
  z.object({ type: z.literal('channel'), channel_id: z.string(), style }),
  z.object({ type: z.literal('broadcast'), range: z.string(), style }),
  z.object({ type: z.literal('emoji'), name: z.string(), unicode: z.string().optional(), style }),
  z.object({
    type: z.literal('date'),
    timestamp: seconds,
    format: z.string(),
    fallback: z.string().optional(),
    style,
  }),
  unknown,
]);

const inlines = z.array(inline).catch([]);
const border = z.number().catch(0).default(0);

const element = z.union([
  z.object({ type: z.literal('rich_text_section'), elements: inlines }),
  z.object({ type: z.literal('rich_text_quote'), elements: inlines }),
  z.object({ type: z.literal('rich_text_preformatted'), elements: inlines, border, language: z.string().optional() }),
  z.object({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']).catch('bullet'),
    indent: z.number().catch(0).default(0),
    offset: z.number().catch(0).default(0),
    border,
    elements: z.array(z.object({ elements: inlines }).catch({ elements: [] })).catch([]),
  }),
  unknown,
]);

export const richText = z.object({ type: z.literal('rich_text'), elements: z.array(element).catch([]) });

export type RichInline = z.infer<typeof inline>;
export type RichElement = z.infer<typeof element>;
export type RichList = Extract<RichElement, { type: 'rich_text_list' }>;

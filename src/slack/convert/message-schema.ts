/** A message of Slack's as it arrives: the parts that can be read. */
import * as z from 'zod';
import { richText, unknown } from './rich-text-schema.ts';

const label = z.string().optional().catch(undefined);

/** Text objects of Block Kit. */
const text = z.object({ type: z.enum(['mrkdwn', 'plain_text']).catch('plain_text'), text: z.string() });
const image = z.object({ type: z.literal('image'), alt_text: label, image_url: label });

const block = z.union([
  richText,
  z.object({
    type: z.literal('section'),
    text: text.optional().catch(undefined),
    fields: z.array(text).catch([]).default([]),
  }),
  z.object({ type: z.literal('header'), text }),
  z.object({ type: z.literal('context'), elements: z.array(z.union([text, image, unknown])).catch([]) }),
  z.object({ type: z.literal('divider') }),
  image,
  z.object({ type: z.literal('actions'), elements: z.array(unknown).catch([]) }),
  z.object({ type: z.literal('file') }),
  z.object({ type: z.literal('table'), rows: z.array(z.array(z.union([richText, unknown])).catch([])).catch([]) }),
  unknown,
]);
const blocks = z.array(block).catch([]).default([]);

const attachment = z.object({
  fallback: label,
  pretext: label,
  author_name: label,
  title: label,
  title_link: label,
  text: label,
  fields: z
    .array(z.object({ title: label, value: label }))
    .catch([])
    .default([]),
  image_url: label,
  /** The page or message that Slack looked up for a link. */
  from_url: label,
  /** It is another message of Slack's, shared or linked. */
  is_share: z.boolean().optional().catch(undefined),
  is_msg_unfurl: z.boolean().optional().catch(undefined),
  message_blocks: z
    .array(z.object({ message: z.object({ blocks }) }))
    .catch([])
    .default([]),
  blocks,
});

const NOTHING = { fields: [], message_blocks: [], blocks: [] };

const file = z.object({
  title: label,
  name: label,
  /** `snippet` for text that was pasted, `slack_audio` and `slack_video` for clips. */
  mode: label,
  subtype: label,
  filetype: label,
  preview: label,
  preview_is_truncated: z.boolean().optional().catch(undefined),
  transcription: z
    .object({ preview: z.object({ content: z.string() }) })
    .optional()
    .catch(undefined),
});

export const message = z.object({
  subtype: label,
  text: z.string().catch('').default(''),
  blocks,
  attachments: z.array(attachment.catch(NOTHING)).catch([]).default([]),
  files: z.array(file).catch([]).default([]),
});

export type Message = z.infer<typeof message>;
export type MessageBlock = Message['blocks'][number];
export type Attachment = Message['attachments'][number];
export type MessageFile = Message['files'][number];

import { z } from 'zod';
import { accessory, actionsElement, contextElement, fieldText, inputElement } from './elements.ts';
import { LIMITS } from './limits.ts';
import { anyText, plainText, sized, upTo } from './objects.ts';

/** The blocks of messages and views, by what Slack accepts of each. */

const blockId = sized(LIMITS.blockId).optional();

const section = z
  .looseObject({
    type: z.literal('section'),
    block_id: blockId,
    text: anyText(LIMITS.sectionText).optional(),
    fields: upTo(fieldText, LIMITS.sectionFields).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((value) => value.text !== undefined || value.fields !== undefined, {
    message: 'missing required field: text',
  });

const image = z.looseObject({
  type: z.literal('image'),
  block_id: blockId,
  image_url: sized(LIMITS.url).optional(),
  alt_text: sized(LIMITS.altText),
  title: plainText(LIMITS.imageTitle).optional(),
});

const richText = z.looseObject({
  type: z.literal('rich_text'),
  block_id: blockId,
  elements: z.array(
    z.looseObject({
      type: z.enum(['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted']),
      elements: z.array(z.looseObject({ type: z.string() })),
    }),
  ),
});

const table = z.looseObject({
  type: z.literal('table'),
  block_id: blockId,
  rows: upTo(upTo(z.looseObject({ type: z.string() }), LIMITS.tableColumns), LIMITS.tableRows).refine(
    (rows) => textLength(rows) <= LIMITS.tableCharacters,
    { message: `must be less than ${LIMITS.tableCharacters + 1} characters` },
  ),
});

/** All that is to be read in a nest of cells. */
function textLength(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'text' in value && typeof value.text === 'string' ? value.text.length : 0;
  return Object.values(value).reduce((sum: number, part) => sum + textLength(part), own);
}

const common = [
  section,
  image,
  richText,
  z.looseObject({ type: z.literal('divider'), block_id: blockId }),
  z.looseObject({ type: z.literal('header'), block_id: blockId, text: plainText(LIMITS.headerText) }),
  z.looseObject({
    type: z.literal('context'),
    block_id: blockId,
    elements: upTo(contextElement, LIMITS.contextElements),
  }),
  z.looseObject({
    type: z.literal('actions'),
    block_id: blockId,
    elements: upTo(actionsElement, LIMITS.actionsElements),
  }),
  z.looseObject({
    type: z.literal('input'),
    block_id: blockId,
    label: plainText(LIMITS.inputLabel),
    hint: plainText(LIMITS.inputLabel).optional(),
    element: inputElement,
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  z.looseObject({ type: z.literal('video'), block_id: blockId, video_url: sized(LIMITS.url), alt_text: z.string() }),
  z.looseObject({ type: z.literal('alert'), block_id: blockId, text: anyText(LIMITS.sectionText) }),
] as const;

const messageOnly = [
  table,
  z.looseObject({ type: z.literal('markdown'), block_id: blockId, text: sized(LIMITS.markdownPerPayload) }),
  z.looseObject({ type: z.literal('file'), block_id: blockId, external_id: z.string(), source: z.literal('remote') }),
  z.looseObject({ type: z.literal('context_actions'), block_id: blockId, elements: z.array(z.looseObject({})) }),
] as const;

export const messageBlock = z.discriminatedUnion('type', [...common, ...messageOnly]);
export const viewBlock = z.discriminatedUnion('type', [...common]);

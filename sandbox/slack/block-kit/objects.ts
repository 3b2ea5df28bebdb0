import { z } from 'zod';
import { LIMITS } from './limits.ts';

/** Composition objects: the small parts that blocks and elements share. */

/** Slack's own words for a text that is too short or too long. */
export const sized = (max: number) =>
  z
    .string()
    .min(1, 'must be more than 0 characters')
    .max(max, `must be less than ${max + 1} characters`);

export const plainText = (max: number) =>
  z.looseObject({ type: z.literal('plain_text'), text: sized(max), emoji: z.boolean().optional() });

export const anyText = (max: number) =>
  z.looseObject({ type: z.enum(['plain_text', 'mrkdwn']), text: sized(max), verbatim: z.boolean().optional() });

export const actionId = sized(LIMITS.actionId).optional();

export const upTo = <Item extends z.ZodType>(item: Item, max: number) =>
  z.array(item).min(1, 'no fewer than 1 items allowed').max(max, `no more than ${max} items allowed`);

export const confirm = z
  .looseObject({
    title: plainText(LIMITS.confirmTitle),
    text: anyText(LIMITS.confirmText),
    confirm: plainText(LIMITS.confirmButton),
    deny: plainText(LIMITS.confirmButton),
    style: z.enum(['primary', 'danger']).optional(),
  })
  .optional();

export const option = z.looseObject({
  text: anyText(LIMITS.optionText),
  value: sized(LIMITS.optionValue),
  description: anyText(LIMITS.optionText).optional(),
});

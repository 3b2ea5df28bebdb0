import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { actionId, anyText, confirm, option, plainText, sized, upTo } from './objects.ts';

/** Block elements: what people can press, choose and fill in. */

const placeholder = plainText(LIMITS.placeholder).optional();
const selectable = { action_id: actionId, placeholder, confirm };

const button = z.looseObject({
  type: z.literal('button'),
  text: plainText(LIMITS.buttonText),
  action_id: actionId,
  url: sized(LIMITS.url).optional(),
  value: z
    .string()
    .max(LIMITS.buttonValue, `must be less than ${LIMITS.buttonValue + 1} characters`)
    .optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: sized(LIMITS.accessibilityLabel).optional(),
  confirm,
});

const image = z
  .looseObject({
    type: z.literal('image'),
    image_url: sized(LIMITS.url).optional(),
    slack_file: z.looseObject({}).optional(),
    alt_text: z.string().max(LIMITS.altText, `must be less than ${LIMITS.altText + 1} characters`),
  })
  .refine((value) => (value.image_url === undefined) !== (value.slack_file === undefined), {
    message: 'must have either image_url or slack_file',
  });

const optionGroup = z.looseObject({ label: plainText(LIMITS.optionText), options: upTo(option, LIMITS.options) });

const staticSelect = (type: 'static_select' | 'multi_static_select') =>
  z
    .looseObject({
      type: z.literal(type),
      options: upTo(option, LIMITS.options).optional(),
      option_groups: upTo(optionGroup, LIMITS.options).optional(),
      ...selectable,
    })
    .refine((value) => (value.options === undefined) !== (value.option_groups === undefined), {
      message: 'must have either options or option_groups',
    });

const simple = <Type extends string>(type: Type) => z.looseObject({ type: z.literal(type), ...selectable });

const overflow = z.looseObject({
  type: z.literal('overflow'),
  action_id: actionId,
  options: upTo(option, LIMITS.overflowOptions),
  confirm,
});

const choices = <Type extends string>(type: Type) =>
  z.looseObject({ type: z.literal(type), action_id: actionId, options: upTo(option, LIMITS.radioOptions), confirm });

const pickers = [
  simple('users_select'),
  simple('multi_users_select'),
  simple('conversations_select'),
  simple('multi_conversations_select'),
  simple('channels_select'),
  simple('multi_channels_select'),
  simple('external_select'),
  simple('multi_external_select'),
  simple('datepicker'),
  simple('datetimepicker'),
  simple('timepicker'),
  staticSelect('static_select'),
  staticSelect('multi_static_select'),
  choices('checkboxes'),
  choices('radio_buttons'),
] as const;

const plainTextInput = z.looseObject({
  type: z.literal('plain_text_input'),
  action_id: actionId,
  initial_value: z.string().max(LIMITS.plainTextInput).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(LIMITS.plainTextInput).optional(),
  max_length: z.number().int().min(1).max(LIMITS.plainTextInput).optional(),
  placeholder,
});

const inputs = [
  plainTextInput,
  simple('email_text_input'),
  simple('url_text_input'),
  simple('number_input'),
  simple('rich_text_input'),
  z.looseObject({ type: z.literal('file_input'), action_id: actionId }),
] as const;

export const actionsElement = z.discriminatedUnion('type', [
  button,
  overflow,
  ...pickers,
  z.looseObject({ type: z.literal('workflow_button') }),
  simple('rich_text_input'),
]);
export const accessory = z.discriminatedUnion('type', [button, overflow, image, ...pickers]);
export const inputElement = z.discriminatedUnion('type', [...pickers, ...inputs]);
export const contextElement = z.discriminatedUnion('type', [
  image,
  z.looseObject({ type: z.literal('plain_text'), text: sized(LIMITS.contextText) }),
  z.looseObject({ type: z.literal('mrkdwn'), text: sized(LIMITS.contextText) }),
]);
export const fieldText = anyText(LIMITS.fieldText);

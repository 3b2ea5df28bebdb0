/** What one can press, choose or fill in, as far as the page draws it. */
import * as z from 'zod';
import type { SlackChoice, SlackElement, SlackField, SlackOption } from './slack-shown.ts';

const plain = z.object({ text: z.string() }).transform(({ text }) => text);
const common = { action_id: z.string().default(''), placeholder: plain.default('') };

const button = z.object({
  ...common,
  type: z.literal('button'),
  text: plain,
  style: z.enum(['primary', 'danger']).optional(),
  url: z.string().optional(),
  accessibility_label: z.string().optional(),
  confirm: z.object({ title: plain, text: plain }).optional(),
});

const option = z.object({ text: plain, value: z.string().default(''), description: plain.optional() });
const OFFERING = ['static_select', 'multi_static_select', 'overflow', 'radio_buttons', 'checkboxes'] as const;
const offering = z.object({
  ...common,
  type: z.enum(OFFERING),
  options: z.array(option).default([]),
  option_groups: z.array(z.object({ options: z.array(option) })).default([]),
  initial_option: option.optional(),
  initial_options: z.array(option).default([]),
});

const PLACES = ['channels_select', 'conversations_select', 'users_select'] as const;
const place = z.object({
  ...common,
  type: z.enum([...PLACES, ...PLACES.map((one) => `multi_${one}` as const)]),
  initial_channel: z.string().optional(),
  initial_conversation: z.string().optional(),
  initial_user: z.string().optional(),
  initial_channels: z.array(z.string()).default([]),
  initial_conversations: z.array(z.string()).default([]),
  initial_users: z.array(z.string()).default([]),
});

const LOOKS = {
  plain_text_input: 'text',
  email_text_input: 'email',
  number_input: 'number',
  url_text_input: 'url',
  datepicker: 'date',
  timepicker: 'time',
} as const satisfies Record<string, SlackField['look']>;
const field = z.object({
  ...common,
  type: z.enum(Object.keys(LOOKS) as (keyof typeof LOOKS)[]),
  multiline: z.boolean().default(false),
  initial_value: z.string().optional(),
  initial_date: z.string().optional(),
  initial_time: z.string().optional(),
});

const anything = z.object({ type: z.string().catch('something') }).catch({ type: 'something' });

/** What a menu of people or of conversations offers. */
export interface Directory {
  readonly users: readonly SlackOption[];
  readonly channels: readonly SlackOption[];
}

/** Elements that the page does not draw are named, so that nobody misses them. */
export function shownElement(given: unknown, directory: Directory): SlackElement {
  const known = element.safeParse(given);
  if (known.success) return known.data;
  const picker = place.safeParse(given);
  return picker.success ? pickerOf(picker.data, directory) : { type: 'other', name: anything.parse(given).type };
}

const element = z.union([button.transform(shownButton), offering.transform(choiceOf), field.transform(fieldOf)]);

function shownButton(given: z.output<typeof button>): SlackElement {
  const { action_id: actionId, text: label, style = 'default', url, accessibility_label: spoken, confirm } = given;
  return {
    type: 'button',
    actionId,
    label,
    style,
    ...(spoken === undefined ? {} : { spoken }),
    ...(url === undefined ? {} : { url }),
    ...(confirm === undefined ? {} : { question: `${confirm.title}\n\n${confirm.text}` }),
  };
}

function choiceOf(given: z.output<typeof offering>): SlackChoice {
  const { type, action_id: actionId, placeholder, options, option_groups: groups } = given;
  const chosen = [...(given.initial_option ? [given.initial_option] : []), ...given.initial_options];
  return {
    type: 'choice',
    actionId,
    look: type === 'radio_buttons' ? 'radio' : type === 'checkboxes' ? 'check' : 'menu',
    isMultiple: type === 'checkboxes' || type === 'multi_static_select',
    options: [...options, ...groups.flatMap((group) => group.options)].map(({ text: label, value, description }) => ({
      value,
      label,
      ...(description === undefined ? {} : { hint: description }),
    })),
    chosen: chosen.map(({ value }) => value),
    placeholder: placeholder || (type === 'overflow' ? 'More …' : ''),
  };
}

function pickerOf(given: z.output<typeof place>, { users, channels }: Directory): SlackChoice {
  const { type, action_id: actionId, placeholder } = given;
  const one = given.initial_channel ?? given.initial_conversation ?? given.initial_user;
  const many = [...given.initial_channels, ...given.initial_conversations, ...given.initial_users];
  return {
    type: 'choice',
    actionId,
    look: 'menu',
    isMultiple: type.startsWith('multi_'),
    options: type.includes('users') ? users : channels,
    chosen: one === undefined ? many : [one],
    placeholder,
  };
}

function fieldOf(given: z.output<typeof field>): SlackField {
  const { type, action_id: actionId, placeholder, multiline } = given;
  return {
    type: 'field',
    actionId,
    look: multiline ? 'lines' : LOOKS[type],
    content: given.initial_value ?? given.initial_date ?? given.initial_time ?? '',
    placeholder,
  };
}

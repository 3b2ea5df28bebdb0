import type { Block } from '../state/model.ts';

/** An interactive element and the block it sits in. */
export interface Found {
  readonly block: Block;
  readonly element: Element;
}

interface Option {
  readonly value: string;
  readonly [field: string]: unknown;
}

export interface Element {
  readonly type: string;
  readonly action_id?: string;
  readonly value?: string;
  readonly text?: object;
  readonly style?: string;
  readonly options?: readonly Option[];
  readonly option_groups?: readonly { readonly options: readonly Option[] }[];
  readonly [field: string]: unknown;
}

/** An `action_id`, the first one of that name; or one in a certain block, for only there it is unique. */
export type ElementId = string | { readonly blockId: string; readonly actionId: string };

export const actionIdOf = (id: ElementId): string => (typeof id === 'string' ? id : id.actionId);

/** In any block that can hold elements. */
export function findElement(blocks: readonly Block[], id: ElementId): Found | undefined {
  const searched = typeof id === 'string' ? blocks : blocks.filter((block) => block.block_id === id.blockId);
  for (const block of searched) {
    const element = elementsOf(block).find((one) => one.action_id === actionIdOf(id));
    if (element) return { block, element };
  }
  return undefined;
}

export function elementsOf(block: Block): Element[] {
  const { accessory, elements, element } = block as {
    accessory?: Element;
    elements?: Element[];
    element?: Element;
  };
  const listed = block.type === 'actions' && Array.isArray(elements) ? elements : [];
  return [...listed, ...(accessory ? [accessory] : []), ...(element ? [element] : [])];
}

/** What a person chose or filled in: text, an option's value, an id, a date; several for a multiple choice. */
export type Choice = string | readonly string[];

/** Where `state.values` keeps what was chosen in elements that offer no options of their own. */
const CHOICE_FIELDS: Readonly<Record<string, string>> = {
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  multi_users_select: 'selected_users',
  multi_conversations_select: 'selected_conversations',
  multi_channels_select: 'selected_channels',
};

/** The element's part of `state.values`, which is also what its action says of the choice. */
export function stateOf(element: Element, choice: Choice | undefined): Record<string, unknown> {
  const { type } = element;
  const all = typeof choice === 'string' ? [choice] : (choice ?? []);
  const [first = null] = all;
  const isMultiple = type === 'checkboxes' || type.startsWith('multi_');
  const field = CHOICE_FIELDS[type];
  if (field !== undefined) return { type, [field]: isMultiple ? all : first };
  if (type.endsWith('_input')) return { type, value: first };
  if (type === 'datetimepicker') return { type, selected_date_time: first === null ? null : Number(first) };
  if (isMultiple) return { type, selected_options: all.map((value) => optionOf(element, value)) };
  return { type, selected_option: first === null ? null : optionOf(element, first) };
}

function optionOf(element: Element, value: string): object {
  const options = [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
  const option = options.find((one) => one.value === value);
  if (!option && !element.type.endsWith('external_select')) throw new Error(`There is no option ${value} to choose`);
  return option ?? { text: { type: 'plain_text', text: value }, value };
}

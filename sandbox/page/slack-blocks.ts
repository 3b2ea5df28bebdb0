/** Block Kit as far as the page draws it. */
import * as z from 'zod';
import type { RichText } from '../slack/rich-text/elements.ts';
import type { SlackBlock, SlackButton } from './protocol.ts';
import { fromMrkdwn, fromPlain, fromRichText, type Names, type SlackText } from './slack-text.ts';

const textObject = z.object({ type: z.string(), text: z.string() });
const button = z.object({
  type: z.literal('button'),
  action_id: z.string(),
  text: textObject,
  style: z.enum(['primary', 'danger']).optional(),
  url: z.string().optional(),
});

const block = z.discriminatedUnion('type', [
  // What is inside was checked when it was posted.
  z.object({ type: z.literal('rich_text'), elements: z.array(z.unknown()) }),
  z.object({
    type: z.literal('section'),
    text: textObject.optional(),
    fields: z.array(textObject).optional(),
    accessory: z.unknown().optional(),
  }),
  z.object({ type: z.literal('context'), elements: z.array(z.unknown()) }),
  z.object({ type: z.literal('actions'), elements: z.array(z.unknown()) }),
  z.object({ type: z.literal('header'), text: textObject }),
  z.object({ type: z.literal('divider') }),
]);

export function shownBlocks(blocks: readonly { readonly type: string }[], names: Names): SlackBlock[] {
  return blocks.flatMap((given): SlackBlock[] => {
    const parsed = block.safeParse(given);
    return parsed.success ? draw(parsed.data, names) : [{ type: 'other', name: given.type }];
  });
}

function draw(given: z.output<typeof block>, names: Names): SlackBlock[] {
  switch (given.type) {
    case 'rich_text':
      return [{ type: 'text', text: fromRichText(given as unknown as RichText, names) }];
    case 'section':
      return [
        ...[given.text ?? [], given.fields ?? []]
          .flat()
          .map((one): SlackBlock => ({ type: 'text', text: readText(one, names) })),
        ...buttonsOf([given.accessory]),
      ];
    case 'context': {
      const texts = given.elements.map((element) => textObject.safeParse(element));
      return [{ type: 'context', text: texts.flatMap(({ data }) => (data ? readText(data, names) : [])) }];
    }
    case 'actions':
      return buttonsOf(given.elements);
    case 'header':
      return [{ type: 'header', text: given.text.text }];
    case 'divider':
      return [{ type: 'divider' }];
  }
}

const readText = ({ type, text }: z.output<typeof textObject>, names: Names): SlackText =>
  type === 'mrkdwn' ? fromMrkdwn(text, names) : fromPlain(text, names);

/** Other things that one can use are named, so that nobody misses them. */
function buttonsOf(elements: readonly unknown[]): SlackBlock[] {
  const buttons: SlackButton[] = [];
  const others: SlackBlock[] = [];
  for (const element of elements) {
    const parsed = button.safeParse(element);
    if (parsed.success) {
      const { action_id: actionId, text, style = 'default', url } = parsed.data;
      buttons.push({ actionId, label: text.text, style, ...(url === undefined ? {} : { url }) });
    } else if (element !== undefined) {
      others.push({ type: 'other', name: z.object({ type: z.string() }).safeParse(element).data?.type ?? 'something' });
    }
  }
  return [...(buttons.length > 0 ? [{ type: 'buttons', buttons } as const] : []), ...others];
}

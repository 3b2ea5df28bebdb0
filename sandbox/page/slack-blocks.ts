/** Block Kit as far as the page draws it. */
import * as z from 'zod';
import type { RichText } from '../slack/rich-text/elements.ts';
import type { PictureOf } from './avatars.ts';
import { shownElement, type Directory } from './slack-elements.ts';
import type { SlackBlock, SlackElement, SlackPicture, SlackWords } from './slack-shown.ts';
import { fromMrkdwn, fromPlain, fromRichText, type Names, type SlackText } from './slack-text.ts';

/** What ids and addresses in blocks stand for. */
export interface Surroundings {
  readonly names: Names;
  readonly directory: Directory;
  readonly pictureOf: PictureOf;
}

const textObject = z.object({ type: z.string(), text: z.string() });
const plain = z.object({ text: z.string() });
const image = z.object({
  type: z.literal('image'),
  alt_text: z.string().default(''),
  image_url: z.string().optional(),
});
const blockId = { block_id: z.string().default('') };

const block = z.discriminatedUnion('type', [
  // What is inside was checked when it was posted.
  z.object({ type: z.literal('rich_text'), elements: z.array(z.unknown()) }),
  z.object({
    ...blockId,
    type: z.literal('section'),
    text: textObject.optional(),
    fields: z.array(textObject).default([]),
    accessory: z.unknown().optional(),
  }),
  z.object({ type: z.literal('context'), elements: z.array(z.unknown()) }),
  z.object({ ...blockId, type: z.literal('actions'), elements: z.array(z.unknown()) }),
  z.object({
    ...blockId,
    type: z.literal('input'),
    label: plain,
    hint: plain.optional(),
    optional: z.boolean().default(false),
    dispatch_action: z.boolean().default(false),
    element: z.unknown(),
  }),
  z.object({ type: z.literal('header'), text: plain }),
  z.object({ type: z.literal('divider') }),
  image,
]);
type Block = z.output<typeof block>;

export const shownBlocks = (blocks: readonly { readonly type: string }[], around: Surroundings): SlackBlock[] =>
  blocks.map((given): SlackBlock => {
    const parsed = block.safeParse(given);
    return parsed.success ? draw(parsed.data, around) : { type: 'other', name: given.type };
  });

function draw(given: Block, around: Surroundings): SlackBlock {
  switch (given.type) {
    case 'rich_text':
      return { type: 'text', text: fromRichText(given as unknown as RichText, around.names) };
    case 'section':
      return sectionOf(given, around);
    case 'context':
      return { type: 'context', parts: given.elements.flatMap((part) => contextPart(part, around)) };
    case 'actions':
      return {
        type: 'actions',
        blockId: given.block_id,
        elements: given.elements.map((element) => shownElement(element, around.directory)),
      };
    case 'input':
      return inputOf(given, around);
    case 'header':
      return { type: 'header', text: given.text.text };
    case 'divider':
      return { type: 'divider' };
    case 'image':
      return pictureIn(given, around);
  }
}

function sectionOf(given: Extract<Block, { type: 'section' }>, around: Surroundings): SlackBlock {
  const { block_id: id, text, fields, accessory } = given;
  return {
    type: 'section',
    blockId: id,
    texts: [...(text ? [text] : []), ...fields].map((one) => readText(one, around.names)),
    ...(accessory === undefined ? {} : { accessory: accessoryOf(accessory, around) }),
  };
}

function accessoryOf(given: unknown, around: Surroundings): SlackElement | SlackPicture {
  const picture = image.safeParse(given);
  return picture.success ? pictureIn(picture.data, around) : shownElement(given, around.directory);
}

function contextPart(given: unknown, around: Surroundings): (SlackPicture | SlackWords)[] {
  const picture = image.safeParse(given);
  if (picture.success) return [pictureIn(picture.data, around)];
  const text = textObject.safeParse(given);
  return text.success ? [{ type: 'words', text: readText(text.data, around.names) }] : [];
}

function inputOf(given: Extract<Block, { type: 'input' }>, { directory }: Surroundings): SlackBlock {
  const { block_id: id, label, hint, optional, dispatch_action: isHeard, element } = given;
  return {
    type: 'input',
    blockId: id,
    label: label.text,
    ...(hint === undefined ? {} : { hint: hint.text }),
    isOptional: optional,
    isHeard,
    element: shownElement(element, directory),
  };
}

const pictureIn = (given: z.output<typeof image>, { pictureOf }: Surroundings): SlackPicture => ({
  type: 'picture',
  address: pictureOf(given.image_url, given.alt_text),
  alt: given.alt_text,
});

const readText = ({ type, text }: z.output<typeof textObject>, names: Names): SlackText =>
  type === 'mrkdwn' ? fromMrkdwn(text, names) : fromPlain(text, names);

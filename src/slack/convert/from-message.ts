/** A message that a Slack user wrote, as a Document. */
import { mapInlines, type Document } from '../../bridge/convert/document.ts';
import { paragraph, wearing, words } from '../../bridge/convert/inlines.ts';
import { isEmpty } from '../../bridge/convert/plain-text.ts';
import { texts } from '../../bridge/texts.ts';
import { fromAttachment, fromFile } from './from-attachments.ts';
import { fromBlocks } from './from-blocks.ts';
import { message as schema, type Message } from './message-schema.ts';
import { fromMrkdwn } from './mrkdwn.ts';

/**
 * Never throws; what Slack sends and nobody knows is shown as far as it can be read. Empty only where there is nothing
 * but files.
 * @param raw the message as Slack's event or its Web API has it
 */
export function fromSlack(raw: unknown): Document {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return [];
  const message = parsed.data;
  const written = body(message);
  const document = [
    ...(message.subtype === 'me_message' ? emphasised(written) : written),
    ...message.attachments.flatMap(fromAttachment),
    ...message.files.flatMap(fromFile),
  ];
  const isUnknown = message.files.length === 0 && (message.blocks.length > 0 || message.attachments.length > 0);
  return isEmpty(document) && isUnknown ? [paragraph(...words(texts.onlyInSlack))] : document;
}

/** `text` repeats the blocks in Slack's older notation; it is read where they say nothing. */
function body({ blocks, text }: Message): Document {
  const known = fromBlocks(blocks.filter((block) => block.type !== 'unknown' || block.text !== ''));
  if (!isEmpty(known)) return fromBlocks(blocks);
  return fromMrkdwn(text);
}

/** `/me waves` is told about its author. */
const emphasised = (document: Document): Document =>
  mapInlines(document, (inlines) => wearing(inlines, { italic: true }));

/** What hangs below a message of Slack's: shared messages, what apps add, previews of links, snippets and clips. */
import type { Block, Document } from '../../bridge/convert/document.ts';
import { linked, paragraph, paragraphsOf, words } from '../../bridge/convert/inlines.ts';
import { isEmpty } from '../../bridge/convert/plain-text.ts';
import { texts } from '../../bridge/texts.ts';
import { fromBlocks } from './from-blocks.ts';
import type { Attachment, MessageFile } from './message-schema.ts';
import { fromMrkdwn } from './mrkdwn.ts';

/** The preview of a link says nothing that its author wrote, so it is left out; a message that is shared or linked is not. */
export function fromAttachment(attachment: Attachment): Block[] {
  const { from_url, is_share, is_msg_unfurl, pretext = '', fallback = '' } = attachment;
  if (from_url !== undefined && !is_share && !is_msg_unfurl) return [];
  const blocks = [...head(attachment), ...body(attachment)];
  const shown = isEmpty(blocks) ? fromMrkdwn(fallback) : blocks;
  return [...fromMrkdwn(pretext), ...(shown.length > 0 ? [{ type: 'quote', blocks: shown } as const] : [])];
}

const head = ({ author_name = '', title = '', title_link = '' }: Attachment): Block[] => [
  ...paragraphsOf(words(author_name, { bold: true })),
  ...paragraphsOf(title_link === '' ? words(title, { bold: true }) : linked(title || title_link, title_link)),
];

function body({ message_blocks, blocks, text = '', fields, image_url }: Attachment): Document {
  const rich = fromBlocks([...message_blocks.flatMap(({ message }) => message.blocks), ...blocks]);
  return [
    ...(isEmpty(rich) ? fromMrkdwn(text) : rich),
    ...fields.flatMap(({ title = '', value = '' }) => [
      ...paragraphsOf(words(title, { bold: true })),
      ...fromMrkdwn(value),
    ]),
    ...(image_url === undefined ? [] : [paragraph(...linked(image_url, image_url))]),
  ];
}

/** Files travel as files. Of a snippet and of a clip there is also something to read. */
export function fromFile(file: MessageFile): Block[] {
  if (file.mode === 'snippet') return fromSnippet(file);
  const spoken = file.subtype?.startsWith('slack_') ? (file.transcription?.preview.content ?? '') : '';
  return spoken.trim() === '' ? [] : [paragraph(...words(texts.voiceClip(spoken)))];
}

function fromSnippet({ title, name, filetype: language, preview = '', preview_is_truncated }: MessageFile): Block[] {
  if (preview === '') return [];
  const text = preview_is_truncated ? `${preview}\n…` : preview.replace(/\n$/, '');
  const code: Block = { type: 'code', text, ...(language === undefined ? {} : { language }) };
  return [...paragraphsOf(words(title ?? name ?? '', { bold: true })), code];
}

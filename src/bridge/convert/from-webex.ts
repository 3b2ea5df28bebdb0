import type { MessageEnvelope, EditEnvelope } from '../envelope.ts';
import { texts } from '../texts.ts';

/** What a Webex person wrote, as text for a Slack post without markup: nothing in it can ping or link by itself. */
export function fromWebex(envelope: Pick<MessageEnvelope | EditEnvelope, 'text' | 'files' | 'truncated'>): string {
  const files = envelope.files?.length ?? 0;
  const lines = [
    escapeForSlack(envelope.text),
    envelope.truncated ? texts.truncated : '',
    files === 0
      ? ''
      : files === 1
        ? '(With a file, to be seen in Webex.)'
        : `(With ${files} files, to be seen in Webex.)`,
  ];
  return lines.filter(Boolean).join('\n') || texts.empty;
}

/** Slack reads `<…>` as mentions and links, and `&` as the start of an entity. */
export const escapeForSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

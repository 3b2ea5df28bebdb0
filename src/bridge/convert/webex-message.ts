/** A message from Webex as a Document. */
import { fromCard } from './card.ts';
import type { Document } from './document.ts';
import { linked, paragraph, paragraphsOf, words } from './inlines.ts';
import { isEmpty } from './plain-text.ts';
import { texts } from '../texts.ts';
import { fromHtml } from './webex-html.ts';

export interface WebexContent {
  readonly text: string;
  readonly html?: string | undefined;
  readonly truncated?: boolean | undefined;
  /** Contents of Adaptive Cards. */
  readonly cards?: readonly unknown[] | undefined;
  /** Where the message is to be seen in Webex. */
  readonly address?: string | undefined;
}

/** Never throws. Empty only where there is nothing but files. */
export function fromWebexMessage({ text, html = '', truncated, cards = [], address }: WebexContent): Document {
  const formatted = fromHtml(html);
  const written = isEmpty(formatted) ? paragraphsOf(words(text)) : formatted;
  return [
    ...written,
    ...cards.flatMap(fromCard),
    ...(cards.length > 0 ? [note(texts.card, address)] : []),
    ...(truncated ? [note(texts.truncated, address)] : []),
  ];
}

const note = (text: string, address = '') =>
  paragraph(...(address === '' ? words(text, { italic: true }) : linked(text, address, { italic: true })));

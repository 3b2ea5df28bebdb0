/** How what a Slack user wrote reads in Webex. */
import type { Document } from '../convert/document.ts';
import { paragraphsOf, words } from '../convert/inlines.ts';
import type { WebexPersonOf } from '../convert/markdown-inline.ts';
import { split } from '../convert/split.ts';
import { MAX_WEBEX_BYTES, toWebex, webexBytes } from '../convert/webex-markdown.ts';
import { MAX_ENVELOPE_BYTES } from '../envelope.ts';
import type { Account, Content, OutboxEdit, OutboxMessage, Portal } from '../model.ts';
import { withPeople, type Lookups } from './people.ts';

type Written = OutboxMessage | OutboxEdit;

/** Around the two renderings of a piece in its envelope. */
const ENVELOPE_BYTES = 4 * 1024;

export const writtenIn = ({ content, text }: Pick<Written, 'content' | 'text'>): Document =>
  content ?? paragraphsOf(words(text));

/** One for each Webex message that it takes; none where there is nothing to read. */
export async function contentsOf(
  entry: Written,
  account: Account,
  portal: Portal,
  lookups: Lookups,
): Promise<readonly Content[]> {
  const { document, personOf } = await withPeople(writtenIn(entry), account, portal, lookups);
  return split(document, (piece) => fits(piece, personOf)).map((piece) => toWebex(piece, personOf));
}

function fits(document: Document, personOf: WebexPersonOf): boolean {
  if (webexBytes(document, personOf) > MAX_WEBEX_BYTES) return false;
  const json = JSON.stringify(toWebex(document, personOf));
  return Buffer.byteLength(json) <= MAX_ENVELOPE_BYTES - ENVELOPE_BYTES;
}

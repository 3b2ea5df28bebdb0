import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../../../sandbox/webex/markdown/blocks.ts';
import { tagMentions } from '../../../../sandbox/webex/markdown/mentions.ts';
import { mapInlines, type Document } from '../../../../src/bridge/convert/document.ts';
import { fromHtml } from '../../../../src/bridge/convert/webex-html.ts';
import { toWebex } from '../../../../src/bridge/convert/webex-markdown.ts';
import { fromSlack } from '../../../../src/slack/convert/from-message.ts';
import { toSlack } from '../../../../src/slack/convert/to-blocks.ts';
import { documents } from '../../bridge/convert/arbitraries.ts';
import { signsOf } from '../../bridge/convert/signs.ts';

const RUNS = { numRuns: 10_000 };
const TIMEOUT = 120_000;
const nobody = (): undefined => undefined;

/** What Webex returns for a message that was sent to it as markdown. */
const throughWebex = (document: Document): Document =>
  fromHtml(renderMarkdown(tagMentions(toWebex(document, nobody).markdown, nobody)));

const throughSlack = (document: Document): Document => fromSlack(toSlack(document, nobody));

/** Webex documents no strike: it shows the signs for it. */
const unstruck = (document: Document): Document =>
  mapInlines(document, (inlines) =>
    inlines.map((inline) =>
      'marks' in inline ? { ...inline, marks: { ...inline.marks, strike: undefined } } : inline,
    ),
  );

describe('whatever is written', () => {
  test(
    'keeps every sign, its marks and its place through Slack',
    () => {
      fc.assert(
        fc.property(documents, (document) => {
          expect(signsOf(throughSlack(document))).toBe(signsOf(document));
        }),
        RUNS,
      );
    },
    TIMEOUT,
  );

  test(
    'keeps every sign, its marks and its place through Webex',
    () => {
      fc.assert(
        fc.property(documents.map(unstruck), (document) => {
          expect(signsOf(throughWebex(document))).toBe(signsOf(document));
        }),
        RUNS,
      );
    },
    TIMEOUT,
  );

  test(
    'comes from Slack to Webex and back',
    () => {
      fc.assert(
        fc.property(documents.map(unstruck), (document) => {
          const written = toSlack(document, nobody);
          const back = toSlack(throughWebex(fromSlack(written)), nobody);
          expect(signsOf(fromSlack(back))).toBe(signsOf(fromSlack(written)));
        }),
        { numRuns: 2_000 },
      );
    },
    TIMEOUT,
  );
});

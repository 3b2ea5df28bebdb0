import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inlinesOf } from '../../../../src/bridge/convert/document.ts';
import { plainText } from '../../../../src/bridge/convert/plain-text.ts';
import { texts } from '../../../../src/bridge/texts.ts';
import { escapeText } from '../../../../src/slack/convert/escape.ts';
import { fromSlack } from '../../../../src/slack/convert/from-message.ts';
import { fromMrkdwn } from '../../../../src/slack/convert/mrkdwn.ts';
import { risky } from '../../bridge/convert/arbitraries.ts';
import { flawsOf } from '../../bridge/convert/well-formed.ts';

const RUNS = { numRuns: 10_000 };
const TIMEOUT = 120_000;

/** Types that Slack knows, with fields that may be anything. */
const thing: fc.Arbitrary<object> = fc.letrec((tie) => ({
  thing: fc
    .dictionary(
      fc.constantFrom(
        'text',
        'url',
        'elements',
        'style',
        'indent',
        'offset',
        'border',
        'user_id',
        'range',
        'name',
        'unicode',
        'timestamp',
        'format',
        'fields',
        'rows',
        'title',
        'from_url',
        'message_blocks',
        'preview',
        'mode',
        'transcription',
      ),
      fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        risky,
        fc.double(),
        fc.constant(null),
        fc.boolean(),
        fc.array(tie('thing'), { maxLength: 3 }),
        tie('thing'),
      ),
      { maxKeys: 5 },
    )
    .chain((fields) =>
      fc
        .constantFrom(
          'rich_text',
          'rich_text_section',
          'rich_text_list',
          'rich_text_quote',
          'rich_text_preformatted',
          'text',
          'link',
          'user',
          'channel',
          'usergroup',
          'broadcast',
          'emoji',
          'date',
          'section',
          'header',
          'context',
          'image',
          'table',
          'actions',
          'file',
          'unheard-of',
          7,
          undefined,
        )
        .map((type) => ({ type, ...fields })),
    ),
})).thing;

describe('whatever Slack sends', () => {
  test(
    'becomes a document that can be kept and sent, without an error',
    () => {
      const some = fc.array(thing, { maxLength: 3 });
      const message = fc.record(
        {
          text: fc.oneof(risky, fc.integer()),
          subtype: fc.constantFrom('me_message', 'x'),
          blocks: some,
          attachments: some,
          files: some,
        },
        { requiredKeys: [] },
      );
      fc.assert(
        fc.property(fc.oneof(message, fc.anything()), (raw) => {
          expect(flawsOf(fromSlack(raw))).toEqual([]);
        }),
        RUNS,
      );
    },
    TIMEOUT,
  );

  test(
    'says what was typed, where it was typed without any notation',
    () => {
      const typed = risky.filter((text) => !/[*_~`:]|^ *>/.test(text));
      fc.assert(
        fc.property(typed, (text) => {
          const document = fromSlack({ text: escapeText(text) });
          expect(plainText(document)).toBe(text.toWellFormed());
          expect(inlinesOf(document).every(({ type }) => type === 'text')).toBe(true);
        }),
        RUNS,
      );
    },
    TIMEOUT,
  );

  test(
    'keeps in mrkdwn every letter that was typed',
    () => {
      const lettersOf = (text: string): string => text.toWellFormed().replaceAll(/[^\p{L}\p{N}]/gu, '');
      const typed = risky.filter((text) => !/:[\p{L}\p{N}_+'-]+:/u.test(text));
      fc.assert(
        fc.property(typed, (text) => {
          expect(lettersOf(plainText(fromMrkdwn(escapeText(text))))).toBe(lettersOf(text));
        }),
        RUNS,
      );
    },
    TIMEOUT,
  );
});

describe('bad input', () => {
  test.each([
    ['quote signs', '&gt;'.repeat(10_000)],
    ['bold signs', '*a '.repeat(13_000)],
    ['marks that never end', '*a _b ~c '.repeat(4_000)],
    ['code signs', '`'.repeat(40_000)],
    ['brackets', '<'.repeat(40_000)],
    ['emoji that never end', ':a'.repeat(20_000)],
    ['lines', '\n'.repeat(40_000)],
    ['lines of quotes', '&gt; a\nb\n'.repeat(4_000)],
  ])('of nothing but %s is read in no time', (_what, text) => {
    const before = process.cpuUsage();
    expect(flawsOf(fromSlack({ text }))).toEqual([]);
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });

  test('that nests a thousand lists is flattened', () => {
    const list = (indent: number): object => ({
      type: 'rich_text_list',
      style: 'bullet',
      indent,
      elements: [{ elements: [{ type: 'text', text: 'x' }] }],
    });
    const elements = Array.from({ length: 1_000 }, (_none, indent) => list(indent));
    const document = fromSlack({ blocks: [{ type: 'rich_text', elements }] });
    expect(flawsOf(document)).toEqual([]);
    expect(plainText(document).replaceAll(/[^x]/g, '')).toBe('x'.repeat(1_000));
  });

  test.each([undefined, null, 7, 'text', [], {}, { text: '' }, { text: ' \n ' }])(
    'with nothing to read is empty: %j',
    (raw) => {
      expect(fromSlack(raw)).toEqual([]);
    },
  );

  test.each([
    { blocks: [{ type: 'hologram' }] },
    { blocks: [{}] },
    { attachments: [{}] },
    { attachments: [7] },
    { text: '', blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [] }] }] },
  ])('that only Slack can show says so: %j', (raw) => {
    expect(plainText(fromSlack(raw))).toBe(texts.onlyInSlack);
  });

  test('that is a snippet without a language is code all the same', () => {
    const document = fromSlack({ files: [{ mode: 'snippet', preview: 'x' }] });
    expect(document).toStrictEqual([{ type: 'code', text: 'x' }]);
  });

  test('is kept where it is only long, right to left, combining or without width', () => {
    for (const text of [
      'x'.repeat(10_000),
      'שלום '.repeat(100).trim(),
      `e${'\u0301'.repeat(500)}`,
      'a\u200bb',
      '\u202eabc',
    ]) {
      expect(plainText(fromSlack({ text }))).toBe(text);
    }
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { objectionsTo } from '../../../../sandbox/slack/block-kit/check.ts';
import type { Document, Mention } from '../../../../src/bridge/convert/document.ts';
import { paragraph, words } from '../../../../src/bridge/convert/inlines.ts';
import { linkable } from '../../../../src/bridge/convert/url.ts';
import { fromWebexMessage } from '../../../../src/bridge/convert/webex-message.ts';
import { toSlack, type SlackText } from '../../../../src/slack/convert/to-blocks.ts';
import { documents, risky } from '../../bridge/convert/arbitraries.ts';

const nobody = (): undefined => undefined;
const mention = (id: string, name = 'Ann'): Mention => ({
  type: 'mention',
  platform: 'webex',
  kind: 'person',
  id,
  name,
});

/** Every object in the blocks that has a type. */
function partsOf(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value ? [value as Record<string, unknown>] : [];
  return [...own, ...Object.values(value).flatMap(partsOf)];
}

const LITERAL = /^(?:rich_text(?:_section|_list|_quote|_preformatted)?|text|link|date)$/;

/** Slack takes no empty texts and sections. */
const isHarmless = ({ type, url, text, elements }: Record<string, unknown>): boolean =>
  LITERAL.test(String(type)) &&
  (type !== 'link' || linkable(String(url)) === url) &&
  text !== '' &&
  (!Array.isArray(elements) || elements.length > 0);

/** What in a message Slack would refuse, or obey. */
const harmIn = ({ blocks, text }: SlackText): unknown[] => [
  ...objectionsTo(blocks, 'message'),
  ...partsOf(blocks).filter((part) => !isHarmless(part)),
  ...(/[<>]|&(?!(?:amp|lt|gt);)/.test(text) || text.length > 3_000 ? [text] : []),
];

describe('what goes to Slack', () => {
  test('can neither ping nor press nor pretend, whatever it says, and Slack takes it', () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(harmIn(toSlack(document, nobody))).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);

  test('cannot do so from HTML either', () => {
    const html = fc.array(
      fc.oneof(
        risky,
        fc.constantFrom('<p>', '<b>', '<a href="', '">', '<ul><li>', '<pre>', '<spark-mention data-object-id="'),
      ),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(html, (parts) => {
        const document = fromWebexMessage({ text: '', html: parts.join('') });
        fc.pre(document.length > 0);
        expect(harmIn(toSlack(document, nobody))).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);
});

describe('a mention', () => {
  test('pings the linked Slack user, and nobody else', () => {
    const document = [paragraph(mention('webex-1'), mention('webex-2', 'Bo'))];
    const { blocks } = toSlack(document, ({ id }) => (id === 'webex-1' ? 'U0ANN' : undefined));
    expect(blocks[0]?.elements[0]?.elements).toEqual([
      { type: 'user', user_id: 'U0ANN' },
      { type: 'text', text: '@Bo', style: { bold: true } },
    ]);
  });

  test.each(['', 'here', 'C0123', 'S0123', 'u1', 'U1>', 'USLACKBOT|x'])(
    'pings nobody where there is no user id: %j',
    (id) => {
      const { blocks } = toSlack([paragraph(mention('webex-1'))], () => id);
      expect(blocks[0]?.elements[0]?.elements).toEqual([{ type: 'text', text: '@Ann', style: { bold: true } }]);
    },
  );
});

describe('a date', () => {
  test('is shown to each reader in their own time', () => {
    const document: Document = [
      paragraph({ type: 'moment', at: 1_792_000_000, format: '{date} {time}', text: 'Oct 14' }),
    ];
    expect(toSlack(document, nobody).blocks[0]?.elements[0]?.elements).toEqual([
      { type: 'date', timestamp: 1_792_000_000, format: '{date} {time}', fallback: 'Oct 14' },
    ]);
  });
});

describe('the text for notifications and screen readers', () => {
  const fallback = (text: string): string => toSlack([paragraph(...words(text))], nobody).text;

  test('reads as the message does, without addresses', () => {
    const document = fromWebexMessage({
      text: '',
      html: '<p>See <a href="https://example.com/long">the menu</a></p><ul><li>tea</li></ul>',
    });
    expect(toSlack(document, nobody).text).toBe('See the menu\n\n• tea');
  });

  test('is cut at 3,000 characters, and cuts no character and no entity', () => {
    expect(fallback('a'.repeat(3_000))).toBe('a'.repeat(3_000));
    expect(fallback('a'.repeat(3_001))).toBe(`${'a'.repeat(2_999)}…`);
    expect(fallback('<'.repeat(3_000))).toBe(`${'&lt;'.repeat(749)}…`);
    expect(fallback('😀'.repeat(3_000))).toBe(`${'😀'.repeat(1_499)}…`);
  });
});

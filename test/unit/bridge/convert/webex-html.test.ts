import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inlinesOf, mentionsIn } from '../../../../src/bridge/convert/document.ts';
import { paragraph, words } from '../../../../src/bridge/convert/inlines.ts';
import { plainText } from '../../../../src/bridge/convert/plain-text.ts';
import { fromHtml } from '../../../../src/bridge/convert/webex-html.ts';
import { fromWebexMessage } from '../../../../src/bridge/convert/webex-message.ts';
import { texts } from '../../../../src/bridge/texts.ts';
import { risky } from './arbitraries.ts';
import { flawsOf } from './well-formed.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const TAGS =
  'p b strong i em s code pre a ul ol li blockquote br hr h1 table tr td div span spark-mention x-y svg'.split(' ');
const tag = fc.constantFrom(...TAGS);
const attributes = fc.constantFrom(
  '',
  ' href="https://example.com"',
  ' href="javascript:x"',
  ' class="a b"',
  ' start="-3"',
  ' data-object-type="person" data-object-id="abc"',
  ' data-object-type="groupMention"',
  " x='\"' y",
);
/** Tags in any order, closed or not, with all that people write between them. */
const soup = fc
  .array(
    fc.oneof(
      fc.tuple(tag, attributes).map(([name, some]) => `<${name}${some}>`),
      tag.map((name) => `</${name}>`),
      risky,
      fc.constantFrom('<!-- ', '-->', '<![CDATA[', '<', '&#x0;', '&#xd800;', '\0', '\n', '</'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('whatever HTML Webex sends', () => {
  test('becomes a document that can be kept and shown, without an error', () => {
    fc.assert(
      fc.property(soup, (html) => {
        expect(flawsOf(fromHtml(html))).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);

  test('shows text as it was written, and nothing of it as a mention or a link', () => {
    fc.assert(
      fc.property(risky, (text) => {
        const document = fromHtml(`<p>${escapeHtml(text)}</p>`);
        const spaced = (shown: string): string => shown.replaceAll(/\s+/g, ' ').trim();
        expect(spaced(plainText(document))).toBe(spaced(text.toWellFormed()));
        expect(inlinesOf(document).every(({ type }) => type === 'text')).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);
});

describe('a bomb of markup', () => {
  test.each([
    ['quotes', '<blockquote>'.repeat(8_000)],
    ['lists', '<ul><li>'.repeat(8_000)],
    ['marks', '<b><i><s>'.repeat(8_000)],
    ['links', '<a href="https://example.com">'.repeat(3_000)],
    ['tables', '<table><tr><td>'.repeat(5_000)],
    ['containers', '<div>'.repeat(19_000)],
    ['unknown elements', '<x-y>'.repeat(19_000)],
    ['attributes', `<p ${'a="b" '.repeat(16_000)}>`],
    ['entities', '&amp;'.repeat(19_000)],
  ])('of %s goes off as text', (_what, bomb) => {
    const document = fromHtml(`${bomb}still readable`);
    expect(flawsOf(document)).toEqual([]);
    expect(plainText(document)).toContain('still readable');
  });

  test('that is longer than any message is read as far as a message goes', () => {
    expect(plainText(fromHtml('<p>word </p>'.repeat(100_000))).length).toBeLessThan(100_000);
  });
});

describe('a mention', () => {
  test('is found by its id, whatever form that has, and in whatever order Webex writes its attributes', () => {
    const ids = ['Y2lzY29zcGFyazovL3VzL1BFT1BMRS8x', '7b9e3d4e-1111-4222-8333-444455556666'];
    const html = `<spark-mention data-object-type="person" data-object-id="${ids[0]}">Ann</spark-mention>
      <spark-mention class="x" data-object-id="${ids[1]}" data-object-type="person">Bo</spark-mention>`;
    expect(mentionsIn(fromHtml(html))).toEqual([
      { type: 'mention', platform: 'webex', kind: 'person', id: ids[0], name: 'Ann' },
      { type: 'mention', platform: 'webex', kind: 'person', id: ids[1], name: 'Bo' },
    ]);
  });
});

describe('a message from Webex', () => {
  test('is its text, where it has no HTML or nothing to see in it', () => {
    const expected = [paragraph(...words('one\ntwo')), paragraph(...words('three'))];
    expect(fromWebexMessage({ text: 'one\ntwo\n\nthree' })).toEqual(expected);
    expect(fromWebexMessage({ text: 'one\ntwo\n\nthree', html: '<p>\u200b</p>' })).toEqual(expected);
  });

  test('is empty where there is nothing to read', () => {
    expect(fromWebexMessage({ text: '' })).toEqual([]);
    expect(fromWebexMessage({ text: ' \u200b', html: '<br>' })).toEqual([]);
  });

  test('says when it was cut, and links to the whole', () => {
    const address = 'https://web.webex.com/spaces/1';
    expect(plainText(fromWebexMessage({ text: 'a', truncated: true }))).toBe(`a\n\n${texts.truncated}`);
    expect(plainText(fromWebexMessage({ text: 'a', truncated: true, address }))).toBe(
      `a\n\n${texts.truncated} (${address})`,
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inlinesOf, type Block, type Document } from '../../../../src/bridge/convert/document.ts';
import { paragraph, words } from '../../../../src/bridge/convert/inlines.ts';
import { isEmpty, plainText } from '../../../../src/bridge/convert/plain-text.ts';
import { split } from '../../../../src/bridge/convert/split.ts';
import { MAX_WEBEX_BYTES, toWebex, webexBytes } from '../../../../src/bridge/convert/webex-markdown.ts';
import { blocksLength, MAX_BLOCKS_LENGTH } from '../../../../src/slack/convert/to-blocks.ts';
import { documents, risky } from './arbitraries.ts';

const nobody = (): undefined => undefined;
const atMost =
  (characters: number) =>
  (part: Document): boolean =>
    plainText(part).length <= characters;

/** The parts as text, for reading. */
const parts = (document: Document, characters: number): string[] =>
  split(document, atMost(characters)).map((part) => plainText(part));

const text = (...lines: readonly string[]): Document => lines.map((line) => paragraph(...words(line)));

describe('a long message is parted', () => {
  test('not at all where it fits', () => {
    const document = text('short');
    expect(split(document, atMost(5))).toEqual([document]);
  });

  test('between paragraphs, where that leaves no part nearly empty', () => {
    expect(parts(text('one two', 'three four', 'five'), 20)).toEqual(['one two\n\nthree four', 'five']);
  });

  test('else between lines', () => {
    expect(parts(text('one two\nthree four\nfive six'), 20)).toEqual(['one two\nthree four', 'five six']);
  });

  test('else between words', () => {
    expect(parts(text('one two three four'), 9)).toEqual(['one two ', 'three ', 'four']);
  });

  test('else within a word, but never within what people see as one character', () => {
    expect(parts(text('abcdefgh'), 3)).toEqual(['abc', 'def', 'gh']);
    expect(parts(text('👩‍💻👩‍💻👩‍💻'), 7)).toEqual(['👩‍💻', '👩‍💻', '👩‍💻']);
    expect(parts(text('e\u0301e\u0301e\u0301'), 3)).toEqual(['e\u0301', 'e\u0301', 'e\u0301']);
  });

  test('between code points, where one letter wears too many accents', () => {
    const zalgo = `e${'\u0301'.repeat(300)}`;
    expect(parts(text(zalgo), 100).join('')).toBe(zalgo);
    const faces = '😀'.repeat(20);
    expect(parts(text(`e${'\u0301'.repeat(99)}${faces}`), 70).every((part) => part.isWellFormed())).toBe(true);
  });

  test('with its block of code opened again', () => {
    const document: Document = [{ type: 'code', text: 'one\ntwo\nthree\nfour', language: 'js' }];
    expect(split(document, atMost(9))).toEqual(
      [
        { type: 'code', text: 'one\ntwo', language: 'js' },
        { type: 'code', text: 'three', language: 'js' },
        { type: 'code', text: 'four', language: 'js' },
      ].map((block) => [block]),
    );
  });

  test('with its list going on where it stopped', () => {
    const items = ['one', 'two', 'three', 'four'].map((item) => text(item));
    const document: Document = [{ type: 'list', ordered: true, items }];
    expect(split(document, atMost(16)).map((part) => toWebex(part, nobody).markdown)).toEqual([
      '1. one\n2. two',
      '3. three\n4. four',
    ]);
  });

  test('with its quote going on', () => {
    expect(parts([{ type: 'quote', blocks: text('one two', 'three four') }], 14)).toEqual([
      '> one two',
      '> three four',
    ]);
  });

  test('into nothing where there is nothing to see', () => {
    expect(split([], atMost(5))).toEqual([]);
    expect(split(text(' \u200b '), atMost(1))).toEqual([]);
  });

  test('in the end even where nothing fits', () => {
    expect(split(text('ab', 'c'), () => false).map((part) => plainText(part))).toEqual(['a', 'b', 'c']);
  });
});

/** Everything that was written, without white space and without what the structure adds. */
const lettersOf = (document: Document): string =>
  document
    .flatMap((block) =>
      block.type === 'code' ? [block.text] : block.type === 'quote' ? [lettersOf(block.blocks)] : listed(block),
    )
    .join('')
    .replaceAll(/[\s\p{C}]/gu, '');

const listed = (block: Block): string[] =>
  block.type === 'list'
    ? block.items.map(lettersOf)
    : inlinesOf([block]).map((inline) => ('text' in inline ? inline.text : ''));

describe('whatever is parted', () => {
  test('fits, is not empty, and holds all text in order', () => {
    const long = fc.array(documents, { minLength: 1, maxLength: 3 }).map((several) => several.flat());
    fc.assert(
      fc.property(long, fc.integer({ min: 120, max: 400 }), (document, limit) => {
        const fits = (part: Document): boolean => webexBytes(part, nobody) <= limit;
        const result = split(document, fits);
        expect(result.every(fits)).toBe(true);
        expect(result.some(isEmpty)).toBe(false);
        expect(result.map(lettersOf).join('')).toBe(lettersOf(document));
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);

  test('fits Webex by UTF-8 bytes and Slack by all its blocks, however long', () => {
    const long = fc
      .array(risky, { minLength: 1, maxLength: 5 })
      .map((some) => text(some.join(' ').repeat(2_000).slice(0, 40_000)));
    fc.assert(
      fc.property(long, (document) => {
        for (const part of split(document, (each) => webexBytes(each, nobody) <= MAX_WEBEX_BYTES)) {
          expect(Buffer.byteLength(toWebex(part, nobody).markdown)).toBeLessThanOrEqual(7_439);
        }
        for (const part of split(document, (each) => blocksLength(each, nobody) <= MAX_BLOCKS_LENGTH)) {
          expect(blocksLength(part, nobody)).toBeLessThanOrEqual(11_000);
        }
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeForSlack, fromWebex } from '../../../../src/bridge/convert/from-webex.ts';
import { texts } from '../../../../src/bridge/texts.ts';

/** As Slack reads it back. */
const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Texts made of what means something to Slack, and of all else. */
const risky = fc
  .array(fc.oneof(fc.constantFrom('<', '>', '&', '!here', '@U1', '#C1', '|', 'lt;', 'amp;', '\n'), fc.string()))
  .map((parts) => parts.join(''));

describe('what a Webex person wrote', () => {
  test('appears as it was written', () => {
    expect(fromWebex({ text: 'See you at *noon*, _Ann_!\n> `ok` 😀' })).toBe('See you at *noon*, _Ann_!\n&gt; `ok` 😀');
  });

  test.each([
    ['<!channel> <!here> <!everyone>', '&lt;!channel&gt; &lt;!here&gt; &lt;!everyone&gt;'],
    ['<@U1> <!subteam^S1>', '&lt;@U1&gt; &lt;!subteam^S1&gt;'],
    ['<https://evil.example|your bank>', '&lt;https://evil.example|your bank&gt;'],
    ['&lt;!channel&gt;', '&amp;lt;!channel&amp;gt;'],
    ['R&D', 'R&amp;D'],
  ])('cannot ping, link or pretend: %s', (text, shown) => {
    expect(fromWebex({ text })).toBe(shown);
  });

  test('never holds a live angle bracket or a bare ampersand, and reads as it was written', () => {
    fc.assert(
      fc.property(risky, (text) => {
        const shown = escapeForSlack(text);
        expect(shown).not.toMatch(/[<>]|&(?!(?:lt|gt|amp);)/);
        expect(unescaped(shown)).toBe(text);
      }),
    );
    fc.assert(
      fc.property(risky, fc.nat({ max: 3 }), fc.boolean(), (text, files, truncated) => {
        const shown = fromWebex({
          text,
          files: Array.from({ length: files }, () => 'https://x.example/<1>'),
          truncated,
        });
        expect(shown).not.toMatch(/[<>]/);
        expect(shown).not.toBe('');
      }),
    );
  });
});

describe('what Slack cannot show', () => {
  test('is named below the text: one file, several files, a cut text', () => {
    expect(fromWebex({ text: 'a', files: ['x'] })).toBe(`a\n${texts.withFile(1)}`);
    expect(fromWebex({ text: 'a', files: ['x', 'y'] })).toBe(`a\n${texts.withFile(2)}`);
    expect(fromWebex({ text: 'a', truncated: true })).toBe(`a\n${texts.truncated}`);
    expect(fromWebex({ text: 'a', files: ['x'], truncated: true })).toBe(`a\n${texts.truncated}\n${texts.withFile(1)}`);
  });

  test('is named alone where there is no text', () => {
    expect(fromWebex({ text: '', files: ['x'] })).toBe(texts.withFile(1));
    expect(fromWebex({ text: '', files: [] })).toBe(texts.empty);
    expect(fromWebex({ text: '' })).toBe(texts.empty);
  });

  test('tells nothing of the files but how many there are', () => {
    expect(fromWebex({ text: '', files: ['https://webexapis.com/v1/contents/secret'] })).not.toContain('secret');
  });
});

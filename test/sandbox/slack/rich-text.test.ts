import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatText } from '../../../sandbox/slack/rich-text/format.ts';
import { translateMarkdown } from '../../../sandbox/slack/rich-text/markdown.ts';
import { parseRichText } from '../../../sandbox/slack/rich-text/parse.ts';
import { toMrkdwn } from '../../../sandbox/slack/rich-text/render.ts';

const text = (value: string, style?: object) => ({ type: 'text', text: value, ...(style ? { style } : {}) });
const section = (...elements: object[]) => ({ type: 'rich_text_section', elements });

describe('typed text', () => {
  const typed = (value: string) => parseRichText(value, 'typed').elements;

  test('is one section, line breaks included', () => {
    expect(typed('one\ntwo\n\nthree')).toEqual([section(text('one\ntwo\n\nthree'))]);
  });

  test('has marks for bold, italic, strike and code, also within each other', () => {
    expect(typed('*bold* _it_ ~no~ `x*y*`')).toEqual([
      section(
        text('bold', { bold: true }),
        text(' '),
        text('it', { italic: true }),
        text(' '),
        text('no', { strike: true }),
        text(' '),
        text('x*y*', { code: true }),
      ),
    ]);
    expect(typed('*so _very_ much*')).toEqual([
      section(text('so ', { bold: true }), text('very', { bold: true, italic: true }), text(' much', { bold: true })),
    ]);
  });

  test('can be bold and italic at once', () => {
    const both = { bold: true, italic: true };
    expect(typed('*_both_* _*both*_')).toEqual([section(text('both', both), text(' '), text('both', both))]);
  });

  test('links e-mail addresses', () => {
    expect(typed('to uma@example.com.')).toEqual([
      section(text('to '), { type: 'link', url: 'mailto:uma@example.com', text: 'uma@example.com' }, text('.')),
    ]);
  });

  test('leaves lone marks and arithmetic alone', () => {
    expect(typed('2 * 3 * 4, snake_case_name, a*b*c')).toEqual([section(text('2 * 3 * 4, snake_case_name, a*b*c'))]);
  });

  test('knows links, mentions, channels, broadcasts and emoji', () => {
    expect(typed('<@U1> <#C1> <!here> see https://example.com/a?b=1. :tada: 👋')).toEqual([
      section(
        { type: 'user', user_id: 'U1' },
        text(' '),
        { type: 'channel', channel_id: 'C1' },
        text(' '),
        { type: 'broadcast', range: 'here' },
        text(' see '),
        { type: 'link', url: 'https://example.com/a?b=1' },
        text('. '),
        { type: 'emoji', name: 'tada', unicode: '1f389' },
        text(' '),
        { type: 'emoji', name: 'wave', unicode: '1f44b' },
      ),
    ]);
  });

  test('takes colons for what they are', () => {
    expect(typed('at 10:30:00, :not-an-emoji:')).toEqual([section(text('at 10:30:00, :not-an-emoji:'))]);
  });

  test('stands for itself: no entity is decoded', () => {
    expect(typed('a &lt; b <tag> & c')).toEqual([section(text('a &lt; b <tag> & c'))]);
  });

  test('has lists, quotes and code blocks between its sections', () => {
    expect(typed('Look:\n- one\n- *two*\n> said\n> so\n```\nlet x = 1 < 2;\n```\nend')).toEqual([
      section(text('Look:\n')),
      {
        type: 'rich_text_list',
        style: 'bullet',
        indent: 0,
        border: 0,
        elements: [section(text('one')), section(text('two', { bold: true }))],
      },
      { type: 'rich_text_quote', elements: [text('said\nso')] },
      { type: 'rich_text_preformatted', elements: [text('let x = 1 < 2;')], border: 0 },
      section(text('end')),
    ]);
  });

  test('has numbered and indented lists', () => {
    expect(typed('1. one\n    - inner\n2. two')).toMatchObject([
      { style: 'ordered', indent: 0 },
      { style: 'bullet', indent: 1 },
      { style: 'ordered', indent: 0 },
    ]);
  });

  test.each([
    ['*bold* and _it_', '*bold* and _it_'],
    ['a < b & c', 'a &lt; b &amp; c'],
    ['see https://example.com', 'see <https://example.com>'],
    ['<@U1> in <#C1>', '<@U1> in <#C1|>'],
    ['- one\n- two', '• one\n• two'],
    ['> quoted\nafter', '&gt; quoted\nafter'],
    ['```code```', '```code```'],
    ['hi :wave:', 'hi :wave:'],
  ])('%j has the text %j', (given, mrkdwn) => {
    expect(toMrkdwn(parseRichText(given, 'typed'))).toBe(mrkdwn);
  });
});

describe('whatever is typed', () => {
  const textOf = (...units: string[]) =>
    array(constantFrom(...units), { maxLength: 60 }).map((parts) => parts.join(''));

  test('is parsed without loss of a letter', () => {
    const letters = (value: string) => value.replaceAll(/&(?:amp|lt|gt);/g, '').replaceAll(/[^ab]/g, '');
    assert(
      property(textOf('a', 'b', ' ', '*', '_', '~', '`', '```', '> ', '- ', ':', '<', '\n'), (given) => {
        expect(letters(toMrkdwn(parseRichText(given, 'typed')))).toBe(letters(given));
      }),
      { numRuns: 1_000 },
    );
  });

  test('is stored by the same rules however often it goes through them', () => {
    assert(
      property(textOf('a', ' ', '<', '>', '&', ';', '|', '@', '#', '!', 'lt', 'amp', 'https://', '.'), (given) => {
        expect(formatText(formatText(given))).toBe(formatText(given));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("an app's mrkdwn", () => {
  test('is decoded, and its lists stay text', () => {
    expect(parseRichText('1 &lt; 2 &amp; <https://example.com|a &gt; b>\n- item', 'mrkdwn').elements).toEqual([
      section(text('1 < 2 & '), { type: 'link', url: 'https://example.com', text: 'a > b' }, text('\n- item')),
    ]);
  });

  test.each([
    ['a < b', 'a &lt; b'],
    ['R&D', 'R&amp;D'],
    ['1 &lt; 2 &amp; 3', '1 &lt; 2 &amp; 3'],
    ['<@U1> <!here> <https://example.com|x>', '<@U1> <!here> <https://example.com|x>'],
    ['https://example.com/a.', '<https://example.com/a>.'],
    ['<b>bold</b>', '&lt;b&gt;bold&lt;/b&gt;'],
  ])('%j is stored as %j', (given, stored) => {
    expect(formatText(given)).toBe(stored);
  });

  test("parses Slack's own tokens in Markdown too, unless they are escaped", () => {
    const elements = (value: string) =>
      translateMarkdown(value).flatMap((block) =>
        (block['elements'] as { elements: object[] }[]).flatMap((part) => part.elements),
      );
    expect(elements('**hey** <!channel>')).toEqual([
      text('hey', { bold: true }),
      text(' '),
      { type: 'broadcast', range: 'channel' },
    ]);
    expect(elements('&lt;!channel&gt;')).toEqual([text('<!channel>')]);
  });

  test('can be bold and italic at once in Markdown', () => {
    expect(translateMarkdown('***both***')).toMatchObject([
      { elements: [section(text('both', { bold: true, italic: true }))] },
    ]);
  });

  test("drops the name of a code block's language, which typed text has not", () => {
    const code = (value: string) => [{ type: 'rich_text_preformatted', elements: [text(value)], border: 0 }];
    expect(translateMarkdown('```js\nlet x;\n```')).toMatchObject([{ elements: code('let x;') }]);
    expect(parseRichText('```js\nlet x;\n```', 'typed').elements).toEqual(code('js\nlet x;'));
  });

  test('is Markdown only outside of code', () => {
    expect(translateMarkdown('```\n# no heading\n---\n```')).toMatchObject([
      { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [text('# no heading\n---')] }] },
    ]);
    expect(translateMarkdown('a \\*b\\* [c](https://example.com) ~~d~~')).toMatchObject([
      {
        elements: [
          section(
            text('a *b* '),
            { type: 'link', url: 'https://example.com', text: 'c' },
            text(' '),
            text('d', { strike: true }),
          ),
        ],
      },
    ]);
  });
});

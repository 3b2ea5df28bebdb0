import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromSlack, mentionedUsers } from '../../../../src/bridge/convert/from-slack.ts';
import { escapeForSlack } from '../../../../src/bridge/convert/from-webex.ts';

const NAMES = new Map([['U1', 'Ann']]);
const plain = (text: string): string => fromSlack(text, NAMES);

describe('what a Slack user wrote', () => {
  test('goes to Webex as it was typed', () => {
    expect(plain('See you at *noon*,\n_Ann_ `x` 😀 :wave:')).toBe('See you at *noon*,\n_Ann_ `x` 😀 :wave:');
    expect(plain('1 &lt; 2 &amp;&amp; 3 &gt; 2')).toBe('1 < 2 && 3 > 2');
    expect(plain('the entity &amp;lt; is “less than”')).toBe('the entity &lt; is “less than”');
  });

  test.each([
    ['a person by the name that people know', 'hi <@U1>!', 'hi @Ann!'],
    ['a person by the label that Slack gave', 'hi <@U1|annie>!', 'hi @annie!'],
    ['a stranger', 'hi <@U9>', 'hi @somebody'],
    ['a channel by its name', 'see <#C1|lunch>', 'see #lunch'],
    ['a channel without a name', 'see <#C1|> or <#C2>', 'see #a channel or #a channel'],
    ['everybody in the channel', '<!here> and <!channel>', '@here and @channel'],
    ['a group by its label', '<!subteam^S1|@cooks>', '@cooks'],
    ['a group without a label', '<!subteam^S1>', '@subteam'],
    ['a date as Slack would show it', '<!date^1392734382^{date}|Feb 18, 2014>', 'Feb 18, 2014'],
  ])('names %s', (_what, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test.each([
    ['a bare link', '<https://example.com/a?b=1&amp;c=2>', 'https://example.com/a?b=1&c=2'],
    ['a link with a text', '<https://example.com|the menu>', 'the menu (https://example.com)'],
    ['a link whose text is the link', '<https://example.com|https://example.com>', 'https://example.com'],
    ['a link whose text holds entities', '<https://example.com|R&amp;D &lt;3>', 'R&D <3 (https://example.com)'],
  ])('keeps %s', (_what, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test('does not take for a token what was only typed', () => {
    expect(plain('&lt;@U1&gt; &lt;!here&gt;')).toBe('<@U1> <!here>');
    expect(plain('a <b')).toBe('a <b');
    expect(plain('<>')).toBe('<>');
  });

  test('comes through whole, whatever was typed', () => {
    const typed = fc
      .array(
        fc.oneof(fc.constantFrom('<', '>', '&', '&amp;', '<@U1>', '<!here>', '|'), fc.string({ unit: 'grapheme' })),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(typed, (text) => {
        expect(plain(escapeForSlack(text))).toBe(text);
        expect(mentionedUsers(escapeForSlack(text))).toEqual([]);
      }),
    );
  });

  test('is converted without an error, whatever Slack makes of it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('<', '>', '|', '@', '#', '!', '^', 'U1', '&lt;', 'x')), (parts) => {
        expect(typeof plain(parts.join(''))).toBe('string');
      }),
    );
  });
});

describe('whose names have to be looked up', () => {
  test.each([
    ['nobody', 'hello', []],
    ['all who are mentioned', '<@U1> and <@W2>', ['U1', 'W2']],
    ['not those whom Slack named itself', '<@U1|annie> <@U2>', ['U2']],
    ['not channels, groups and links', '<#C1> <!here> <https://example.com|@U1>', []],
    ['those whose label is empty', '<@U1|>', ['U1']],
  ])('is %s', (_what, text, users) => {
    expect(mentionedUsers(text)).toEqual(users);
  });
});

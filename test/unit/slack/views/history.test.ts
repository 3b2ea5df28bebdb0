import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { texts } from '../../../../src/bridge/texts.ts';
import { historyList } from '../../../../src/slack/views/history.ts';
import { isHarmless, markupOf, messageObjections, wordsOf } from '../../../support/block-kit.ts';
import { external, message } from '../../../support/builders.ts';

const messages = (count: number, text: string) =>
  Array.from({ length: count }, (_, index) => message(index, { text: `${index} ${text}` }));
const read = (...args: Parameters<typeof historyList>): string => wordsOf(historyList(...args).blocks).join('\n');

describe('the history of a room', () => {
  test('shows who wrote what and when, oldest first, under a heading', () => {
    const shown = [message(1, { text: 'Hungry?' }), message(2, { senderName: 'Bob', text: 'Always.' })];
    const date = '<!date^1795161600^{date_short_pretty} {time}|2026-11-20T08:00:00.000Z>';
    const heading = texts.historyOf('Lunch', 2);
    expect(historyList('Lunch', shown).text).toBe(heading);
    expect(read('Lunch', shown)).toBe(`*${heading}*\n*Ann* ${date}\nHungry?\n*Bob* ${date}\nAlways.`);
  });

  test('does not need a time that can be read', () => {
    const { externalObj: _externalObj, ...without } = message(1, { text: 'hi' });
    const odd = message(2, { text: 'ho', externalObj: external(2, { created: 'yesterday' }) });
    expect(read('Lunch', [without, odd])).toContain('*Ann* \nhi\n*Ann* \nho');
  });

  test.each([
    ['1 message', messages(1, 'hello')],
    ['10 messages', messages(10, 'hello')],
    ['100 messages', messages(100, 'hello')],
    ['100 long messages', messages(100, 'x'.repeat(1000))],
    ['100 of the longest messages of Webex', messages(100, 'x'.repeat(7439))],
    ['a long message made of what must be escaped', messages(1, '<&>'.repeat(2000))],
  ])('of %s is taken by Slack, and shows the newest', (_what, shown) => {
    expect(messageObjections(historyList('Lunch', shown))).toEqual([]);
    expect(read('Lunch', shown)).toContain(`\n${shown.length - 1} `);
  });

  test('is whole as long as it fits, and says so when it does not', () => {
    const whole = read('Lunch', messages(100, 'x'.repeat(100)));
    for (const { text } of messages(100, 'x'.repeat(100))) expect(whole).toContain(text);
    expect(whole).not.toContain(texts.historyCut);
    expect(read('Lunch', messages(100, 'x'.repeat(2000)))).toContain(texts.historyCut);
  });

  test('uses few blocks', () => {
    expect(historyList('Lunch', messages(20, 'hello')).blocks.length).toBeLessThan(3);
  });

  test('cannot be made to ping, link or break its markup, whatever people write and are called', () => {
    const risky = fc
      .array(fc.oneof(fc.constantFrom('<', '>', '&', '!here', '@U1', '|', '&lt;', '\n'), fc.string()), {
        maxLength: 15,
      })
      .map((parts) => parts.join(''));
    const written = fc.record({ text: risky, senderName: risky }).map((changes) => message(1, changes));
    fc.assert(
      fc.property(risky, fc.array(written, { minLength: 1, maxLength: 5 }), (title, shown) => {
        const view = historyList(title, shown);
        expect(markupOf(view).every(isHarmless)).toBe(true);
        expect(messageObjections(view)).toEqual([]);
      }),
    );
  });
});

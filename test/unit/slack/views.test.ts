import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { texts } from '../../../src/bridge/texts.ts';
import {
  failureNotice,
  historyList,
  invitation,
  LINK_ACTION,
  RETRY_ACTION,
  roomCard,
  type View,
} from '../../../src/slack/views.ts';
import { external, message, room } from '../../support/builders.ts';

/** Every text in a view that Slack reads as mrkdwn. */
const markup = ({ blocks }: View): string[] =>
  blocks.flatMap((block) => {
    if (block.type === 'section') return block.text ? [block.text.text] : [];
    if (block.type === 'context') return block.elements.flatMap((part) => (part.type === 'mrkdwn' ? [part.text] : []));
    return [];
  });

/** What Slack refuses, by its documents; empty when it takes the view. */
function objections(view: View): string[] {
  const wrong: string[] = [];
  if (view.text === '') wrong.push('no text for notifications and screen readers');
  if (view.blocks.length > 50) wrong.push(`${view.blocks.length} blocks`);
  for (const text of markup(view)) {
    if (text.length === 0 || text.length > 3000) wrong.push(`a section of ${text.length} characters`);
  }
  for (const block of view.blocks.filter(({ type }) => type === 'actions')) {
    if (!('elements' in block) || block.elements.length > 25) wrong.push('too many buttons');
  }
  return wrong;
}

/** Whether a text holds no token but those dates that the view itself made. */
const isEscaped = (text: string): boolean => !/[<>]/.test(text.replaceAll(/<!date\^\d+\^[^<>|]+\|[^<>]+>/g, ''));

const messages = (count: number, text: string) =>
  Array.from({ length: count }, (_, index) => message(index, { text: `${index} ${text}` }));

describe('the first message of a thread', () => {
  test('names the room, and what a reply does', () => {
    const view = roomCard(room(1, { title: 'Lunch' }));
    expect(objections(view)).toEqual([]);
    expect(view.text).toBe(texts.room('Lunch', false));
    expect(markup(view)).toEqual([`*${texts.room('Lunch', false)}*`, texts.roomHint]);
  });

  test('tells a conversation with one person from a space', () => {
    expect(roomCard(room(1, { title: 'Ann', isDirect: true })).text).toBe(texts.room('Ann', true));
  });

  test('cannot be made to ping by the title of a room', () => {
    const view = roomCard(room(1, { title: '<!channel> R&D <@U1>' }));
    expect([view.text, ...markup(view)].every(isEscaped)).toBe(true);
    expect(view.text).toContain('&lt;!channel&gt; R&amp;D &lt;@U1&gt;');
  });
});

describe('the notice of a failure', () => {
  const ID = 'slack:T1:D1:1700000000.000003';

  test('says why, and has a button that sends the reply again', () => {
    const view = failureNotice(ID, 'You are not in this room.');
    expect(objections(view)).toEqual([]);
    expect(view.text).toBe(texts.notSent('You are not in this room.'));
    expect(markup(view)).toEqual([view.text]);
    expect(view.blocks.at(-1)).toEqual({
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: RETRY_ACTION,
          value: ID,
          text: { type: 'plain_text', text: texts.retryButton },
        },
      ],
    });
  });

  test('cannot be made to ping by what Webex says', () => {
    const view = failureNotice(ID, 'No <!here> for R&D');
    expect([view.text, ...markup(view)].every(isEscaped)).toBe(true);
  });
});

describe('an invitation', () => {
  test('is a sentence and a button that opens an address', () => {
    const view = invitation({
      text: 'Sign in at Webex.',
      button: 'Sign in',
      url: 'https://webex.test/authorize?a=b&c=d',
    });
    expect(objections(view)).toEqual([]);
    expect(view.text).toBe('Sign in at Webex.');
    expect(markup(view)).toEqual(['Sign in at Webex.']);
    expect(view.blocks.at(-1)).toMatchObject({
      elements: [{ type: 'button', action_id: LINK_ACTION, url: 'https://webex.test/authorize?a=b&c=d' }],
    });
  });
});

describe('the history of a room', () => {
  test('shows who wrote what and when, oldest first, under a heading', () => {
    const view = historyList('Lunch', [
      message(1, { text: 'Hungry?' }),
      message(2, { senderName: 'Bob', text: 'Always.' }),
    ]);
    const date = '<!date^1795161600^{date_short_pretty} {time}|2026-11-20T08:00:00.000Z>';
    expect(view.text).toBe(texts.historyOf('Lunch', 2));
    expect(markup(view).join('\n')).toBe(`*${view.text}*\n*Ann* ${date}\nHungry?\n*Bob* ${date}\nAlways.`);
  });

  test('does not need a time that can be read', () => {
    const { externalObj: _externalObj, ...without } = message(1, { text: 'hi' });
    const odd = message(2, { text: 'ho', externalObj: external(2, { created: 'yesterday' }) });
    expect(markup(historyList('Lunch', [without, odd])).join('\n')).toContain('*Ann* \nhi\n*Ann* \nho');
  });

  test.each([
    ['1 message', messages(1, 'hello')],
    ['10 messages', messages(10, 'hello')],
    ['100 messages', messages(100, 'hello')],
    ['100 long messages', messages(100, 'x'.repeat(1000))],
    ['100 of the longest messages of Webex', messages(100, 'x'.repeat(7439))],
    ['a long message made of what must be escaped', messages(1, '<&>'.repeat(2000))],
  ])('of %s is taken by Slack, and shows the newest', (_what, shown) => {
    const view = historyList('Lunch', shown);
    expect(objections(view)).toEqual([]);
    expect(markup(view).join('\n')).toContain(`\n${shown.length - 1} `);
  });

  test('is whole as long as it fits, and says so when it does not', () => {
    const whole = markup(historyList('Lunch', messages(100, 'x'.repeat(100)))).join('\n');
    for (const { text } of messages(100, 'x'.repeat(100))) expect(whole).toContain(text);
    expect(whole).not.toContain(texts.historyCut);
    expect(markup(historyList('Lunch', messages(100, 'x'.repeat(2000))))).toContain(texts.historyCut);
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
        expect([view.text, ...markup(view)].every(isEscaped)).toBe(true);
        expect(objections(view)).toEqual([]);
      }),
    );
  });
});

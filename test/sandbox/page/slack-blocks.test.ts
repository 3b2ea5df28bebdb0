import { describe, expect, test } from 'vitest';
import type { SlackBlock } from '../../../sandbox/page/protocol.ts';
import { shownBlocks } from '../../../sandbox/page/slack-blocks.ts';
import { fromPlain } from '../../../sandbox/page/slack-text.ts';
import { parseRichText } from '../../../sandbox/slack/rich-text/parse.ts';

const NAMES = { user: (id: string) => `user ${id}`, channel: (id: string) => `channel ${id}` };
const draw = (...blocks: { type: string; [field: string]: unknown }[]): SlackBlock[] => shownBlocks(blocks, NAMES);
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const plain = (text: string) => ({ type: 'plain_text', text });

describe('blocks', () => {
  test('a section is its text, its fields and its button', () => {
    const accessory = { type: 'button', action_id: 'go', text: plain('Go'), style: 'primary' };
    expect(draw({ type: 'section', text: mrkdwn('*now*'), fields: [plain('a *b*')], accessory })).toEqual([
      { type: 'text', text: [{ type: 'lines', words: [{ type: 'text', text: 'now', style: { bold: true } }] }] },
      { type: 'text', text: [{ type: 'lines', words: [{ type: 'text', text: 'a *b*' }] }] },
      { type: 'buttons', buttons: [{ actionId: 'go', label: 'Go', style: 'primary' }] },
    ]);
  });

  test('a context is small print; what else stands in it is left out', () => {
    const elements = [mrkdwn('hint'), { type: 'image', image_url: 'https://example.com/x.png', alt_text: 'x' }];
    expect(draw({ type: 'context', elements })).toEqual([
      { type: 'context', text: [{ type: 'lines', words: [{ type: 'text', text: 'hint' }] }] },
    ]);
  });

  test('what one could use but not here is named beside the buttons', () => {
    const elements = [
      { type: 'static_select', action_id: 'pick' },
      { type: 'button', action_id: 'ok', text: plain('OK') },
    ];
    expect(draw({ type: 'actions', elements })).toEqual([
      { type: 'buttons', buttons: [{ actionId: 'ok', label: 'OK', style: 'default' }] },
      { type: 'other', name: 'static_select' },
    ]);
  });

  test('headers, dividers and what is not drawn', () => {
    expect(draw({ type: 'header', text: plain('Rooms') }, { type: 'divider' }, { type: 'video' })).toEqual([
      { type: 'header', text: 'Rooms' },
      { type: 'divider' },
      { type: 'other', name: 'video' },
    ]);
  });

  test('a broken block is named, and does not break the page', () => {
    expect(draw({ type: 'section', text: 7 }, { type: 'header' })).toEqual([
      { type: 'other', name: 'section' },
      { type: 'other', name: 'header' },
    ]);
  });
});

describe('texts', () => {
  const typed = (text: string) => draw({ ...parseRichText(text, 'typed') })[0];

  test('what somebody typed keeps its paragraphs, quotes, code and lists', () => {
    expect(typed('hi\n> so\n```\n<b>\n```\n1. one\n2. two')).toEqual({
      type: 'text',
      text: [
        { type: 'lines', words: [{ type: 'text', text: 'hi\n' }] },
        { type: 'quote', words: [{ type: 'text', text: 'so' }] },
        { type: 'code', words: [{ type: 'text', text: '<b>' }] },
        {
          type: 'list',
          isOrdered: true,
          indent: 0,
          items: [[{ type: 'text', text: 'one' }], [{ type: 'text', text: 'two' }]],
        },
      ],
    });
  });

  test('ids become names, and dates wait for the reader', () => {
    const [block] = draw({
      type: 'section',
      text: mrkdwn('<@U1> <#C1> <!here> <https://example.com|there> :tada: <!date^1795300000^{date_num}|soon>'),
    });
    const words = block?.type === 'text' && block.text[0]?.type === 'lines' ? block.text[0].words : [];
    expect(words.filter((word) => !('text' in word) || word.text !== ' ')).toEqual([
      { type: 'mention', text: '@user U1' },
      { type: 'mention', text: '#channel C1' },
      { type: 'mention', text: '@here' },
      { type: 'link', url: 'https://example.com', text: 'there' },
      { type: 'text', text: '🎉' },
      { type: 'date', timestamp: 1_795_300_000, format: '{date_num}', fallback: 'soon' },
    ]);
  });

  test('a text without markup keeps its stars, but its links and entities count', () => {
    expect(fromPlain('a *b* &lt;c&gt; &amp; <https://example.com>', NAMES)).toEqual([
      {
        type: 'lines',
        words: [
          { type: 'text', text: 'a *b* <c> & ' },
          { type: 'link', url: 'https://example.com', text: 'https://example.com' },
          { type: 'text', text: '' },
        ],
      },
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { pictureOf } from '../../../sandbox/page/avatars.ts';
import { shownBlocks } from '../../../sandbox/page/slack-blocks.ts';
import type { SlackBlock } from '../../../sandbox/page/slack-shown.ts';
import { fromPlain } from '../../../sandbox/page/slack-text.ts';
import { parseRichText } from '../../../sandbox/slack/rich-text/parse.ts';

const NAMES = {
  user: (id: string) => `user ${id}`,
  channel: (id: string) => `channel ${id}`,
  message: (url: string) => (url.endsWith('/here') ? 'C1/1.2' : undefined),
};
const AROUND = {
  names: NAMES,
  directory: { users: [{ value: 'U1', label: 'Uma Berg' }], channels: [{ value: 'C1', label: '#general' }] },
  pictureOf,
};
const draw = (...blocks: { type: string; [field: string]: unknown }[]): SlackBlock[] => shownBlocks(blocks, AROUND);
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const plain = (text: string) => ({ type: 'plain_text', text });
const line = (text: string, style?: object) => [
  { type: 'lines', words: [{ type: 'text', text, ...(style ? { style } : {}) }] },
];

describe('blocks', () => {
  test('a section is its text, its fields and what stands beside them', () => {
    const accessory = { type: 'button', action_id: 'go', text: plain('Go'), style: 'primary' };
    const given = { type: 'section', block_id: 'b', text: mrkdwn('*now*'), fields: [plain('a *b*')] };
    expect(draw({ ...given, accessory })).toEqual([
      {
        type: 'section',
        blockId: 'b',
        texts: [line('now', { bold: true }), line('a *b*')],
        accessory: { type: 'button', actionId: 'go', label: 'Go', style: 'primary' },
      },
    ]);
    const image = { type: 'image', image_url: 'https://example.com/x.png', alt_text: 'Ann Lee' };
    expect(draw({ ...given, accessory: image })).toMatchObject([
      { accessory: { type: 'picture', address: '/avatars/Ann%20Lee.svg', alt: 'Ann Lee' } },
    ]);
  });

  test('a context is small print and pictures, none of which is loaded from elsewhere', () => {
    const elements = [{ type: 'image', image_url: 'https://example.com/x.png', alt_text: 'x' }, mrkdwn('hint'), {}];
    expect(draw({ type: 'context', elements })).toEqual([
      {
        type: 'context',
        parts: [
          { type: 'picture', address: '/avatars/x.svg', alt: 'x' },
          { type: 'words', text: line('hint') },
        ],
      },
    ]);
  });

  test('a field of a form has a label, and says whether it may stay empty', () => {
    const element = { type: 'plain_text_input', action_id: 'words', multiline: true, initial_value: 'Hi' };
    const given = { type: 'input', block_id: 'b', label: plain('Words'), hint: plain('A few'), optional: true };
    expect(draw({ ...given, element })).toEqual([
      {
        type: 'input',
        blockId: 'b',
        label: 'Words',
        hint: 'A few',
        isOptional: true,
        isHeard: false,
        element: { type: 'field', actionId: 'words', look: 'lines', content: 'Hi', placeholder: '' },
      },
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

describe('elements', () => {
  const element = (given: object) => {
    const [block] = draw({ type: 'actions', block_id: 'b', elements: [given] });
    return block?.type === 'actions' ? block.elements[0] : undefined;
  };
  const [one, two] = ['one', 'two'].map((value) => ({ value, text: plain(value.toUpperCase()) }));

  test('a button may lead somewhere, and may ask first', () => {
    const confirm = {
      title: plain('Sure?'),
      text: plain('It is gone then.'),
      confirm: plain('Yes'),
      deny: plain('No'),
    };
    expect(
      element({
        type: 'button',
        action_id: 'go',
        text: plain('Go'),
        url: 'https://example.com',
        accessibility_label: 'Go there',
        confirm,
      }),
    ).toEqual({
      type: 'button',
      actionId: 'go',
      label: 'Go',
      style: 'default',
      spoken: 'Go there',
      url: 'https://example.com',
      question: 'Sure?\n\nIt is gone then.',
    });
  });

  test.for([
    ['static_select', 'menu', false],
    ['multi_static_select', 'menu', true],
    ['overflow', 'menu', false],
    ['radio_buttons', 'radio', false],
    ['checkboxes', 'check', true],
  ] as const)('%s offers its options', ([type, look, isMultiple]) => {
    const chosen = isMultiple ? { initial_options: [two] } : { initial_option: two };
    expect(element({ type, action_id: 'pick', options: [one, two], ...chosen })).toMatchObject({
      type: 'choice',
      actionId: 'pick',
      look,
      isMultiple,
      options: [
        { value: 'one', label: 'ONE' },
        { value: 'two', label: 'TWO' },
      ],
      chosen: ['two'],
    });
  });

  test('options may stand in groups, with a hint each', () => {
    const option = { ...one, description: plain('the first') };
    expect(element({ type: 'static_select', action_id: 'pick', option_groups: [{ options: [option] }] })).toMatchObject(
      {
        options: [{ value: 'one', label: 'ONE', hint: 'the first' }],
      },
    );
  });

  test('menus of people and of conversations offer those of the workspace', () => {
    expect(element({ type: 'users_select', action_id: 'who' })).toMatchObject({
      options: [{ value: 'U1', label: 'Uma Berg' }],
    });
    expect(element({ type: 'conversations_select', action_id: 'where', initial_conversation: 'C1' })).toMatchObject({
      options: [{ value: 'C1', label: '#general' }],
      chosen: ['C1'],
    });
  });

  test.for([
    ['email_text_input', 'email', { initial_value: 'a@b.example' }, 'a@b.example'],
    ['number_input', 'number', { initial_value: '7' }, '7'],
    ['timepicker', 'time', { initial_time: '18:00' }, '18:00'],
    ['datepicker', 'date', { initial_date: '2026-11-25' }, '2026-11-25'],
  ] as const)('%s is a field', ([type, look, initial, content]) => {
    expect(element({ type, action_id: 'fill', placeholder: plain('…'), ...initial })).toEqual({
      type: 'field',
      actionId: 'fill',
      look,
      content,
      placeholder: '…',
    });
  });

  test('what one could use but not here is named', () => {
    expect(element({ type: 'file_input', action_id: 'file' })).toEqual({ type: 'other', name: 'file_input' });
    expect(element({ type: 'button' })).toEqual({ type: 'other', name: 'button' });
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
    const [piece] = block?.type === 'section' ? (block.texts[0] ?? []) : [];
    const words = piece?.type === 'lines' ? piece.words : [];
    expect(words.filter((word) => !('text' in word) || word.text !== ' ')).toEqual([
      { type: 'mention', text: '@user U1' },
      { type: 'mention', text: '#channel C1' },
      { type: 'mention', text: '@here' },
      { type: 'link', url: 'https://example.com', text: 'there' },
      { type: 'text', text: '🎉' },
      { type: 'date', timestamp: 1_795_300_000, format: '{date_num}', fallback: 'soon' },
    ]);
  });

  test('a link to a message of this workspace stays on the page', () => {
    const [block] = draw({ type: 'section', text: mrkdwn('<https://acme.slack.com/here|the thread>') });
    expect(block).toMatchObject({ texts: [[{ words: [{ type: 'jump', key: 'C1/1.2', text: 'the thread' }] }]] });
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

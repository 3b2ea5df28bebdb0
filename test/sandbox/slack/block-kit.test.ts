import { describe, expect, test } from 'vitest';
import { checkBlocks, objectionsTo, requireBlocksFit } from '../../../sandbox/slack/block-kit/check.ts';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (fields: object = {}) => ({
  type: 'button',
  text: { type: 'plain_text', text: 'Go' },
  action_id: 'go',
  ...fields,
});
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('the limits of Block Kit', () => {
  test.each<[string, object[]]>([
    ['50 blocks', times(50, () => ({ type: 'divider' }))],
    ['3,000 characters in a section', [section('x'.repeat(3_000))]],
    ['ten fields of 2,000 characters', [{ type: 'section', fields: times(1, () => section('x'.repeat(2_000)).text) }]],
    ['25 buttons', [actions(...times(25, (index) => button({ action_id: `go${index}` })))]],
    [
      'a picture with an empty alternative text in a context',
      [{ type: 'context', elements: [{ type: 'image', image_url: 'https://example.com/a.png', alt_text: '' }] }],
    ],
    [
      'a select with options',
      [
        actions({
          type: 'static_select',
          action_id: 's',
          options: [{ text: { type: 'plain_text', text: 'A' }, value: 'a' }],
        }),
      ],
    ],
    [
      'an overflow as accessory',
      [
        {
          ...section('x'),
          accessory: {
            type: 'overflow',
            action_id: 'o',
            options: [{ text: { type: 'plain_text', text: 'A' }, value: 'a' }],
          },
        },
      ],
    ],
    [
      'rich text',
      [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }] }],
    ],
  ])('let %s pass', (_what, blocks) => {
    expect(objectionsTo(blocks, 'message')).toEqual([]);
  });

  test.each<[string, object[], string]>([
    ['51 blocks', times(51, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
    [
      'a section of 3,001 characters',
      [section('x'.repeat(3_001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty section', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a section with nothing in it', [{ type: 'section' }], 'missing required field: text [json-pointer:/blocks/0]'],
    ['an unknown block', [{ type: 'hologram' }], 'unsupported type [json-pointer:/blocks/0/type]'],
    ['an unknown element', [actions({ type: 'lever' })], 'unsupported type [json-pointer:/blocks/0/elements/0/type]'],
    [
      'a header of 151 characters',
      [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a header in mrkdwn',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
      'unsupported value [json-pointer:/blocks/0/text/type]',
    ],
    [
      '26 buttons',
      [actions(...times(26, () => button()))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    ['no buttons', [actions()], 'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]'],
    [
      'a button of 76 characters',
      [actions(button({ text: { type: 'plain_text', text: 'x'.repeat(76) } }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a value of 2,001 characters',
      [actions(button({ value: 'x'.repeat(2_001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'an action_id of 256 characters',
      [actions(button({ action_id: 'x'.repeat(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a block_id twice',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      '`block_id` already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'eleven context elements',
      [{ type: 'context', elements: times(11, () => ({ type: 'mrkdwn', text: 'x' })) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      '21 columns',
      [{ type: 'table', rows: [times(21, () => ({ type: 'raw_text', text: 'x' }))] }],
      'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
    ],
    [
      'a table of 10,001 characters',
      [{ type: 'table', rows: [[{ type: 'raw_text', text: 'x'.repeat(10_001) }]] }],
      'must be less than 10001 characters [json-pointer:/blocks/0/rows]',
    ],
    ['a section that is text', ['section'] as unknown as object[], 'must provide an object [json-pointer:/blocks/0]'],
  ])('refuse %s', (_what, blocks, objection) => {
    expect(objectionsTo(blocks, 'message')).toEqual([objection]);
  });

  test('allow 100 blocks in a view, but no Markdown', () => {
    expect(
      objectionsTo(
        times(100, () => ({ type: 'divider' })),
        'view',
      ),
    ).toEqual([]);
    expect(objectionsTo([{ type: 'markdown', text: 'x' }], 'view')).toEqual([
      'unsupported type [json-pointer:/blocks/0/type]',
    ]);
  });

  test('count all Markdown of a message together', () => {
    const half = { type: 'markdown', text: 'x'.repeat(6_001) };
    expect(() => checkBlocks([half])).not.toThrow();
    expect(() => checkBlocks([half, half])).toThrow('invalid_blocks');
  });

  test('count the characters of all blocks together, with what wraps them', () => {
    expect(() => requireBlocksFit(times(4, () => section('x'.repeat(2_900))))).not.toThrow();
    expect(() => requireBlocksFit(times(5, () => section('x'.repeat(2_900))))).toThrow('msg_blocks_too_long');
  });
});

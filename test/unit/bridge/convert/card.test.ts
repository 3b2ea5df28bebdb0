import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromCard } from '../../../../src/bridge/convert/card.ts';
import { plainText } from '../../../../src/bridge/convert/plain-text.ts';
import { fromWebexMessage } from '../../../../src/bridge/convert/webex-message.ts';
import { texts } from '../../../../src/bridge/texts.ts';
import { flawsOf } from './well-formed.ts';

const shown = (card: unknown): string => plainText(fromCard(card));

describe('a card', () => {
  test('is read from top to bottom', () => {
    const card = {
      type: 'AdaptiveCard',
      body: [
        { type: 'TextBlock', text: 'Approve?', size: 'ExtraLarge' },
        {
          type: 'RichTextBlock',
          inlines: ['By ', { type: 'TextRun', text: 'Ann', weight: 'Bolder' }, { text: ' soon' }],
        },
        {
          type: 'ColumnSet',
          columns: [
            { type: 'Column', items: [{ type: 'TextBlock', text: 'left' }] },
            { type: 'Column', items: [{ type: 'TextBlock', text: 'right' }] },
          ],
        },
        { type: 'Container', items: [{ type: 'Image', url: 'https://example.com/x.png', altText: 'a chart' }] },
        { type: 'FactSet', facts: [{ title: 'Cost', value: '7 €' }] },
        {
          type: 'Table',
          rows: [{ type: 'TableRow', cells: [{ type: 'TableCell', items: [{ type: 'TextBlock', text: 'cell' }] }] }],
        },
        { type: 'Input.Text', id: 'why', label: 'Why?' },
        { type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Yes' }] },
      ],
      actions: [
        { type: 'Action.OpenUrl', title: 'Details', url: 'https://example.com/details' },
        {
          type: 'Action.ShowCard',
          title: 'More',
          card: { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'inside' }] },
        },
      ],
    };
    expect(shown(card).split('\n\n')).toEqual([
      'Approve?',
      'By Ann soon',
      'left',
      'right',
      'a chart',
      'Cost: 7 €',
      'cell',
      'Why?',
      'Yes',
      'Details (https://example.com/details)',
      'More',
      'inside',
    ]);
  });

  test('comes with a word that it is one, and a link to Webex', () => {
    const content = {
      text: 'A survey',
      cards: [{ type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'Hungry?' }] }],
    };
    expect(plainText(fromWebexMessage({ ...content, address: 'https://web.webex.com/x' }))).toBe(
      `A survey\n\nHungry?\n\n${texts.card} (https://web.webex.com/x)`,
    );
    expect(plainText(fromWebexMessage({ text: '', cards: [7] }))).toBe(texts.card);
  });

  test('of whatever kind is read without an error', () => {
    const field = fc.constantFrom(
      'type',
      'text',
      'body',
      'items',
      'columns',
      'facts',
      'title',
      'url',
      'card',
      'inlines',
      'actions',
      'size',
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5, depthSize: 'small' },
        fc.constantFrom(
          'TextBlock',
          'FactSet',
          'Action.OpenUrl',
          'RichTextBlock',
          'Input.Text',
          'javascript:x',
          'a\nb',
        ),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(field, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(value, (card) => {
        expect(flawsOf(fromCard(card))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('within a card without end is read as far as anybody would look', () => {
    const endless: Record<string, unknown> = { type: 'Container' };
    endless['items'] = [{ type: 'TextBlock', text: 'again' }, endless];
    expect(shown(endless).split('\n\n').length).toBeLessThan(100);
  });
});

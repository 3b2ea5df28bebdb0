import { describe, expect, test } from 'vitest';
import { mentionsIn, withNames, type Document, type Mention } from '../../../../src/bridge/convert/document.ts';
import { paragraph, words } from '../../../../src/bridge/convert/inlines.ts';
import { isEmpty, plainText } from '../../../../src/bridge/convert/plain-text.ts';

const mention = (id: string, name = '', kind: Mention['kind'] = 'person'): Mention => ({
  type: 'mention',
  platform: 'slack',
  kind,
  id,
  name,
});

/** A mention in every place where one can be. */
const everywhere: Document = [
  paragraph(mention('U1')),
  { type: 'heading', level: 2, inlines: [mention('U2')] },
  {
    type: 'list',
    ordered: true,
    items: [[paragraph(mention('U3')), { type: 'quote', blocks: [paragraph(mention('U4', 'Di'))] }]],
  },
  { type: 'code', text: '<@U5>' },
  { type: 'rule' },
];

describe('mentions', () => {
  test('are found wherever they are', () => {
    expect(mentionsIn(everywhere).map(({ id }) => id)).toEqual(['U1', 'U2', 'U3', 'U4']);
  });

  test('get the names that were looked up, and keep the ones they had', () => {
    const names = new Map([
      ['U1', 'Ann'],
      ['U3', 'Cy'],
    ]);
    const named = withNames(everywhere, ({ id }) => names.get(id));
    expect(mentionsIn(named).map(({ name }) => name)).toEqual(['Ann', '', 'Cy', 'Di']);
  });
});

describe('plain text', () => {
  test('says everything in the words of people', () => {
    const document: Document = [
      { type: 'heading', level: 1, inlines: words('Plan') },
      paragraph(
        mention('U1', 'Ann'),
        ...words(' and '),
        mention('U2'),
        ...words(' in '),
        mention('C1', 'lunch', 'channel'),
      ),
      paragraph(
        mention('S1', 'cooks', 'group'),
        mention('S2', '', 'group'),
        mention('C2', '', 'channel'),
        mention('U3', '@Bo'),
      ),
      {
        type: 'list',
        ordered: false,
        items: [
          [paragraph(...words('a\nb')), { type: 'list', ordered: true, start: 3, items: [[paragraph(...words('c'))]] }],
        ],
      },
      { type: 'quote', blocks: [paragraph(...words('one\ntwo'))] },
      { type: 'code', text: 'x\ny' },
      { type: 'rule' },
      paragraph({ type: 'moment', at: 0, format: '{date}', text: 'Jan 1, 1970' }),
    ];
    expect(plainText(document)).toBe(
      [
        'Plan',
        '@Ann and @somebody in #lunch',
        '@cooks@a group#a channel@Bo',
        '• a\n    b\n    3. c',
        '> one\n> two',
        'x\ny',
        '---',
        'Jan 1, 1970',
      ].join('\n\n'),
    );
  });

  test('spells addresses out, or leaves them away where it is to be read aloud', () => {
    const document = [paragraph({ type: 'link', url: 'https://example.com', text: 'the menu' })];
    expect(plainText(document)).toBe('the menu (https://example.com)');
    expect(plainText(document, { addresses: false })).toBe('the menu');
  });
});

test.each([
  ['nothing', [], true],
  ['white space', [paragraph(...words(' \n\t\u00a0'))], true],
  ['characters of no width', [paragraph(...words('\u200b\u2060\ufeff\u202e'))], true],
  ['a letter', [paragraph(...words('a'))], false],
  ['accents alone', [paragraph(...words('\u0301'))], false],
  ['a mention', [paragraph(mention('U1'))], false],
] as const)('%s is empty to a reader: %j %s', (_what, document, expected) => {
  expect(isEmpty(document)).toBe(expected);
});

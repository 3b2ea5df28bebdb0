import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchTitles } from '../../../src/bridge/match.ts';

const rooms = ['Lunch', 'Lunch Club', 'Café Zürich', 'Project  X\tTeam', 'ﬁnance'].map((title) => ({ title }));
const matches = (words: string): string[] => matchTitles(rooms, words).map(({ title }) => title);

describe('a room is found', () => {
  test.each([
    ['lunch', ['Lunch']],
    ['LUNCH CLUB', ['Lunch Club']],
    ['unc', ['Lunch', 'Lunch Club']],
    ['cafe zurich', ['Café Zürich']],
    ['zu\u0308rich', ['Café Zürich']],
    ['  project x   team ', ['Project  X\tTeam']],
    ['finance', ['ﬁnance']],
    ['dinner', []],
    ['lunch.club', []],
    ['(', []],
  ])('by %j', (words, titles) => {
    expect(matches(words)).toEqual(titles);
  });

  test('by part of its name in the order of the rooms that were given', () => {
    expect(matchTitles(rooms.toReversed(), 'lunch c')).toEqual([{ title: 'Lunch Club' }]);
    expect(matchTitles(rooms.toReversed(), 'unc')).toEqual([{ title: 'Lunch Club' }, { title: 'Lunch' }]);
  });

  test('twice, when two rooms have the same name', () => {
    const twins = [
      { title: 'Lunch', id: 1 },
      { title: 'LUNCH', id: 2 },
      { title: 'Lunch Club', id: 3 },
    ];
    expect(matchTitles(twins, 'lunch').map(({ id }) => id)).toEqual([1, 2]);
  });

  test('by its own title, whatever the title is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), fc.nat(), (titles, index) => {
        const chosen = titles[index % titles.length] ?? '';
        const found = matchTitles(
          titles.map((title) => ({ title })),
          chosen,
        );
        expect(found).toContainEqual({ title: chosen });
      }),
    );
  });
});

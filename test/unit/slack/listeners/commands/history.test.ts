import { describe, expect, test } from 'vitest';
import { texts } from '../../../../../src/bridge/texts.ts';
import { history } from '../../../../../src/slack/listeners/commands/history.ts';
import type { Asked } from '../../../../../src/slack/listeners/commands/asked.ts';
import { historyList } from '../../../../../src/slack/views/history.ts';
import { account, message, portal, TEAM } from '../../../../support/builders.ts';

const ROOMS = ['Café Zürich', 'Lunch', 'Lunch Club'].map((title) => portal({ title }));

/** What the command answers, and of which room it asked how many messages. */
async function asking(words: string, { slackUser = 'U1', rooms = ROOMS, messages = [message()] } = {}) {
  const asked: [title: string, count: number][] = [];
  const bridge = {
    accounts: {
      ofSlackUser: (team: string, user: string) => (team === TEAM && user === 'U1' ? account(1) : undefined),
    },
    portalsOf: async () => rooms,
    history: async ({ title }: { title: string }, count: number) => {
      asked.push([title, count]);
      return messages;
    },
  };
  const answer = await history({ team: TEAM, slackUser, words, bridge } as unknown as Asked);
  return { answer, asked };
}

describe('the history command', () => {
  test.each([
    ['', 'Café Zürich', 10],
    ['5', 'Café Zürich', 5],
    ['lunch', 'Lunch', 10],
    ['lunch club 25', 'Lunch Club', 25],
    ['  cafe   zurich  3 ', 'Café Zürich', 3],
    ['club 0', 'Lunch Club', 1],
    ['club 1000', 'Lunch Club', 100],
    ['club 999999999', 'Lunch Club', 100],
  ])('for %j shows room %s, %i messages', async (words, title, count) => {
    const { answer, asked } = await asking(words);
    expect(asked).toEqual([[title, count]]);
    expect(answer).toEqual(historyList(title, [message()]));
  });

  test.each([
    [
      'names the rooms when none is called so',
      'dinner',
      texts.noSuchRoom(
        'dinner',
        ROOMS.map(({ title }) => title),
      ),
    ],
    ['asks for more of the name when several fit', 'unc', texts.severalRooms('unc', ['Lunch', 'Lunch Club'])],
  ])('%s', async (_what, words, expected) => {
    await expect(asking(words)).resolves.toEqual({ answer: expected, asked: [] });
  });

  test('sends those who are not connected to connect first', async () => {
    await expect(asking('', { slackUser: 'U2' })).resolves.toEqual({ answer: texts.notConnected, asked: [] });
  });

  test('says so when no room has a thread yet', async () => {
    await expect(asking('lunch', { rooms: [] })).resolves.toEqual({ answer: texts.noRooms, asked: [] });
  });

  test('says so when PubNub keeps nothing', async () => {
    await expect(asking('club', { messages: [] })).resolves.toMatchObject({ answer: texts.historyEmpty('Lunch Club') });
  });

  test('does not list a hundred rooms', async () => {
    const rooms = Array.from({ length: 100 }, (_, index) => portal({ title: `Room ${index}` }));
    const { answer } = await asking('dinner', { rooms });
    expect(answer).toContain('Room 19');
    expect(answer).not.toContain('Room 20');
  });
});

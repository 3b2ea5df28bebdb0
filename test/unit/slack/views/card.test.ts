import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Card } from '../../../../src/bridge/ports.ts';
import { texts } from '../../../../src/bridge/texts.ts';
import { roomCard, webexAddress } from '../../../../src/slack/views/card.ts';
import { ACTIONS } from '../../../../src/slack/views/ids.ts';
import { isHarmless, markupOf, messageObjections, wordsOf } from '../../../support/block-kit.ts';
import { room, roomId, roomKey } from '../../../support/builders.ts';

const read = (changes: Partial<Card> = {}): string => wordsOf(roomCard({ ...room(1), ...changes }).blocks).join('\n');
const elements = (changes: Partial<Card> = {}) =>
  roomCard({ ...room(1), ...changes }).blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));

describe('the first message of a thread', () => {
  test('names the room, and what a reply does', () => {
    const view = roomCard(room(1, { title: 'Lunch' }));
    expect(messageObjections(view, { posted: true })).toEqual([]);
    expect(view.text).toBe('The Webex space Lunch');
    expect(read({ title: 'Lunch' })).toContain(`Lunch\n${texts.kindOf(false)}\n${texts.roomHint}`);
  });

  test('tells a conversation with one person from a space', () => {
    expect(roomCard(room(1, { title: 'Ann', isDirect: true })).text).toBe('Your Webex conversation with Ann');
    expect(read({ isDirect: true })).toContain(texts.kindOf(true));
  });

  test('names the people, once they are known', () => {
    expect(read()).not.toContain('People:');
    expect(read({ people: { names: ['Ann', 'Ben'], isAll: true } })).toContain('People: Ann and Ben.');
    const names = Array.from({ length: 100 }, (_, index) => `Person ${index}`);
    expect(read({ people: { names, isAll: false } })).toContain('Person 7 and more than 92 others.');
  });

  test('has a button for what one may want of the room', () => {
    expect(elements().map((element) => ('action_id' in element ? element.action_id : ''))).toEqual([
      ACTIONS.history,
      ACTIONS.people,
      ACTIONS.mute,
      ACTIONS.link,
    ]);
    expect(elements()[0]).toMatchObject({ value: roomKey(1) });
    expect(elements().at(-1)).toMatchObject({ url: webexAddress(roomId(1)) });
  });

  test('says in words that the room is muted, and offers to unmute it', () => {
    expect(read({ isMuted: true })).toContain(texts.cardMuted);
    expect(elements({ isMuted: true })).toContainEqual(expect.objectContaining({ action_id: ACTIONS.unmute }));
    expect(elements({ isMuted: true })).not.toContainEqual(expect.objectContaining({ action_id: ACTIONS.mute }));
  });

  test('of a room that went elsewhere only leads there', () => {
    const movedTo = 'https://sandbox.slack.com/archives/C1/p1';
    expect(read({ movedTo })).toContain(texts.cardMoved(movedTo));
    expect(elements({ movedTo })).toEqual([]);
    expect(read({ movedTo: '' })).toContain('another thread');
  });

  test('is taken by Slack and harms nobody, whatever a room and its people are called', () => {
    const risky = fc
      .array(fc.oneof(fc.constantFrom('<!channel>', '<@U1>', '&', '*', '_', '😀', '\n', '|'), fc.string()))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(risky, fc.array(risky), fc.boolean(), fc.boolean(), (title, names, isDirect, isMuted) => {
        const view = roomCard({ ...room(1), title, isDirect, isMuted, people: { names, isAll: true } });
        expect(messageObjections(view, { posted: true })).toEqual([]);
        expect(markupOf(view).every(isHarmless)).toBe(true);
      }),
    );
  });
});

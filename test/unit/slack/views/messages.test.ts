import { describe, expect, test } from 'vitest';
import { texts } from '../../../../src/bridge/texts.ts';
import { failureNotice } from '../../../../src/slack/views/failure.ts';
import { ACTIONS } from '../../../../src/slack/views/ids.ts';
import { invitation } from '../../../../src/slack/views/invitation.ts';
import { clip, escaped, quoted, say, when } from '../../../../src/slack/views/message.ts';
import { isHarmless, markupOf, messageObjections } from '../../../support/block-kit.ts';

describe('the notice of a failure', () => {
  const ID = 'slack:T1:D1:1700000000.000003';

  test('says why, and has a button that sends the reply again', () => {
    const view = failureNotice(ID, 'You are not in this room.');
    expect(messageObjections(view, { posted: true })).toEqual([]);
    expect(view.text).toBe(texts.notSent('You are not in this room.'));
    expect(view.blocks.at(-1)).toMatchObject({ elements: [{ action_id: ACTIONS.retry, value: ID }] });
  });

  test('cannot be made to ping by what Webex says', () => {
    expect(markupOf(failureNotice(ID, 'No <!here> for R&D')).every(isHarmless)).toBe(true);
  });
});

test('an invitation is a sentence and a button that opens an address', () => {
  const url = 'https://webex.test/authorize?a=b&c=d';
  const view = invitation({ text: 'Sign in at Webex.', button: 'Sign in', url });
  expect(messageObjections(view)).toEqual([]);
  expect(view.text).toBe('Sign in at Webex.');
  expect(view.blocks.at(-1)).toMatchObject({ elements: [{ action_id: ACTIONS.link, url }] });
});

test('a sentence reads the same aloud', () => {
  expect(messageObjections(say(texts.noRooms))).toEqual([]);
  expect(say(texts.noRooms).text).toBe(texts.noRooms);
});

describe('words of others', () => {
  test('are cut between letters, so that they fit', () => {
    expect(clip('short', 10)).toBe('short');
    expect(clip('rather long', 7)).toBe('rather…');
    expect(clip('😀😀😀', 5)).toBe('😀😀…');
  });

  test('are cut after they are escaped, never inside an entity', () => {
    expect(escaped('a<b', 100)).toBe('a&lt;b');
    expect(escaped('<<<<', 10)).toBe('&lt;&lt;…');
  });

  test('stay on one line inside a sentence', () => {
    expect(quoted(' two\n lines ')).toBe('two lines');
  });
});

test('a time is shown in the reader’s own zone, and what is none not at all', () => {
  expect(when('2026-11-20T08:00:00.000Z')).toBe(
    '<!date^1795161600^{date_short_pretty} {time}|2026-11-20T08:00:00.000Z>',
  );
  expect(when('yesterday')).toBe('');
  expect(when(undefined)).toBe('');
});

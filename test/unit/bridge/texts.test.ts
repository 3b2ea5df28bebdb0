import { describe, expect, test } from 'vitest';
import { texts } from '../../../src/bridge/texts.ts';

type Spoken = { [Name in keyof typeof texts]: (typeof texts)[Name] extends string ? never : Name }[keyof typeof texts];

/** Those that name something, with plain words for what is put in. */
const spoken: Readonly<Record<Spoken, string>> = {
  room: texts.room('Lunch', false),
  kindOf: texts.kindOf(true),
  peopleInRoom: texts.peopleInRoom(['Ann', 'Ben'], 3, false),
  cardMoved: texts.cardMoved('https://slack.test/1'),
  withFile: texts.withFile(2),
  channelClosed: texts.channelClosed('<#C1>', 'Lunch'),
  catchingUp: texts.catchingUp(20, 10),
  caughtUp: texts.caughtUp(20),
  moreBefore: texts.moreBefore(500, 20),
  voiceClip: texts.voiceClip('See you at noon'),
  notSent: texts.notSent('Webex is asleep.'),
  editStays: texts.editStays('Webex is asleep.'),
  deletionStays: texts.deletionStays('Webex is asleep.'),
  notYours: texts.notYours('Ann'),
  signInFailed: texts.signInFailed('Webex is asleep.'),
  stillConnected: texts.stillConnected('Ann', 'Webex is asleep.'),
  renewed: texts.renewed('Ann', 'ann@example.com'),
  replaced: texts.replaced('Ann', 'ann@example.com'),
  connected: texts.connected('Ann', 'ann@example.com', 'your direct messages'),
  everyoneReads: texts.everyoneReads('<#C1>'),
  unknownEmail: texts.unknownEmail('ann@example.com'),
  taken: texts.taken('ann@example.com'),
  sharedChannel: texts.sharedChannel('<#C1>'),
  notInChannel: texts.notInChannel('<#C1>'),
  noSuchRoom: texts.noSuchRoom('dinner', ['Lunch', 'Café']),
  severalRooms: texts.severalRooms('u', ['Lunch', 'Supper']),
  historyOf: texts.historyOf('Lunch', 3),
  historyEmpty: texts.historyEmpty('Lunch'),
  unknownCommand: texts.unknownCommand('dance'),
};
const read = { ...Object.fromEntries(Object.entries(texts).filter(([, text]) => typeof text === 'string')), ...spoken };

describe('every text that a person reads', () => {
  test.each(Object.entries(read))('%s is whole and fits a section of Slack', (_name, text) => {
    expect(text.trim()).toBe(text);
    expect(text).not.toBe('');
    expect(text).not.toMatch(/undefined|\[object|NaN|\$\{| {2}/);
    expect(text.length).toBeLessThanOrEqual(3000);
    expect(text.charAt(0)).toMatch(/[A-Z“(<y]/);
  });

  test('fits a button where it is one', () => {
    expect(texts.retryButton.length).toBeLessThanOrEqual(75);
  });
});

describe('a text', () => {
  test('tells a conversation with one person from a space', () => {
    expect(texts.room('Ann', true)).toContain('conversation with Ann');
    expect(texts.room('Lunch', false)).toContain('space Lunch');
  });

  test('names people as one speaks, and says how many it leaves out', () => {
    expect(texts.peopleInRoom(['Ann'], 0, true)).toBe('People: Ann.');
    expect(texts.peopleInRoom(['Ann', 'Ben'], 0, true)).toBe('People: Ann and Ben.');
    expect(texts.peopleInRoom(['Ann', 'Ben'], 3, true)).toBe('People: Ann, Ben and 3 more.');
    expect(texts.peopleInRoom(['Ann'], 99, false)).toBe('People: Ann and more than 99 others.');
    expect(texts.peopleInRoom([], 0, true)).toBe('People: nobody.');
  });

  test('counts as people do', () => {
    expect(texts.withFile(1)).toContain('a file');
    expect(texts.withFile(2)).toContain('2 files');
    expect(texts.historyOf('Lunch', 1)).toBe('The last message in Lunch');
    expect(texts.historyOf('Lunch', 5)).toBe('The last 5 messages in Lunch');
  });

  test('says what to do next', () => {
    expect(texts.notYours('Ann')).toContain('/pigdin connect');
    expect(texts.notConnected).toContain('/pigdin connect');
    expect(texts.notInChannel('<#C1>')).toContain('/invite @Pigdin');
    expect(texts.unknownEmail('ann@example.com')).toMatch(/ann@example\.com.*npm run user:create/s);
  });

  test('names what it speaks of', () => {
    expect(texts.notSent('Webex is asleep.')).toBe('Not sent to Webex. Webex is asleep.');
    expect(texts.noSuchRoom('dinner', ['Lunch', 'Café'])).toMatch(/“dinner”.*Lunch, Café/);
    expect(texts.severalRooms('u', ['Lunch', 'Supper'])).toMatch(/“u”.*Lunch, Supper/);
    expect(texts.connected('Ann', 'ann@example.com', 'here')).toMatch(/Ann \(ann@example\.com\).*in here\./s);
  });
});

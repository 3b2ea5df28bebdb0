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
  answers: texts.answers('Ann', 'Who is hungry?'),
  roomRenamed: texts.roomRenamed('Supper'),
  joined: texts.joined('Ben'),
  fileStays: texts.fileStays('Webex is asleep.', 'plan.pdf', '3 MB'),
  fileTooLarge: texts.fileTooLarge('100 MB'),
  left: texts.left('Ben'),
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
  several: texts.several('u'),
  severalCut: texts.severalCut('u'),
  noSuchWebexRoom: texts.noSuchWebexRoom('dinner'),
  notAmongLatest: texts.notAmongLatest('dinner'),
  roomList: texts.roomList(3),
  roomListOf: texts.roomListOf('u', 1),
  pageOf: texts.pageOf(1, 10, 12),
  newSince: texts.newSince(2),
  lastAt: texts.lastAt('yesterday'),
  opened: texts.opened('Lunch', 'https://slack.test/1'),
  openAlready: texts.openAlready('Lunch', 'https://slack.test/1'),
  muted: texts.muted('Lunch'),
  unmuted: texts.unmuted('Lunch'),
  moved: texts.moved('Lunch', '<#C1>', 'https://slack.test/1'),
  movedAlready: texts.movedAlready('Lunch', '<#C1>'),
  peopleOf: texts.peopleOf('Lunch', 1),
  peopleOfAtLeast: texts.peopleOfAtLeast('Lunch', 500),
  peopleMore: texts.peopleMore(2),
  nobodyFound: texts.nobodyFound('Ann'),
  found: texts.found(1),
  writeTo: texts.writeTo('Ann'),
  pictureOf: texts.pictureOf('Ann'),
  usage: texts.usage('open <room>'),
  didYouMean: texts.didYouMean('hist', 'history'),
  unknownChannel: texts.unknownChannel('lunch'),
  archivedChannel: texts.archivedChannel('<#C1>'),
  cannotPost: texts.cannotPost('<#C1>'),
  noEmailOf: texts.noEmailOf('<@U1>'),
  noEmailTyped: texts.noEmailTyped('ann'),
  sentTo: texts.sentTo('Ann', 'https://slack.test/1'),
  failedReplies: texts.failedReplies(2),
  foundHeading: texts.foundHeading('lunch'),
  nothingFound: texts.nothingFound('lunch'),
  youWrote: texts.youWrote('Ann', 'ann@example.com'),
  lastIn: texts.lastIn('yesterday'),
  retrying: texts.retrying(2),
  connectedAs: texts.connectedAs('Ann', 'ann@example.com'),
  threadsIn: texts.threadsIn('<#C1>'),
  roomCount: texts.roomCount(3, 1),
  waiting: texts.waiting(1),
  parkedHeading: texts.parkedHeading(2),
  parkedMore: texts.parkedMore(2),
  parkedIn: texts.parkedIn('Lunch', 'https://slack.test/1'),
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
  });

  test.each(Object.entries(read).filter(([, text]) => text.endsWith('.')))(
    '%s begins like the sentence it is',
    (_name, text) => {
      expect(text).toMatch(/^[A-Z“(<\d]/);
    },
  );

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
    expect(texts.connected('Ann', 'ann@example.com', 'here')).toMatch(/Ann \(ann@example\.com\).*in here\./s);
  });
});

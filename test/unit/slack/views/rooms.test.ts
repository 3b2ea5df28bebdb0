import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PersonInfo } from '../../../../src/bridge/query.ts';
import type { KnownRoom } from '../../../../src/bridge/rooms.ts';
import { defaultSettings } from '../../../../src/bridge/settings.ts';
import { texts } from '../../../../src/bridge/texts.ts';
import { helpList, unknownCommand, usage } from '../../../../src/slack/views/help.ts';
import { connectedHome, introduction, readShown } from '../../../../src/slack/views/home.ts';
import { modalOf, noteModal } from '../../../../src/slack/views/modal.ts';
import { newForm } from '../../../../src/slack/views/new-form.ts';
import { people, peopleList, personList } from '../../../../src/slack/views/people.ts';
import { roomDetails } from '../../../../src/slack/views/room-details.ts';
import { readOpenValue, readPage, roomList } from '../../../../src/slack/views/room-list.ts';
import { menuPurpose, roomMenu } from '../../../../src/slack/views/room-menu.ts';
import { settingsForm } from '../../../../src/slack/views/settings-form.ts';
import { statusView } from '../../../../src/slack/views/status.ts';
import { welcome } from '../../../../src/slack/views/welcome.ts';
import { deleteForm, readDeleteForm } from '../../../../src/slack/views/delete-form.ts';
import { isHarmless, markupOf, messageObjections, viewObjections } from '../../../support/block-kit.ts';
import { account, outboxEntry, personId, portal, roomId, roomKey, userKey } from '../../../support/builders.ts';

/** Whatever people call rooms, and themselves. */
const NASTY =
  '<!channel> *bold* _it_ `x` <@U1|ann> <https://evil.test|click> & 😀😀 :smile: \n> quote ' + 'x'.repeat(300);

const rooms = (count: number, title = (number: number) => `Room ${number}`): KnownRoom[] =>
  Array.from({ length: count }, (_, index) => ({
    room: roomKey(index),
    roomId: roomId(index),
    title: title(index),
    isDirect: index % 2 === 0,
    lastActivity: '2026-11-20T08:00:00.000Z',
  }));

const listed = (count: number, title?: (number: number) => string) =>
  rooms(count, title).map((one, index) => ({
    ...one,
    unread: index,
    isMuted: index % 3 === 0,
    ...(index % 5 === 0 ? {} : { link: 'https://sandbox.slack.com/archives/D1/p1' }),
  }));

const persons = (count: number, name = (number: number) => `Person ${number}`): PersonInfo[] =>
  Array.from({ length: count }, (_, index) => ({
    id: personId(index),
    name: name(index),
    email: `person${index}@example.com`,
    avatar: 'https://avatars.test/1',
  }));

describe.each([1, 100, 10_000])('with %i rooms', (count) => {
  test.each([undefined, () => NASTY])('every surface is taken by Slack and harms nobody', (title) => {
    const all = listed(count, title);
    const home = {
      account: account(1),
      isUp: true,
      shown: { words: title ? NASTY : '', page: 0 },
      rooms: all,
      muted: 1,
      parked: 2,
    };
    const messages = [
      roomList({ rooms: all, words: '', page: 0, isAll: true, isPart: false }),
      roomList({ rooms: all, words: NASTY, page: 9999, isAll: false, isPart: true }),
      roomMenu({ name: 'who', args: { room: NASTY }, rooms: all, isAll: false }),
      roomMenu({
        name: 'move',
        args: { room: 'x', count: 5, channel: { kind: 'unknown', name: 'y'.repeat(80) } },
        rooms: all,
        isAll: true,
      }),
      peopleList({ title: title?.() ?? 'Lunch', people: persons(count, title), isAll: true, me: personId(0) }),
      peopleList({ title: 'Lunch', people: persons(count, title), isAll: false, me: '' }),
      personList(persons(count, title)),
    ];
    for (const view of messages) {
      expect(messageObjections(view, { posted: true })).toEqual([]);
      expect(markupOf(view).every(isHarmless)).toBe(true);
    }
    const views = [
      connectedHome({ ...home, elsewhere: undefined }),
      connectedHome({ ...home, elsewhere: { rooms: rooms(count, title), isAll: false } }),
      connectedHome({ ...home, elsewhere: 'searching', shown: { words: 'x', page: 9999 } }),
      connectedHome({
        ...home,
        elsewhere: 'failed',
        isUp: false,
        account: account(1, { signedOut: true, name: NASTY }),
      }),
      settingsForm({ account: account(1), settings: defaultSettings(userKey(1)), rooms: { all, isPart: false } }),
      settingsForm({
        account: account(1, { home: 'C1' }),
        settings: {
          ...defaultSettings(userKey(1)),
          chosen: all.map(({ room }) => room),
          quietHours: { from: '22:00', to: '07:00' },
        },
        rooms: { all, isPart: true },
      }),
      roomDetails({
        portal: portal({ title: title?.() ?? 'Lunch' }),
        isMuted: true,
        people: persons(count, title),
        isAll: true,
        me: personId(0),
      }),
      modalOf('Who wrote this?', { text: 'x', blocks: people(persons(count, title)) }),
    ];
    for (const view of views) {
      expect(viewObjections(view)).toEqual([]);
      expect(markupOf({ blocks: view.blocks as never }).every(isHarmless)).toBe(true);
    }
  });
});

describe('surfaces without rooms', () => {
  test('are taken by Slack', () => {
    for (const view of [
      welcome(),
      helpList(),
      unknownCommand('frob'),
      unknownCommand('hist'),
      usage('move'),
      usage('none'),
    ]) {
      expect(messageObjections(view)).toEqual([]);
    }
    const settings = defaultSettings(userKey(1));
    const views = [
      introduction(),
      connectedHome({
        account: account(1),
        isUp: true,
        shown: { words: '', page: 0 },
        rooms: [],
        muted: 0,
        parked: 0,
        elsewhere: { rooms: [], isAll: true },
      }),
      settingsForm({ account: account(1), settings, rooms: 'loading' }),
      settingsForm({ account: account(1), settings, rooms: { all: [], isPart: true } }),
      settingsForm({ account: account(1), settings, rooms: { all: [], isPart: false } }),
      newForm({ id: '1' }),
      newForm({ id: '1', email: 'x'.repeat(3000), text: 'y'.repeat(9000), problem: 'No.' }),
      noteModal('A title that is much longer than Slack takes', 'Something'),
      deleteForm({ message: { channel: 'D1', ts: '1.1' }, thread: { channel: 'D1', ts: '1.0' } }),
    ];
    for (const view of views) expect(viewObjections(view)).toEqual([]);
  });

  test.each([0, 1, 100])('the status is taken with %i replies that could not be sent', (count) => {
    const parked = Array.from({ length: count }, (_, index) => ({
      ...outboxEntry({ id: `slack:${index}` }),
      reason: NASTY,
      parkedAt: '2026-11-20T08:00:00.000Z',
      title: NASTY,
      link: 'https://sandbox.slack.com/archives/D1/p1',
    }));
    for (const signedOut of [true, false]) {
      const view = statusView({
        account: account(1, { signedOut, name: NASTY }),
        rooms: 3,
        muted: 2,
        waiting: 1,
        parked,
      });
      expect(messageObjections(view, { posted: true })).toEqual([]);
      expect(markupOf(view).every(isHarmless)).toBe(true);
    }
  });
});

describe('what a button or a menu carries', () => {
  test('is read back as it was written', () => {
    const args = { room: 'x', count: 5, channel: { kind: 'direct' } as const };
    const { blocks } = roomMenu({ name: 'move', args, rooms: rooms(2), isAll: true });
    expect(menuPurpose(blocks.at(-1)?.block_id ?? '')).toEqual({
      name: 'move',
      args: { count: 5, channel: { kind: 'direct' } },
    });
    const list = roomList({ rooms: rooms(30), words: 'lunch', page: 1, isAll: true, isPart: false });
    const buttons = list.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    expect(buttons.map((element) => ('value' in element ? readPage(element.value) : undefined))).toEqual([
      { words: 'lunch', page: 0 },
      { words: 'lunch', page: 2 },
    ]);
    expect(readOpenValue(`${roomId(1)} Lunch with a space`)).toEqual({
      roomId: roomId(1),
      title: 'Lunch with a space',
    });
    const about = { message: { channel: 'D1', ts: '1.1' }, thread: { channel: 'D1', ts: '1.0' } };
    expect(readDeleteForm(deleteForm(about).private_metadata ?? '')).toEqual(about);
  });

  test('is nothing where it is none of ours, or from another version', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (value) => {
        expect(['undefined', 'object']).toContain(typeof menuPurpose(value));
        expect(readPage(value) === undefined || typeof readPage(value)?.page === 'number').toBe(true);
        expect(readShown(value)).toMatchObject({ words: expect.any(String), page: expect.any(Number) });
        expect(readOpenValue(value)).toMatchObject({ roomId: expect.any(String) });
      }),
    );
    expect(menuPurpose('{"name":"explode"}')).toBeUndefined();
    expect(readPage(undefined)).toBeUndefined();
  });
});

test('nothing is told by a sign alone: what is muted, new or failed is said in words', () => {
  const [muted] = roomList({ rooms: listed(1), words: '', page: 0, isAll: true, isPart: false }).blocks.slice(1);
  expect(JSON.stringify(muted)).toContain(texts.isMuted);
  expect(
    JSON.stringify(
      connectedHome({
        account: account(1),
        isUp: false,
        shown: { words: '', page: 0 },
        rooms: [],
        muted: 0,
        parked: 0,
        elsewhere: undefined,
      }),
    ),
  ).toContain(texts.disturbed);
});

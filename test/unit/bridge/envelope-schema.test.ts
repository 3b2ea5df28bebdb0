import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEnvelope, decodeSignIn } from '../../../src/bridge/envelope-schema.ts';
import { accountNews, deletion, edit, external, membership, message, roomNews } from '../../support/builders.ts';

const SECRET_TEXT = 'do-not-print-me';

/** One of each kind, with every field that it may have. */
const full = [
  message(1, {
    senderAvatar: 'https://example.com/a.png',
    html: '<b>hello</b>',
    markdown: '**hello**',
    files: ['https://webexapis.com/v1/contents/1'],
    mentions: ['P1'],
    truncated: true,
    forwardToPlatform: true,
    proof: { at: 1, mac: 'abc' },
    externalObj: external(1, { parentId: 'M0', updated: '2026-11-20T09:00:00.000Z' }),
  }),
  edit(1, { html: '<b>again</b>', forwardToPlatform: true, proof: { at: 1, mac: 'abc' } }),
  deletion(1, { forwardToPlatform: true, proof: { at: 1, mac: 'abc' } }),
  roomNews({ isDirect: true }),
  membership({ change: 'left' }),
  accountNews({ status: 'signed-out' }),
  accountNews({ status: 'revived', since: '2026-11-22T12:00:00.000Z' }),
];

describe('an envelope of version 1', () => {
  test.each(full.map((envelope) => [envelope.kind, envelope] as const))(
    'of the kind %s is read whole',
    (_kind, envelope) => {
      expect(decodeEnvelope(envelope)).toEqual({ ok: true, content: envelope });
    },
  );

  test('may lack all that is optional', () => {
    const { externalObj: _externalObj, ...outbound } = message();
    expect(decodeEnvelope(outbound)).toEqual({ ok: true, content: outbound });
  });

  test('may be empty of text, because a message may be only a file', () => {
    expect(decodeEnvelope(message(1, { text: '' })).ok).toBe(true);
  });

  test.each(full.map((envelope) => [envelope.kind, envelope] as const))(
    'of the kind %s keeps nothing of fields that it does not know, such as those of the original',
    (_kind, envelope) => {
      const original = { ...envelope, platformUserId: 'P1', createdAt: 1, extra: { deep: [1, 2] } };
      expect(decodeEnvelope(original)).toEqual({ ok: true, content: envelope });
    },
  );

  test('keeps the original’s message whole but for what is unknown inside', () => {
    const inside = { ...external(1), roomType: 'group', personEmail: 'ann@example.com', text: 'hello' };
    expect(decodeEnvelope(message(1, { externalObj: inside }))).toEqual({ ok: true, content: message(1) });
  });
});

describe('the outcome of a sign-in', () => {
  const news = {
    v: 1,
    kind: 'sign-in',
    id: 'S1',
    outcome: 'connected',
    reason: 'You are connected.',
    senderId: 'P1',
    senderName: 'Ann',
    senderEmail: 'ann@example.com',
    senderAvatar: 'https://example.com/a.png',
    proof: { at: 1, mac: 'abc' },
  };

  test('is read whole, and says nothing of a person when nobody was connected', () => {
    expect(decodeSignIn(news)).toEqual({ ok: true, content: news });
    const {
      senderId: _1,
      senderName: _2,
      senderEmail: _3,
      senderAvatar: _4,
      ...denied
    } = { ...news, outcome: 'denied' };
    expect(decodeSignIn(denied)).toEqual({ ok: true, content: denied });
  });

  test.each([
    ['an outcome that is not known', { outcome: SECRET_TEXT }, 'outcome'],
    ['a missing reason', { reason: undefined }, 'reason'],
    ['a missing proof', { proof: undefined }, 'proof'],
    ['another kind', { kind: 'message' }, 'kind'],
    ['another version', { v: 2 }, 'v'],
  ])('is refused with %s', (_what, changes, field) => {
    expect(decodeSignIn({ ...news, ...changes })).toEqual({ ok: false, why: `does not fit version 1: ${field}` });
  });
});

describe('what does not fit', () => {
  const { text: _text, ...withoutText } = message();
  const { externalObj: _externalObj, ...editOfNothing } = edit();
  test.each<[string, unknown, string]>([
    ['no object', 'hello', 'the whole'],
    ['nothing', undefined, 'the whole'],
    ['a list', [message()], 'the whole'],
    ['an unknown kind', { ...message(), kind: 'reaction' }, 'kind'],
    ['a missing kind', { ...message(), kind: undefined }, 'kind'],
    ['another version', { ...message(), v: 2 }, 'v'],
    ['another platform', { ...message(), fromPlatform: 'teams' }, 'fromPlatform'],
    ['an empty id, which could not be told from another', { ...message(), id: '' }, 'id'],
    ['a message without a text', withoutText, 'text'],
    ['an edit of no message', editOfNothing, 'externalObj'],
    ['an id that is a number', { ...message(), externalObj: { ...external(), id: 1 } }, 'externalObj.id'],
    ['files that are no texts', { ...message(), files: ['x', { url: SECRET_TEXT }] }, 'files.1'],
    ['a proof without a time', { ...message(), proof: { mac: 'x' } }, 'proof.at'],
    ['an account that is silent since no time', { ...accountNews(), since: SECRET_TEXT }, 'since'],
    ['an account with an unknown status', { ...accountNews(), status: SECRET_TEXT }, 'status'],
    ['a membership with an unknown change', { ...membership(), change: SECRET_TEXT }, 'change'],
  ])('is refused: %s', (_what, received, field) => {
    const decoded = decodeEnvelope(received);
    expect(decoded).toEqual({ ok: false, why: `does not fit version 1: ${field}` });
  });

  test('is refused with the names of all fields at fault', () => {
    const decoded = decodeEnvelope({ ...message(), text: 1, channelName: 2 });
    expect(decoded).toEqual({ ok: false, why: 'does not fit version 1: channelName, text' });
  });

  test('is never quoted, whatever field holds it', () => {
    const fields = fc.constantFrom(...full.flatMap((envelope) => Object.keys(envelope)));
    const wrong = fc.constantFrom({ [SECRET_TEXT]: SECRET_TEXT }, [SECRET_TEXT], SECRET_TEXT, [{ [SECRET_TEXT]: 1 }]);
    fc.assert(
      fc.property(fc.constantFrom(...full), fields, wrong, (envelope, field, value) => {
        const decoded = decodeEnvelope({ ...envelope, [field]: value });
        expect(decoded.ok ? '' : decoded.why).not.toContain(SECRET_TEXT);
      }),
    );
  });

  test('never raises an error', () => {
    const almost = fc.anything().map((externalObj) => ({ ...edit(), externalObj }));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue(), almost), (received) => {
        const decoded = decodeEnvelope(received);
        expect(decoded.ok ? 'content' in decoded : decoded.why.length > 0).toBe(true);
      }),
    );
  });
});

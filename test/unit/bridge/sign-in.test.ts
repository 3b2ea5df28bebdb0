import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatState, parseState, signInText, verifierText, type SignIn } from '../../../src/bridge/sign-in.ts';

const SIGN_IN: SignIn = {
  id: 'aaaaaaaa-0000-4000-8000-000000000001',
  team: 'T1',
  user: 'U1',
  email: 'ann@example.com',
  at: 1_795_161_600_000,
  redirectUri: 'https://ps.pndsn.com/v1/blocks/sub-key/sub-c-1/webex/oauth',
};
const MAC = 'ab'.repeat(32);

const text = fc.string({ unit: 'grapheme', minLength: 1 });
const signIns: fc.Arbitrary<SignIn> = fc.record({
  id: fc.uuid(),
  team: text,
  user: text,
  email: fc.oneof(fc.constant(''), fc.emailAddress(), text),
  at: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  redirectUri: fc.oneof(fc.webUrl(), text),
});

describe('the state of a sign-in', () => {
  test('comes back as it was made, whatever is in it', () => {
    fc.assert(
      fc.property(signIns, text, (signIn, mac) => {
        expect(parseState(formatState(signIn, mac))).toEqual({ signIn, mac });
      }),
    );
  });

  test('needs no escaping in a URL', () => {
    fc.assert(
      fc.property(signIns, (signIn) => {
        expect(formatState(signIn, MAC)).toMatch(/^[A-Za-z0-9_.%-]+$/);
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['a word', 'state'],
    ['one without a mac', formatState(SIGN_IN, '')],
    ['one without a user', formatState({ ...SIGN_IN, user: '' }, MAC)],
    ['one whose id is no UUID', formatState({ ...SIGN_IN, id: 'me' }, MAC)],
    ['one with something behind it', `${formatState(SIGN_IN, MAC)}.more`],
    ['one that is written differently', formatState(SIGN_IN, MAC).replace('%3A', ':')],
    ['one whose time is written differently', formatState(SIGN_IN, MAC).replace('1795161600000', '1.7951616e12')],
    ['one whose time has a leading zero', formatState(SIGN_IN, MAC).replace('1795161600000', '01795161600000')],
    ['one with a broken escape', formatState(SIGN_IN, MAC).replace('T1', '%E0%A4%A')],
  ])('is not %s', (_what, state) => {
    expect(parseState(state)).toBeUndefined();
  });

  test('is looked for in any text without an error, and found only where it was made', () => {
    const pieces = fc.array(fc.oneof(fc.string(), fc.uuid(), fc.constantFrom('1', '%', '%zz', '')), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((parts) => parts.join('.')),
        ),
        (state) => {
          const parsed = parseState(state);
          expect(parsed === undefined ? state : formatState(parsed.signIn, parsed.mac)).toBe(state);
        },
      ),
    );
  });
});

describe('what is signed', () => {
  test('is another text for every other sign-in', () => {
    fc.assert(
      fc.property(signIns, signIns, (one, other) => {
        const same = JSON.stringify(Object.entries(one)) === JSON.stringify(Object.entries(other));
        expect(signInText(one) === signInText(other)).toBe(same);
      }),
    );
    expect(signInText({ ...SIGN_IN, team: 'T1U', user: '1' })).not.toBe(
      signInText({ ...SIGN_IN, team: 'T', user: '1U1' }),
    );
  });

  test('covers every field', () => {
    const known = signInText(SIGN_IN);
    for (const changes of [{ id: 'x' }, { team: 'x' }, { user: 'x' }, { email: '' }, { at: 1 }, { redirectUri: 'x' }]) {
      expect(signInText({ ...SIGN_IN, ...changes })).not.toBe(known);
    }
  });

  test('as the verifier is never the text of a state', () => {
    const state = formatState(SIGN_IN, MAC);
    expect(verifierText(state)).toContain(state);
    expect(verifierText(state)).not.toBe(signInText(SIGN_IN));
  });
});

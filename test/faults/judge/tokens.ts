/**
 * Every message of the suite carries a token: which side wrote it, in which room, the how many-th there, and after an edit
 * which revision. `w-07-0012 r2` is the twelfth message written in Webex in room 7, changed once.
 */
export type Side = 'w' | 's';

export interface Token {
  readonly side: Side;
  readonly room: number;
  /** From 1, in the order in which that side wrote in that room. */
  readonly number: number;
  readonly revision: number;
}

/** The name of a message, whatever its revision. */
export const nameOf = ({ side, room, number }: Omit<Token, 'revision'>): string =>
  `${side}-${String(room).padStart(2, '0')}-${String(number).padStart(4, '0')}`;

export const formatToken = (token: Token): string =>
  token.revision === 1 ? nameOf(token) : `${nameOf(token)} r${token.revision}`;

/** All tokens in a text, in the order in which they are read; what is quoted does not count. */
export function tokensIn(text: string): Token[] {
  const said = text.replaceAll(/^\s*>.*$/gm, '');
  return [...said.matchAll(/\b(?<side>[ws])-(?<room>\d{2})-(?<number>\d{4,})(?: r(?<revision>\d+))?/g)].flatMap(
    ({ groups }) =>
      groups === undefined
        ? []
        : {
            side: groups['side'] as Side,
            room: Number(groups['room']),
            number: Number(groups['number']),
            revision: Number(groups['revision'] ?? 1),
          },
  );
}

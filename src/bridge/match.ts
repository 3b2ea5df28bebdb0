/**
 * How people type the name of a room, and which rooms they mean. Pure: also bundled into the PubNub Functions.
 */

/** Lower case, without accents, without doubled spaces. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();

/** Whether a title is what was typed, but for case, accents and spaces. */
export const isCalled = ({ title }: { readonly title: string }, words: string): boolean =>
  plain(title) === plain(words);

/** Those whose title is exactly what was typed, else those that contain it. */
export function matchTitles<T extends { readonly title: string }>(candidates: readonly T[], words: string): T[] {
  const wanted = plain(words);
  const exact = candidates.filter(({ title }) => plain(title) === wanted);
  return exact.length > 0 ? exact : candidates.filter(({ title }) => plain(title).includes(wanted));
}

/** Pictures for people who have none: their initials on a colour of their own. */
import { drawEmoji } from '../slack/rich-text/emoji.ts';

const graphemes = new Intl.Segmenter();
const HUES = [12, 32, 84, 152, 176, 204, 228, 262, 292, 334] as const;

/** Where the page loads somebody's picture. @param given a picture's address, or an emoji in colons */
export type PictureOf = (given: string | undefined, name: string) => string;

/** The page loads nothing from elsewhere: for a picture that is none of its own it draws another. */
export const pictureOf: PictureOf = (given = '', name) => {
  const [, own] = /^http:\/\/(?:127\.0\.0\.1|localhost):\d+(\/avatars\/[^/?#]+\.svg)$/.exec(given) ?? [];
  if (own !== undefined) return own;
  const [, emoji] = /^:([^:]+):$/.exec(given) ?? [];
  return avatarPath(emoji === undefined ? name : drawEmoji(emoji));
};

const avatarPath = (name: string): string => `/avatars/${encodeURIComponent(name)}.svg`;

/** A square SVG of 96 units. The same name always gets the same picture. */
export function drawAvatar(name: string): string {
  const hue = HUES[checksum(name) % HUES.length];
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">' +
    `<rect width="96" height="96" fill="hsl(${hue} 38% 44%)"/>` +
    '<text x="48" y="49" fill="#fff" font-family="system-ui, sans-serif" font-size="38" font-weight="600" ' +
    `text-anchor="middle" dominant-baseline="central">${escapeXml(initialsOf(name))}</text></svg>`
  );
}

/** The first letters of the first and the last word. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word = '') => firstLetter(word));
  return letters.join('').toUpperCase();
}

const firstLetter = (word: string): string => graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? '';

const checksum = (text: string): number => Buffer.from(text).reduce((sum, byte) => (sum * 95 + byte) % 9973, 2);

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

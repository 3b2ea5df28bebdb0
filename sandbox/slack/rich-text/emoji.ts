/** A part of Slack's emoji: short name and code points as `rich_text` writes them. Others travel by name alone. */
const CODE_POINTS: Readonly<Record<string, string>> = {
  '+1': '1f44d',
  '-1': '1f44e',
  '100': '1f4af',
  blush: '1f60a',
  bug: '1f41b',
  bulb: '1f4a1',
  calendar: '1f4c6',
  clap: '1f44f',
  coffee: '2615',
  confused: '1f615',
  cry: '1f622',
  ear: '1f442',
  eyes: '1f440',
  fire: '1f525',
  grin: '1f601',
  grinning: '1f600',
  heart: '2764-fe0f',
  heart_eyes: '1f60d',
  heavy_check_mark: '2714-fe0f',
  hourglass_flowing_sand: '23f3',
  information_source: '2139-fe0f',
  joy: '1f602',
  link: '1f517',
  mega: '1f4e3',
  memo: '1f4dd',
  muscle: '1f4aa',
  ok_hand: '1f44c',
  partying_face: '1f973',
  pig: '1f437',
  pray: '1f64f',
  pushpin: '1f4cc',
  question: '2753',
  raised_hands: '1f64c',
  rocket: '1f680',
  rotating_light: '1f6a8',
  scream: '1f631',
  slightly_smiling_face: '1f642',
  smile: '1f604',
  smiley: '1f603',
  sob: '1f62d',
  sparkles: '2728',
  star: '2b50',
  sunglasses: '1f60e',
  tada: '1f389',
  thinking_face: '1f914',
  thumbsup: '1f44d',
  wave: '1f44b',
  warning: '26a0-fe0f',
  white_check_mark: '2705',
  wink: '1f609',
  x: '274c',
  zap: '26a1',
};

const NAMES = new Map(Object.entries(CODE_POINTS).map(([name, codePoints]) => [characterOf(codePoints), name]));

export const isKnownEmoji = (name: string): boolean => Object.hasOwn(CODE_POINTS, name);

/** E.g. `1f44b`; undefined for a workspace's own emoji. */
export const codePointsOf = (name: string): string | undefined => CODE_POINTS[name];

/** The emoji itself, or `:name:`. */
export function drawEmoji(name: string): string {
  const codePoints = CODE_POINTS[name];
  return codePoints === undefined ? `:${name}:` : characterOf(codePoints);
}

/** The short name of an emoji character. */
export const nameOfEmoji = (character: string): string | undefined =>
  NAMES.get(character) ?? NAMES.get(`${character}\ufe0f`);

function characterOf(codePoints: string): string {
  return String.fromCodePoint(...codePoints.split('-').map((hex) => parseInt(hex, 16)));
}

import type { KnownBlock } from '@slack/types';
import type { PersonInfo } from '../../bridge/query.ts';
import { texts } from '../../bridge/texts.ts';
import { ACTIONS } from './ids.ts';
import { actions, button, clip, quoted, section, SECTION, type View } from './message.ts';

interface PeopleOf {
  readonly title: string;
  readonly people: readonly PersonInfo[];
  readonly isAll: boolean;
  /** The full Webex id of who asks. */
  readonly me: string;
}

const ALT_TEXT = 2000;
const FOUND = 10;

/** Who is in a room: as many as fit, and how many more. */
export function peopleList({ title, people, isAll, me }: PeopleOf): View {
  const heading = (isAll ? texts.peopleOf : texts.peopleOfAtLeast)(quoted(title), people.length);
  const lines = people.map((one) => `• ${nameOf(one)}${one.id === me ? ` (${texts.you})` : ''}  ${quoted(one.email)}`);
  const shown: string[] = [];
  for (const line of lines) {
    if (shown.join('\n').length + line.length > SECTION - 100) break;
    shown.push(line);
  }
  const rest = lines.length - shown.length;
  const list = [...shown, ...(rest === 0 ? [] : [texts.peopleMore(rest)])].join('\n');
  return { text: heading, blocks: [section(`*${heading}*`), ...(list === '' ? [] : [section(list)])] };
}

/** People who were searched for, each with picture, address and a button to write to them. */
export function personList(people: readonly PersonInfo[]): View {
  const heading = texts.found(people.length);
  const shown = people.slice(0, FOUND);
  const more = people.length - shown.length;
  return {
    text: `${heading}: ${shown.map(nameOf).join(', ')}`,
    blocks: [
      section(`*${heading}*`),
      ...shown.flatMap(personBlocks),
      ...(more === 0 ? [] : [section(texts.peopleMore(more))]),
    ],
  };
}

/** The same for a modal, without a heading. */
export const people = (found: readonly PersonInfo[]): KnownBlock[] => found.slice(0, FOUND).flatMap(personBlocks);

function personBlocks(person: PersonInfo): KnownBlock[] {
  const { email, avatar, name } = person;
  const about = section(`*${nameOf(person)}*\n${quoted(email)}`);
  const picture = avatar?.startsWith('https://')
    ? {
        accessory: {
          type: 'image',
          image_url: avatar,
          alt_text: clip(texts.pictureOf(name || email), ALT_TEXT),
        } as const,
      }
    : {};
  return [
    { ...about, ...picture },
    actions(button(ACTIONS.writeTo, texts.writeTo(clip(name || email, 40)), { value: clip(email, 200) })),
  ];
}

const nameOf = ({ name, email }: PersonInfo): string => quoted(name || email);

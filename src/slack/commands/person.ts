import { texts } from '../../bridge/texts.ts';
import { quoted, say } from '../views/message.ts';
import { personList } from '../views/people.ts';
import { forOwners } from './asked.ts';

const LONGEST = 100;

/** How to reach somebody in Webex. */
export const person = forOwners(async ({ account, args, bridge }) => {
  const words = args.person ?? '';
  if (words.length > LONGEST) return say(texts.nobodyFound(quoted(words)));
  const people = await bridge.rooms.findPeople(account, words);
  return people.length === 0 ? say(texts.nobodyFound(quoted(words))) : personList(people);
});

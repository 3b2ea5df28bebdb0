import { matchTitles } from '../../../bridge/match.ts';
import type { Portal } from '../../../bridge/model.ts';
import { texts } from '../../../bridge/texts.ts';
import { historyList } from '../../views/history.ts';
import type { View } from '../../views/message.ts';
import type { Asked } from './asked.ts';

const USUAL = 10;
const MOST = 100;

/** The last messages of a room, for the person who asked. */
export async function history({ team, slackUser, words, bridge }: Asked): Promise<string | View> {
  const account = bridge.accounts.ofSlackUser(team, slackUser);
  if (!account) return texts.notConnected;
  const { name, count } = parse(words);
  const found = choose(await bridge.portalsOf(account), name);
  if (typeof found === 'string') return found;
  const messages = await bridge.history(found, count);
  return messages.length === 0 ? texts.historyEmpty(found.title) : historyList(found.title, messages);
}

/** `[room] [number]`: a number at the end is how many. */
function parse(words: string): { name: string; count: number } {
  const [, name = '', digits] = /^(.*?)\s*(\d{1,9})?$/s.exec(words.trim()) ?? [];
  const count = digits === undefined ? USUAL : Math.min(Math.max(Number(digits), 1), MOST);
  return { name, count };
}

/** The portal that was meant, or the sentence that asks for better words. */
function choose(portals: readonly Portal[], name: string): Portal | string {
  const [latest] = portals;
  if (!latest) return texts.noRooms;
  if (name === '') return latest;
  const [match, ...others] = matchTitles(portals, name);
  if (!match) return texts.noSuchRoom(name, titles(portals));
  return others.length === 0 ? match : texts.severalRooms(name, titles([match, ...others]));
}

const SHOWN = 20;

const titles = (portals: readonly Portal[]): string[] => portals.slice(0, SHOWN).map(({ title }) => title);

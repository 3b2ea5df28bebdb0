import { escapeText } from './elements.ts';

const ENTITY = /&(?:amp|lt|gt);/g;
const TOKEN = /<(?:[@#!][^<>\s|][^<>]*|(?:https?|mailto|tel):[^<>\s|]+(?:\|[^<>]*)?)>/g;
const BARE_URL = /(?<![\w/])https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'"()\]*_~]/g;

/**
 * The text of an app as Slack stores it: what is no token of Slack's notation is escaped, bare links become tokens,
 * entities that are already there stay.
 */
export function formatText(text: string): string {
  return replaceOutside(text, [TOKEN, ENTITY], (rest) => replaceUrls(escapeText(rest)));
}

const replaceUrls = (text: string): string => text.replace(BARE_URL, (url) => `<${url}>`);

/** Applies `change` to what lies between the matches of the patterns. */
function replaceOutside(
  text: string,
  [pattern, ...others]: readonly RegExp[],
  change: (rest: string) => string,
): string {
  if (!pattern) return change(text);
  let result = '';
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    result += replaceOutside(text.slice(at, match.index), others, change) + match[0];
    at = match.index + match[0].length;
  }
  return result + replaceOutside(text.slice(at), others, change);
}

/** Parts a Document that is too long for one message. */
import { Cuts } from './cuts.ts';
import type { Document } from './document.ts';
import { isEmpty } from './plain-text.ts';
import { lengthOf, sliceDocument } from './slice.ts';

/**
 * The document in parts that fit, in order, none of them empty. It is parted between paragraphs where that leaves no part
 * less than half full, else between lines, else between words, else within a word. Lists, quotes and code go on in the
 * next part as what they are.
 * @param fits whether a message can hold this; a part of what fits must fit as well
 */
export function split(document: Document, fits: (part: Document) => boolean): Document[] {
  if (fits(document)) return isEmpty(document) ? [] : [document];
  const parts: Document[] = [];
  const cuts = new Cuts(document);
  const length = lengthOf(document);
  const fitsIn =
    (from: number) =>
    (to: number): boolean =>
      fits(sliceDocument(document, from, to));
  for (let from = 0; from < length;) {
    const at = end(cuts, from, length, fitsIn(from));
    parts.push(sliceDocument(document, from, at));
    from = at;
  }
  return parts.filter((part) => !isEmpty(part));
}

/** The last offset that fits; one beyond the first where none does, so that there is an end. */
function furthest(from: number, length: number, fits: (end: number) => boolean): number {
  if (fits(length)) return length;
  let [fitting, tooFar] = [from + 1, length];
  while (tooFar - fitting > 1) {
    const middle = Math.floor((fitting + tooFar) / 2);
    if (fits(middle)) fitting = middle;
    else tooFar = middle;
  }
  return fitting;
}

/** Where the part that begins at an offset ends. */
function end(cuts: Cuts, from: number, length: number, fits: (end: number) => boolean): number {
  const to = furthest(from, length, fits);
  if (to === length) return length;
  const half = from + Math.floor((to - from) / 2);
  const seams = [cuts.last('block', half, to), cuts.last('line', half, to), cuts.last('word', from, to)];
  return seams.find((at) => at !== undefined && fits(at)) ?? cuts.inWord(from, to);
}

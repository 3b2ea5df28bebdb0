/** The offsets at which a Document may be cut, by how little a reader would mind. */
import type { Block, Document } from './document.ts';
import { blockLength, inlineLength, itemLength, placed } from './slice.ts';

/** `block` is between blocks, `line` between lines and items, `word` behind white space. */
type Seam = 'block' | 'line' | 'word';

interface Cut {
  readonly at: number;
  readonly seam: Seam;
}

/** A text, or the end of something, and where it stands. */
interface Piece {
  readonly at: number;
  readonly text?: string;
  readonly seam?: Seam;
}

export class Cuts {
  readonly #pieces: readonly Piece[];
  readonly #cuts: readonly Cut[];

  constructor(document: Document) {
    this.#pieces = piecesOf(document, 0, 'block');
    this.#cuts = this.#pieces.flatMap(cutsIn);
  }

  /** The last cut of the kind that is behind `from` and not behind `to`. */
  last(seam: Seam, from: number, to: number): number | undefined {
    return this.#cuts.findLast((cut) => cut.seam === seam && cut.at > from && cut.at <= to)?.at;
  }

  /** The last cut within a word, at most at `to`: it leaves whole what people see as one character. */
  inWord(from: number, to: number): number {
    const piece = this.#pieces.findLast(({ at }) => at < to);
    const text = piece?.text ?? '';
    const offset = to - (piece?.at ?? 0);
    const before = SEGMENTER.segment(text).containing(offset)?.index;
    if (before === undefined) return to;
    const at = to - offset + before;
    // A letter may wear any number of accents: then a cut between code points has to do.
    if (offset - before < MAX_CHARACTER && at > from) return at;
    const isPair = /[\udc00-\udfff]/.test(text.charAt(offset));
    return isPair ? (to - 1 > from ? to - 1 : to + 1) : to;
  }
}

const SEGMENTER = new Intl.Segmenter();
const MAX_CHARACTER = 64;

/** @param seam what the end of one of these blocks is */
const piecesOf = (blocks: Document, start: number, seam: Seam): Piece[] =>
  placed(blocks, blockLength, start).flatMap(({ member, start: at, end }) => [
    ...piecesIn(member, at),
    { at: end, seam },
  ]);

function piecesIn(block: Block, at: number): Piece[] {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return placed(block.inlines, inlineLength, at).flatMap(({ member, start, end }): Piece[] => {
        if (member.type === 'break') return [{ at: end, seam: 'line' }];
        return member.type === 'text' || member.type === 'link' ? [{ at: start, text: member.text }] : [];
      });
    case 'code':
      return [{ at, text: block.text }];
    case 'list':
      return placed(block.items, itemLength, at).flatMap(({ member, start }) => piecesOf(member, start, 'line'));
    case 'quote':
      return piecesOf(block.blocks, at, 'line');
    case 'rule':
      return [];
  }
}

const cutsIn = ({ at, text = '', seam }: Piece): Cut[] => [
  ...[...text.matchAll(/\s+/g)].map(({ 0: space, index }): Cut => ({
    at: at + index + space.length,
    seam: space.includes('\n') ? 'line' : 'word',
  })),
  ...(seam ? [{ at, seam }] : []),
];

/**
 * A message between its platforms: blocks of inlines, as plain data that survives JSON. Each platform has a module that
 * reads its own format into it and one that writes it.
 */

export type Document = readonly Block[];

export type Block =
  | Paragraph
  | { readonly type: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | List
  | { readonly type: 'quote'; readonly blocks: readonly Block[] }
  | { readonly type: 'code'; readonly text: string; readonly language?: string | undefined }
  | { readonly type: 'rule' };

export interface Paragraph {
  readonly type: 'paragraph';
  readonly inlines: readonly Inline[];
}

export interface List {
  readonly type: 'list';
  readonly ordered: boolean;
  /** The number of the first item; 1 where it is missing. */
  readonly start?: number | undefined;
  readonly items: readonly (readonly Block[])[];
}

export type Inline = Text | Link | Mention | Moment | { readonly type: 'break' };

/** How words look. */
export interface Marks {
  readonly bold?: true | undefined;
  readonly italic?: true | undefined;
  readonly strike?: true | undefined;
  readonly code?: true | undefined;
}

interface Marked {
  readonly marks?: Marks | undefined;
}

/** Literal characters, emoji among them; never a newline, which is a `break`. */
interface Text extends Marked {
  readonly type: 'text';
  readonly text: string;
}

export interface Link extends Marked {
  readonly type: 'link';
  /** As `linkable` lets it pass. */
  readonly url: string;
  readonly text: string;
}

/** A person, group or channel, by its id on the platform where it was mentioned. */
export interface Mention extends Marked {
  readonly type: 'mention';
  readonly platform: 'webex' | 'slack';
  readonly kind: 'person' | 'group' | 'channel';
  readonly id: string;
  /** As the platform gave it; empty where it gave only the id. */
  readonly name: string;
}

/** A point in time that each reader sees in their own time zone, where the platform can do that. */
export interface Moment extends Marked {
  readonly type: 'moment';
  /** Seconds since 1970. */
  readonly at: number;
  /** Slack's template, such as `{date_short} {time}`. */
  readonly format: string;
  /** For everybody else. */
  readonly text: string;
}

/** Quotes and lists nest no deeper: what was deeper stays, at this depth. */
export const MAX_DEPTH = 8;

/** No platform carries a longer message; what comes in longer is cut here, before it is worked on. */
export const MAX_LENGTH = 100_000;

/** Every inline of a document in reading order, without those inside code blocks, which hold none. */
export function inlinesOf(document: Document): Inline[] {
  return document.flatMap((block): readonly Inline[] => {
    switch (block.type) {
      case 'paragraph':
      case 'heading':
        return block.inlines;
      case 'list':
        return block.items.flatMap(inlinesOf);
      case 'quote':
        return inlinesOf(block.blocks);
      case 'code':
      case 'rule':
        return [];
    }
  });
}

/** Whom and what a document mentions: for looking up names and accounts before it is written. */
export const mentionsIn = (document: Document): Mention[] =>
  inlinesOf(document).filter((inline) => inline.type === 'mention');

/** The document with each run of inlines replaced. */
export const mapInlines = (document: Document, change: (inlines: readonly Inline[]) => readonly Inline[]): Block[] =>
  document.map((block): Block => {
    switch (block.type) {
      case 'paragraph':
      case 'heading':
        return { ...block, inlines: change(block.inlines) };
      case 'list':
        return { ...block, items: block.items.map((item) => mapInlines(item, change)) };
      case 'quote':
        return { ...block, blocks: mapInlines(block.blocks, change) };
      case 'code':
      case 'rule':
        return block;
    }
  });

/** The document with the names that were looked up; where there is none, the one it had. */
export const withNames = (document: Document, nameOf: (mention: Mention) => string | undefined): Document =>
  mapInlines(document, (inlines) =>
    inlines.map((inline) => (inline.type === 'mention' ? { ...inline, name: nameOf(inline) || inline.name } : inline)),
  );

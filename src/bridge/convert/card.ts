/**
 * What there is to read on an Adaptive Card, from top to bottom. A card comes from whoever built it: every field may be
 * missing, or be something else.
 */
import { MAX_DEPTH, type Block, type Document } from './document.ts';
import { linked, paragraph, paragraphsOf, words } from './inlines.ts';

/** Never throws. */
export const fromCard = (card: unknown): Document => elements([card], 0);

type Json = Readonly<Record<string, unknown>>;

/** Cards within cards within columns: deeper than any real one. */
const MAX_LEVEL = 4 * MAX_DEPTH;

const elements = (list: unknown, level: number): Block[] =>
  Array.isArray(list) && level < MAX_LEVEL ? list.filter(isJson).flatMap((element) => fromElement(element, level)) : [];

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const text = (element: Json, name: string): string => (typeof element[name] === 'string' ? element[name] : '');

const CONTAINERS = ['body', 'items', 'columns', 'rows', 'cells', 'images', 'card', 'actions'] as const;

function fromElement(element: Json, level: number): Block[] {
  return [
    ...own(element),
    ...CONTAINERS.flatMap((name) => elements(name === 'card' ? [element[name]] : element[name], level + 1)),
  ];
}

/** What an element says itself, without those inside of it. */
function own(element: Json): Block[] {
  switch (element['type']) {
    case 'TextBlock':
      return textBlock(element);
    case 'RichTextBlock':
      return paragraphsOf(inlines(element['inlines']));
    case 'FactSet':
      return facts(element['facts']);
    case 'Image':
      return paragraphsOf(words(text(element, 'altText')));
    case 'Action.OpenUrl':
      return [paragraph(...linked(text(element, 'title') || text(element, 'url'), text(element, 'url')))];
    default:
      return isTitled(element) ? paragraphsOf(words(text(element, 'label') || text(element, 'title'))) : [];
  }
}

/** Input fields and buttons: what they ask, and what they do. */
const isTitled = (element: Json): boolean => /^(?:Input|Action)\./.test(text(element, 'type'));

function textBlock(element: Json): Block[] {
  const isHeading = ['large', 'extralarge'].includes(text(element, 'size').toLowerCase());
  const isBold = text(element, 'weight').toLowerCase() === 'bolder';
  return paragraphsOf(words(text(element, 'text'), isBold && !isHeading ? { bold: true } : {})).map((block) =>
    isHeading ? { ...block, type: 'heading', level: 3 } : block,
  );
}

const inlines = (runs: unknown): ReturnType<typeof words> =>
  (Array.isArray(runs) ? runs : []).flatMap((run: unknown) => {
    if (typeof run === 'string') return words(run);
    if (!isJson(run)) return [];
    const { weight, italic, strikethrough } = run;
    return words(text(run, 'text'), {
      ...(weight === 'Bolder' ? { bold: true } : {}),
      ...(italic === true ? { italic } : {}),
      ...(strikethrough === true ? { strike: true } : {}),
    });
  });

const facts = (list: unknown): Block[] =>
  (Array.isArray(list) ? list : [])
    .filter(isJson)
    .map((fact) => paragraph(...words(`${text(fact, 'title')}: `, { bold: true }), ...words(text(fact, 'value'))));

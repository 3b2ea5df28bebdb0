/** Webex's HTML as a Document. Whatever the HTML, something readable comes out. */
import { parseFragment, type DefaultTreeAdapterTypes as Html } from 'parse5';
import { MAX_DEPTH, MAX_LENGTH, inlinesOf, type Block, type Document, type Inline, type Marks } from './document.ts';
import { attribute, grouped, rawText, type Part } from './html-parts.ts';
import { BREAK, linked, look, paragraphsOf, words } from './inlines.ts';
import { linkable, spelled } from './url.ts';

export const fromHtml = (html: string): Document =>
  blocksIn(parseFragment(html.slice(0, MAX_LENGTH)), { marks: {}, url: undefined, depth: 0, level: 0 });

/** What an element inherits from those around it. */
interface Around {
  readonly marks: Marks;
  /** Of the link it is in. */
  readonly url: string | undefined;
  /** How many lists and quotes it is in. */
  readonly depth: number;
  /** How many elements it is in: a bound for the recursion. */
  readonly level: number;
}

const MAX_LEVEL = 200;

const MARKS: Readonly<Record<string, Marks>> = {
  b: { bold: true },
  strong: { bold: true },
  i: { italic: true },
  em: { italic: true },
  s: { strike: true },
  strike: { strike: true },
  del: { strike: true },
  code: { code: true },
  kbd: { code: true },
  samp: { code: true },
  tt: { code: true },
};

/** Elements with lines of their own. */
const BLOCKS = new Set(
  'p div section article header footer main aside nav figure figcaption address details summary dl dt dd li tr caption form fieldset center'.split(
    ' ',
  ),
);
const HIDDEN = new Set('script style head title template iframe object embed svg math'.split(' '));

type Reader = (element: Html.Element, around: Around) => readonly Part[];

const READERS: Readonly<Record<string, Reader>> = {
  br: () => [BREAK],
  hr: () => [{ type: 'rule' }],
  a: anchor,
  img: (element, { marks }) => words(attribute(element, 'alt'), marks),
  pre: (element) => [codeBlock(element)],
  ul: list,
  ol: list,
  blockquote: (element, around) => {
    const blocks = blocksIn(element, { ...around, depth: around.depth + 1 });
    return around.depth < MAX_DEPTH && blocks.length > 0 ? [{ type: 'quote', blocks }] : blocks;
  },
  table: (element, around) => paragraphsOf(rows(element, around)),
  'spark-mention': mention,
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, heading(level)])),
};

const blocksIn = (parent: Html.ParentNode, around: Around): Block[] => grouped(partsIn(parent, around));

const partsIn = (parent: Html.ParentNode, around: Around): Part[] =>
  parent.childNodes.flatMap((node) => partsOf(node, around));

function partsOf(node: Html.ChildNode, around: Around): readonly Part[] {
  if ('value' in node) return inline(node.value.replaceAll(/[ \t\n\f\r]+/g, ' '), around);
  if (!('tagName' in node) || HIDDEN.has(node.tagName)) return [];
  if (around.level > MAX_LEVEL) return inline(rawText(node), around);
  const inside = { ...around, level: around.level + 1 };
  const reader = Object.hasOwn(READERS, node.tagName) ? READERS[node.tagName] : undefined;
  if (reader) return reader(node, inside);
  if (BLOCKS.has(node.tagName)) return blocksIn(node, inside);
  const marks = Object.hasOwn(MARKS, node.tagName) ? MARKS[node.tagName] : {};
  return partsIn(node, { ...inside, marks: { ...inside.marks, ...marks } });
}

const inline = (text: string, { url, marks }: Around): Inline[] =>
  url === undefined ? words(text, marks) : linked(text, url, marks);

function anchor(element: Html.Element, around: Around): readonly Part[] {
  const address = attribute(element, 'href').trim();
  const label = rawText(element);
  const url = linkable(address);
  if (url !== undefined)
    return label.trim() === '' ? inline(url, { ...around, url }) : partsIn(element, { ...around, url });
  return [...partsIn(element, around), ...words(spelled(label, address).slice(label.length), around.marks)];
}

function heading(level: number): Reader {
  return (element, around) =>
    blocksIn(element, around).map((block) =>
      block.type === 'paragraph' ? { type: 'heading', level, inlines: block.inlines } : block,
    );
}

/** Editors mark the language by a class, with or without `language-` before it. */
function codeBlock(element: Html.Element): Block {
  const code = element.childNodes.find((node): node is Html.Element => node.nodeName === 'code');
  const [, language] = /(?:^|\s)(?:lang(?:uage)?-)?([\w+#-]+)/.exec(code ? attribute(code, 'class') : '') ?? [];
  return { type: 'code', text: rawText(element).replace(/\n$/, ''), ...(language === undefined ? {} : { language }) };
}

function list(element: Html.Element, around: Around): readonly Part[] {
  const items = itemsIn(element, { ...around, depth: around.depth + 1 });
  if (around.depth >= MAX_DEPTH || items.length === 0) return items.flat();
  const ordered = element.tagName === 'ol';
  const start = Number.parseInt(attribute(element, 'start'), 10);
  return [{ type: 'list', ordered, items, ...(ordered && start >= 0 && start !== 1 ? { start } : {}) }];
}

function itemsIn(parent: Html.Element, inside: Around): Block[][] {
  const items: Block[][] = [];
  for (const node of parent.childNodes) {
    const blocks = grouped(partsOf(node, inside));
    // A list directly in a list belongs to the item before it.
    if (node.nodeName !== 'li' && blocks[0]?.type === 'list' && items.length > 0) items.at(-1)?.push(...blocks);
    else if (blocks.length > 0) items.push(blocks);
  }
  return items;
}

/** A table line by line, because neither side has one to write to. */
const rows = (parent: Html.ParentNode, around: Around): Inline[] =>
  parent.childNodes.flatMap((node): Inline[] => {
    if (!('tagName' in node)) return [];
    if (['thead', 'tbody', 'tfoot'].includes(node.tagName)) return rows(node, around);
    const cells = node.tagName === 'tr' ? node.childNodes.filter((cell) => 'tagName' in cell) : [node];
    const row = cells.map((cell) => inlinesOf(blocksIn(cell, around)));
    return [...row.flatMap((cell, at) => (at > 0 ? [...words(' | '), ...cell] : cell)), BREAK];
  });

function mention(element: Html.Element, around: Around): readonly Part[] {
  const name = rawText(element).trim();
  const id = attribute(element, 'data-object-id');
  if (attribute(element, 'data-object-type') === 'groupMention') return words(`@${name || 'all'}`, around.marks);
  if (!/^[\w=-]{1,200}$/.test(id)) return words(name === '' ? '' : `@${name}`, { ...around.marks, bold: true });
  return [{ type: 'mention', platform: 'webex', kind: 'person', id, name, ...look(around.marks) }];
}

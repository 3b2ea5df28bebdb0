/** What an HTML tree falls into: blocks, and inlines that are yet to be gathered into paragraphs. */
import type { DefaultTreeAdapterTypes as Html } from 'parse5';
import type { Block, Inline } from './document.ts';
import { joined, paragraphsOf } from './inlines.ts';

export type Part = Inline | Block;

const INLINE = new Set<Part['type']>(['text', 'link', 'mention', 'moment', 'break']);
const isInline = (part: Part): part is Inline => INLINE.has(part.type);

/** Inlines between blocks become paragraphs of their own. */
export function grouped(parts: readonly Part[]): Block[] {
  const blocks: Block[] = [];
  let open: Inline[] = [];
  const close = (): void => {
    blocks.push(...paragraphsOf(collapsed(open)));
    open = [];
  };
  for (const part of parts) {
    if (isInline(part)) {
      open.push(part);
    } else {
      close();
      blocks.push(part);
    }
  }
  close();
  return blocks;
}

/** White space as a browser shows it: one space between words, none at the ends of lines. */
function collapsed(inlines: readonly Inline[]): Inline[] {
  const result: Inline[] = [];
  let atSpace = true;
  for (const inline of joined(inlines)) {
    if (inline.type === 'break') {
      trimLast(result);
      atSpace = true;
    } else if ('text' in inline) {
      const text: string = atSpace ? inline.text.replace(/^ +/, '') : inline.text;
      if (text !== '') atSpace = text.endsWith(' ');
      result.push({ ...inline, text });
      continue;
    } else {
      atSpace = false;
    }
    result.push(inline);
  }
  trimLast(result);
  return joined(result).map((inline) =>
    'text' in inline ? { ...inline, text: inline.text.replaceAll('\u00a0', ' ') } : inline,
  );
}

function trimLast(inlines: Inline[]): void {
  const last = inlines.at(-1);
  if (last && 'text' in last) inlines[inlines.length - 1] = { ...last, text: last.text.replace(/ +$/, '') };
}

/** All text below a node with its white space; without recursion, because hostile HTML may be very deep. */
export function rawText(node: Html.Node): string {
  const waiting: Html.Node[] = [node];
  let text = '';
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if ('value' in next) text += next.value;
    else if (next.nodeName === 'br') text += '\n';
    else if ('childNodes' in next) for (const child of next.childNodes.toReversed()) waiting.push(child);
  }
  return text;
}

export const attribute = (element: Html.Element, name: string): string =>
  element.attrs.find((attr) => attr.name === name)?.value ?? '';

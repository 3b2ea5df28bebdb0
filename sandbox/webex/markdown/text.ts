const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** HTML as the `text` of a message: no tags, entities decoded, newlines collapsed to spaces (observed in 2018). */
export const textOf = (html: string): string =>
  decodeEntities(html.replace(/<br\s*\/?>|<\/(?:p|li|h\d|pre|blockquote|div)>/g, '\n').replace(/<[^>]*>/g, ''))
    .replace(/\s*\n\s*/g, ' ')
    .trim();

const decodeEntities = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (entity, hex?: string, decimal?: string, name?: string) => {
    if (name) return NAMED[name.toLowerCase()] ?? entity;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });

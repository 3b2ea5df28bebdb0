import { escapeText, type Inline, type RichElement, type RichText, type Style } from './elements.ts';

/** The `text` that Slack sends along with `rich_text`: its mrkdwn. */
export function toMrkdwn({ elements }: RichText): string {
  return elements
    .map((element, index) => {
      const text = blockMrkdwn(element);
      const isLast = index === elements.length - 1;
      return isLast || element.type === 'rich_text_section' ? text : `${text}\n`;
    })
    .join('');
}

function blockMrkdwn(element: RichElement): string {
  switch (element.type) {
    case 'rich_text_section':
      return inlineMrkdwn(element.elements);
    case 'rich_text_quote':
      return inlineMrkdwn(element.elements).replaceAll(/^/gm, '&gt; ');
    case 'rich_text_preformatted':
      return `\`\`\`${inlineMrkdwn(element.elements)}\`\`\``;
    case 'rich_text_list':
      return element.elements
        .map((item, index) => {
          const mark = element.style === 'bullet' ? '•' : `${index + 1}.`;
          return `${'    '.repeat(element.indent)}${mark} ${inlineMrkdwn(item.elements)}`;
        })
        .join('\n');
  }
}

const inlineMrkdwn = (elements: readonly Inline[]): string =>
  elements.map((element) => withMarks(inlineText(element), element.style)).join('');

function inlineText(element: Inline): string {
  switch (element.type) {
    case 'text':
      return escapeText(element.text);
    case 'link':
      return element.text === undefined ? `<${element.url}>` : `<${element.url}|${escapeText(element.text)}>`;
    case 'user':
      return `<@${element.user_id}>`;
    case 'channel':
      return `<#${element.channel_id}|>`;
    case 'usergroup':
      return `<!subteam^${element.usergroup_id}>`;
    case 'broadcast':
      return `<!${element.range}>`;
    case 'emoji':
      return `:${element.name}:`;
    case 'date':
      return `<!date^${element.timestamp}^${element.format}|${element.fallback}>`;
  }
}

/** Marks go inside surrounding blanks, or they would not count as marks. */
function withMarks(text: string, style: Style = {}): string {
  const marks = `${style.bold ? '*' : ''}${style.italic ? '_' : ''}${style.strike ? '~' : ''}${style.code ? '`' : ''}`;
  if (marks === '') return text;
  const closing = marks.split('').toReversed().join('');
  return text.replace(/^(\s*)([^]*?)(\s*)$/, (_all, before: string, inner: string, after: string) =>
    inner === '' ? text : `${before}${marks}${inner}${closing}${after}`,
  );
}

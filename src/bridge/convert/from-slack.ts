/** Slack's `<…>` tokens: `<@U1|label>`, `<#C1|label>`, `<!here>`, `<https://…|label>`. */
const TOKEN = /<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>/g;

/** The Slack users whom a text mentions without naming them. */
export function mentionedUsers(text: string): string[] {
  return [...text.matchAll(TOKEN)].flatMap(([, sigil, target, label]) =>
    sigil === '@' && !label && target ? [target] : [],
  );
}

/**
 * What a Slack user wrote, as plain text for Webex.
 * @param text Slack's mrkdwn, as the message event carries it
 * @param names how people know the users of `mentionedUsers`
 */
export function fromSlack(text: string, names: ReadonlyMap<string, string>): string {
  const plain = text.replace(TOKEN, (_token, sigil: string, target: string, label?: string) => {
    switch (sigil) {
      case '@':
        return `@${label || names.get(target) || 'somebody'}`;
      case '#':
        return `#${label || 'a channel'}`;
      case '!':
        return label || `@${target.split('^')[0]}`;
      default:
        return label && label !== target ? `${label} (${target})` : target;
    }
  });
  return plain.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

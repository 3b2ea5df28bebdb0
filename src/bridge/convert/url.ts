/** Slack's limit; Webex documents none. */
const MAX_URL = 3_000;
/** What is longer is no address that a person could read. */
const MAX_SPELLED = 200;
const SCHEMES = new Set(['http:', 'https:', 'mailto:']);
const UNFIT = /[\s\p{Cc}\p{Cf}<>]/u;

/** The address, if it may become a link on either side: of the web or of a mailbox, whole and not too long. */
export function linkable(url: string): string | undefined {
  const trimmed = url.trim();
  if (trimmed.length > MAX_URL || UNFIT.test(trimmed)) return undefined;
  const { protocol, host } = URL.parse(trimmed) ?? {};
  if (protocol === undefined || !SCHEMES.has(protocol)) return undefined;
  return protocol === 'mailto:' || host !== '' ? trimmed : undefined;
}

/** A link that cannot be one, in words: `label (address)`. */
export const spelled = (label: string, url: string): string =>
  label === url || url.length > MAX_SPELLED ? label : label === '' ? url : `${label} (${url})`;

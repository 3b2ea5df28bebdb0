import type { HttpReply } from '../runtime/entries.ts';

/** What a person sees in the browser. Plain text: it is escaped here. */
export interface PageText {
  readonly title: string;
  readonly text: string;
  /** What to do now. */
  readonly next: string;
  /** Opens the same address with these fields in its query. */
  readonly button?: { readonly label: string; readonly fields: Readonly<Record<string, string>> };
}

/** One page without scripts or anything from elsewhere. */
export const page = (status: number, { title, text, next, button }: PageText): HttpReply => ({
  status,
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
    // The address holds the code.
    'Referrer-Policy': 'no-referrer',
  },
  body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Pigdin: ${escaped(title)}</title>
<style>
body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto 0; padding: 0 1.5rem; }
button { font: inherit; padding: 0.4rem 1rem; }
@media (prefers-color-scheme: dark) { body { background: #1a1d21; color: #e8e8e8; } }
</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
<p>${escaped(next)}</p>
${button === undefined ? '' : form(button)}</main>
</body>
</html>
`,
});

const form = ({ label, fields }: NonNullable<PageText['button']>): string => `<form>
${Object.entries(fields)
  .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
  .join('\n')}
<button>${escaped(label)}</button>
</form>
`;

const escaped = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');

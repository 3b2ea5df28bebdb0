import type { HttpReply } from '../runtime/entries.ts';

/** What a person sees in the browser. Plain text: it is escaped here. */
export interface PageText {
  readonly title: string;
  readonly text: string;
  /** What to do now. */
  readonly next: string;
}

/** One page without scripts or anything from elsewhere. */
export const page = (status: number, { title, text, next }: PageText): HttpReply => ({
  status,
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
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
@media (prefers-color-scheme: dark) { body { background: #1a1d21; color: #e8e8e8; } }
</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
<p>${escaped(next)}</p>
</main>
</body>
</html>
`,
});

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');

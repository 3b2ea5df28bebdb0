import { html } from 'hono/html';
import type { Integration, Person } from '../model.ts';
import { emailOf } from '../views.ts';

interface SignIn {
  readonly integration: Integration;
  readonly scopes: ReadonlySet<string>;
  readonly people: readonly Person[];
  /** An address, or part of one. */
  readonly hint?: string | undefined;
}

type Html = ReturnType<typeof html>;

/** Who are you, and do you allow this? Posts `person` and `decision` to its own address. */
export function signInPage({ integration, scopes, people, hint }: SignIn): Html {
  const chosen = people.find((person) => hint !== undefined && emailOf(person).includes(hint)) ?? people[0];
  return page(
    `Sign in to ${integration.name}`,
    html`<p><strong>${integration.name}</strong> asks to act for you in Webex.</p>
      <form method="post">
        <fieldset>
          <legend>Who are you?</legend>
          ${people.map(
            (person) =>
              html`<label>
                <input type="radio" name="person" value="${person.id}" required ${person === chosen ? 'checked' : ''} />
                ${person.displayName} <small>${emailOf(person)}</small>
              </label>`,
          )}
        </fieldset>
        <p>It asks for: ${[...scopes].map((scope) => html`<code>${scope}</code> `)}</p>
        <button name="decision" value="allow">Allow</button>
        <button name="decision" value="deny" class="quiet">Deny</button>
      </form>`,
  );
}

export const codePage = (): Html =>
  page(
    'Connect a device',
    html`<form method="get">
      <label>The code that your device shows <input name="user_code" inputmode="numeric" required autofocus /></label>
      <button>Next</button>
    </form>`,
  );

export const donePage = (text: string): Html => page('Connect a device', html`<p>${text}</p>`);

const page = (title: string, body: Html): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          body {
            font:
              16px/1.5 system-ui,
              sans-serif;
            max-width: 32rem;
            margin: 4rem auto;
            padding: 0 1rem;
            color: #1a1a1a;
          }
          fieldset {
            border: 1px solid #ccc;
            border-radius: 8px;
            margin: 1rem 0;
          }
          label {
            display: block;
            padding: 0.25rem 0;
          }
          small {
            color: #666;
          }
          code {
            font-size: 0.85em;
            background: #f2f2f2;
            padding: 0.1em 0.3em;
            border-radius: 4px;
          }
          button {
            font: inherit;
            padding: 0.5rem 1.5rem;
            border: 0;
            border-radius: 999px;
            background: #07c;
            color: #fff;
            cursor: pointer;
          }
          button.quiet {
            background: #e6e6e6;
            color: #1a1a1a;
          }
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${body}
        <p><small>This is the sandbox: nobody's password is asked for.</small></p>
      </body>
    </html>`;

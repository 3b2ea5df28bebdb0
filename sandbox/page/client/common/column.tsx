import type { ComponentChildren } from 'preact';

interface ColumnProps {
  readonly id: 'webex' | 'pubnub' | 'slack';
  readonly title: string;
  /** For somebody who has never heard of it. */
  readonly explanation: ComponentChildren;
  /** Beside the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** One of the three places, with its name and what it is for. */
export const Column = ({ id, title, explanation, aside, children }: ColumnProps) => (
  <section id={id} class="column" aria-labelledby={`${id}-title`} tabIndex={-1}>
    <header class="column-head">
      <div class="column-title">
        <h2 id={`${id}-title`}>{title}</h2>
        {aside}
      </div>
      <p>{explanation}</p>
    </header>
    {children}
  </section>
);

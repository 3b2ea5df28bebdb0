import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';

interface ComposerProps {
  /** What the field is called for those who do not see it. */
  readonly label: string;
  readonly placeholder: string;
  /** Resolves to what went wrong, if something did. */
  readonly onSend: (text: string) => Promise<string | undefined>;
  /** In front of the field. */
  readonly children?: ComponentChildren;
}

/** Where one writes. Enter sends, Shift+Enter begins a new line; what could not be sent stays. */
export function Composer({ label, placeholder, onSend, children }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const problemId = useId();
  const [problem, setProblem] = useState<string>();
  const [isSending, setSending] = useState(false);

  const send = async (): Promise<void> => {
    const { current } = field;
    const text = current?.value.trim() ?? '';
    if (!current || text === '' || isSending) return;
    setSending(true);
    const written = current.value;
    current.value = '';
    const failed = await onSend(text);
    setSending(false);
    setProblem(failed);
    if (failed !== undefined && current.value === '') current.value = written;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send();
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void send();
    field.current?.focus();
  };
  return (
    <form class="composer" onSubmit={onSubmit} aria-busy={isSending}>
      {children}
      <div class="composer-field">
        <textarea
          ref={field}
          rows={1}
          aria-label={label}
          aria-describedby={problem === undefined ? undefined : problemId}
          aria-invalid={problem !== undefined}
          placeholder={placeholder}
          onKeyDown={onKeyDown}
          onInput={() => setProblem(undefined)}
        />
        <button type="submit" class="send" aria-label="Send" title="Send (Enter)">
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d="M2 2.5 14.5 8 2 13.5l1.6-4.6L9.5 8 3.6 7.1z" fill="currentColor" />
          </svg>
        </button>
      </div>
      {problem !== undefined && (
        <p class="problem" id={problemId} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

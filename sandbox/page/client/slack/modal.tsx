import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { SlackModal } from '../../protocol.ts';
import type { SlackBlock } from '../../slack-shown.ts';
import { act } from '../act.ts';
import { Blocks } from './block.tsx';

/** A form of the app, over everything else until it is sent or closed. */
export function Modal({ modal: { user, title, submit, close, body } }: { modal: SlackModal }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [problem, setProblem] = useState<string>();
  useEffect(() => dialog.current?.showModal(), []);
  const shut = (event: Event): void => {
    event.preventDefault();
    void act('/slack/closings', { user }).then(setProblem);
  };
  const send = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const values = valuesOf(new FormData(event.currentTarget), body);
    void act('/slack/submissions', { user, values }).then(setProblem);
  };
  return (
    <dialog class="modal" ref={dialog} aria-labelledby={titleId} onCancel={shut}>
      <form onSubmit={send}>
        <h3 id={titleId}>{title}</h3>
        <div class="modal-body">
          <Blocks
            blocks={body}
            onAct={(element, choice) => act('/slack/view-clicks', { user, in: 'modal', ...element, choice })}
          />
        </div>
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <p class="elements modal-foot">
          <button type="button" onClick={shut}>
            {close}
          </button>
          {submit !== undefined && (
            <button type="submit" class="primary">
              {submit}
            </button>
          )}
        </p>
      </form>
    </dialog>
  );
}

/** What stands in the fields, by `action_id`; what is empty is left out. */
function valuesOf(data: FormData, body: readonly SlackBlock[]): Record<string, string | string[]> {
  const fields = body.flatMap((block) => {
    if (block.type === 'input') return [block.element];
    if (block.type === 'actions') return block.elements;
    return [];
  });
  const entries = fields.flatMap((field): [string, string | string[]][] => {
    if (field.type !== 'choice' && field.type !== 'field') return [];
    const filled = data.getAll(field.actionId).filter((value) => typeof value === 'string' && value !== '') as string[];
    if (filled.length === 0) return [];
    return [[field.actionId, field.type === 'choice' && field.isMultiple ? filled : (filled[0] ?? '')]];
  });
  return Object.fromEntries(entries);
}

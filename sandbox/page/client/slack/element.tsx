import { useState } from 'preact/hooks';
import type { SlackButton, SlackChoice, SlackElement, SlackField, SlackOption } from '../../slack-shown.ts';
import { isSafe } from './text.tsx';

/** Resolves to what went wrong, if something did. */
export type OnAct = (actionId: string, choice?: string | string[]) => Promise<string | undefined>;

/** What one can press or choose outside a form: the app hears of it at once. */
export function Elements({ elements, onAct }: { elements: readonly SlackElement[]; onAct: OnAct }) {
  const [problem, setProblem] = useState<string>();
  const act = (actionId: string, choice?: string | string[]): void =>
    void onAct(actionId, choice).then((failed) => setProblem(failed));
  return (
    <>
      <div class="elements">
        {elements.map((element, index) => (
          <Element key={index} element={element} onAct={act} />
        ))}
      </div>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

type Act = (actionId: string, choice?: string | string[]) => void;

function Element({ element, onAct }: { element: SlackElement; onAct: Act }) {
  switch (element.type) {
    case 'button':
      return <Button button={element} onPress={() => onAct(element.actionId)} />;
    case 'choice':
      return <Menu choice={element} onAct={onAct} />;
    case 'field':
      return <Field field={element} label={element.placeholder} onAct={onAct} />;
    case 'other':
      return <Unknown name={element.name} />;
  }
}

export const Unknown = ({ name }: { name: string }) => (
  <p class="aside">(Slack shows something here that this page does not draw: {name}.)</p>
);

function Button({ button, onPress }: { button: SlackButton; onPress: () => void }) {
  const { label, spoken, style, url, question } = button;
  const press = (): void => {
    // oxlint-disable-next-line eslint/no-alert -- Slack asks in a window of its own, too
    if (question === undefined || confirm(question)) onPress();
  };
  return url !== undefined && isSafe(url) ? (
    <a class={style} href={url} target="_blank" rel="noopener noreferrer" aria-label={spoken} onClick={press}>
      {label}
    </a>
  ) : (
    <button type="button" class={style} aria-label={spoken} onClick={press}>
      {label}
    </button>
  );
}

/** A choice that the app hears of at once. */
function Menu({ choice, onAct }: { choice: SlackChoice; onAct: Act }) {
  const { actionId, placeholder, options, chosen } = choice;
  const label = placeholder || 'Choose';
  return (
    <select
      aria-label={label}
      onChange={({ currentTarget }) => {
        if (currentTarget.value !== '')
          onAct(actionId, choice.isMultiple ? [currentTarget.value] : currentTarget.value);
      }}
    >
      <option value="">{label}</option>
      <Options options={options} chosen={chosen} />
    </select>
  );
}

interface OptionsProps {
  readonly options: readonly SlackOption[];
  readonly chosen?: readonly string[];
}

export const Options = ({ options, chosen = [] }: OptionsProps) => (
  <>
    {options.map(({ value, label, hint }) => (
      <option key={value} value={value} selected={chosen.includes(value)}>
        {hint === undefined ? label : `${label} (${hint})`}
      </option>
    ))}
  </>
);

const TYPES = { text: 'text', email: 'email', number: 'number', url: 'url', date: 'date', time: 'time' } as const;

interface FieldProps {
  readonly field: SlackField;
  readonly label: string;
  readonly isRequired?: boolean;
  readonly describedBy?: string | undefined;
  /** Where the app hears of the content at once. */
  readonly onAct?: Act | undefined;
}

/** Somewhere to write. */
export function Field({ field, label, isRequired = false, describedBy, onAct }: FieldProps) {
  const { actionId, look, content, placeholder } = field;
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }): void => {
    if (event.key !== 'Enter' || !onAct) return;
    event.preventDefault();
    onAct(actionId, event.currentTarget.value);
  };
  const common = {
    name: actionId,
    'aria-label': label,
    'aria-describedby': describedBy,
    defaultValue: content,
    placeholder,
    required: isRequired,
  };
  return look === 'lines' ? (
    <textarea rows={3} {...common} />
  ) : (
    <input type={TYPES[look]} {...common} onKeyDown={onKeyDown} />
  );
}

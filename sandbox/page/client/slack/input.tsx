import { useId } from 'preact/hooks';
import type { SlackChoice, SlackElement, SlackInput } from '../../slack-shown.ts';
import { Field, Options, Unknown, type OnAct } from './element.tsx';

/** A field of a form, with its label and its hint. */
export function InputView({ input, onAct }: { input: SlackInput; onAct: OnAct }) {
  const { label, hint, isOptional, element } = input;
  const hintId = useId();
  const describedBy = hint === undefined ? undefined : hintId;
  const isGroup = element.type === 'choice' && element.look !== 'menu';
  const heading = (
    <>
      {label} {isOptional && <small>(optional)</small>}
    </>
  );
  const drawn = <Drawn input={input} element={element} describedBy={describedBy} onAct={onAct} />;
  return (
    <div class="input">
      {isGroup ? (
        <fieldset>
          <legend>{heading}</legend>
          {drawn}
        </fieldset>
      ) : (
        <label>
          <span>{heading}</span>
          {drawn}
        </label>
      )}
      {hint !== undefined && (
        <p class="aside" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface DrawnProps {
  readonly input: SlackInput;
  readonly element: SlackElement;
  readonly describedBy: string | undefined;
  readonly onAct: OnAct;
}

function Drawn({ input: { label, isOptional, isHeard }, element, describedBy, onAct }: DrawnProps) {
  switch (element.type) {
    case 'choice':
      return <Choice choice={element} isRequired={!isOptional} />;
    case 'field':
      return (
        <Field
          field={element}
          label={label}
          isRequired={!isOptional}
          describedBy={describedBy}
          onAct={isHeard ? (actionId, choice) => void onAct(actionId, choice) : undefined}
        />
      );
    case 'button':
    case 'other':
      return <Unknown name={element.type === 'other' ? element.name : element.type} />;
  }
}

function Choice({ choice, isRequired }: { choice: SlackChoice; isRequired: boolean }) {
  const { actionId, look, isMultiple, options, chosen, placeholder } = choice;
  if (look === 'menu') {
    return (
      <select name={actionId} multiple={isMultiple} required={isRequired}>
        {!isMultiple && <option value="">{placeholder || 'Choose'}</option>}
        <Options options={options} chosen={chosen} />
      </select>
    );
  }
  return (
    <>
      {options.map(({ value, label, hint }) => (
        <label key={value} class="option">
          <input
            type={look === 'radio' ? 'radio' : 'checkbox'}
            name={actionId}
            value={value}
            defaultChecked={chosen.includes(value)}
            required={isRequired && look === 'radio'}
          />
          <span>
            {label} {hint !== undefined && <small>{hint}</small>}
          </span>
        </label>
      ))}
    </>
  );
}

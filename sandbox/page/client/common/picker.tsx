interface Choice {
  readonly key: string;
  readonly label: string;
}

interface PickerProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly chosen: string;
  readonly onChoose: (key: string) => void;
}

/** One of a few, by name. */
export const Picker = ({ label, choices, chosen, onChoose }: PickerProps) => (
  <label class="picker">
    <span>{label}</span>
    <select value={chosen} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      {choices.map(({ key, label: text }) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  </label>
);

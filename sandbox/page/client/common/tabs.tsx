import { useRef } from 'preact/hooks';

interface Tab {
  readonly key: string;
  readonly label: string;
  /** Something came that was not looked at. */
  readonly hasNews: boolean;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  /** The id of the element that shows what was chosen. */
  readonly controls: string;
  readonly onChoose: (key: string) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** Conversations to choose from: one stop of the Tab key, arrows move between them. */
export function Tabs({ label, tabs, chosen, controls, onChoose }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const from = tabs.findIndex(({ key }) => key === chosen);
    const next = step === undefined ? undefined : tabs.at((from + step) % tabs.length);
    if (!next) return;
    event.preventDefault();
    onChoose(next.key);
    list.current?.querySelectorAll('button')[tabs.indexOf(next)]?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {tabs.map(({ key, label: text, hasNews }) => (
        <button
          key={key}
          type="button"
          role="tab"
          aria-selected={key === chosen}
          aria-controls={controls}
          tabIndex={key === chosen ? 0 : -1}
          onClick={() => onChoose(key)}
        >
          {text}
          {hasNews && (
            <span class="news">
              <span class="spoken">, something new</span>
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

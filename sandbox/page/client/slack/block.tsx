import { useState } from 'preact/hooks';
import type { SlackBlock, SlackButton } from '../../protocol.ts';
import { isSafe, TextView } from './text.tsx';

/** Resolves to what went wrong, if something did. */
export type OnClick = (actionId: string) => Promise<string | undefined>;

export function BlockView({ block, onClick }: { block: SlackBlock; onClick: OnClick }) {
  switch (block.type) {
    case 'text':
      return <TextView text={block.text} />;
    case 'context':
      return (
        <div class="context">
          <TextView text={block.text} />
        </div>
      );
    case 'header':
      return <p class="block-header">{block.text}</p>;
    case 'divider':
      return <hr />;
    case 'buttons':
      return <Buttons buttons={block.buttons} onClick={onClick} />;
    case 'other':
      return <p class="aside">(Slack shows something here that this page does not draw: {block.name}.)</p>;
  }
}

function Buttons({ buttons, onClick }: { buttons: readonly SlackButton[]; onClick: OnClick }) {
  const [problem, setProblem] = useState<string>();
  const press = async (actionId: string): Promise<void> => setProblem(await onClick(actionId));
  return (
    <>
      <p class="buttons">
        {buttons.map((button) => (
          <Button key={button.actionId} button={button} onPress={() => void press(button.actionId)} />
        ))}
      </p>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

const Button = ({ button: { label, style, url }, onPress }: { button: SlackButton; onPress: () => void }) =>
  url !== undefined && isSafe(url) ? (
    <a class={style} href={url} target="_blank" rel="noopener noreferrer" onClick={onPress}>
      {label}
    </a>
  ) : (
    <button type="button" class={style} onClick={onPress}>
      {label}
    </button>
  );

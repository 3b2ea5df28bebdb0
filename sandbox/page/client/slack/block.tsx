import type { SlackBlock, SlackElement, SlackPicture } from '../../slack-shown.ts';
import { Avatar } from '../common/avatar.tsx';
import { Elements, Unknown } from './element.tsx';
import { InputView } from './input.tsx';
import { TextView } from './text.tsx';

/** Somebody did something with an element. Resolves to what went wrong, if something did. */
export type OnAct = (
  element: { readonly blockId: string; readonly actionId: string },
  choice?: string | string[],
) => Promise<string | undefined>;

/** What an app shows, wherever it shows it. */
export const Blocks = ({ blocks, onAct }: { blocks: readonly SlackBlock[]; onAct: OnAct }) => (
  <>
    {blocks.map((block, index) => (
      <BlockView key={index} block={block} onAct={onAct} />
    ))}
  </>
);

function BlockView({ block, onAct }: { block: SlackBlock; onAct: OnAct }) {
  const actIn =
    (blockId: string) =>
    (actionId: string, choice?: string | string[]): Promise<string | undefined> =>
      onAct({ blockId, actionId }, choice);
  switch (block.type) {
    case 'text':
      return <TextView text={block.text} />;
    case 'section':
      return (
        <div class="section">
          <div>
            {block.texts.map((text, index) => (
              <TextView key={index} text={text} />
            ))}
          </div>
          {block.accessory && <Accessory accessory={block.accessory} onAct={actIn(block.blockId)} />}
        </div>
      );
    case 'context':
      return (
        <div class="context">
          {block.parts.map((part, index) =>
            part.type === 'picture' ? (
              <Avatar key={index} src={part.address} small />
            ) : (
              <div key={index}>
                <TextView text={part.text} />
              </div>
            ),
          )}
        </div>
      );
    case 'header':
      return <p class="block-header">{block.text}</p>;
    case 'divider':
      return <hr />;
    case 'actions':
      return <Elements elements={block.elements} onAct={actIn(block.blockId)} />;
    case 'input':
      return <InputView input={block} onAct={actIn(block.blockId)} />;
    case 'picture':
      return <Picture picture={block} />;
    case 'other':
      return <Unknown name={block.name} />;
  }
}

interface AccessoryProps {
  readonly accessory: SlackElement | SlackPicture;
  readonly onAct: (actionId: string, choice?: string | string[]) => Promise<string | undefined>;
}

const Accessory = ({ accessory, onAct }: AccessoryProps) =>
  accessory.type === 'picture' ? (
    <Picture picture={accessory} />
  ) : (
    <div>
      <Elements elements={[accessory]} onAct={onAct} />
    </div>
  );

const Picture = ({ picture: { address, alt } }: { picture: SlackPicture }) => (
  <img class="picture" src={address} alt={alt} />
);

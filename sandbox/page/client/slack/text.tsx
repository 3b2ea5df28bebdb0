import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { SlackPiece, SlackText, SlackWord } from '../../slack-text.ts';
import { formatDate } from './date.ts';
import { Jump } from './jump.ts';

/** A Slack text with its marks. What people wrote only ever becomes text. */
export const TextView = ({ text }: { text: SlackText }) => (
  <>
    {text.map((piece, index) => (
      <Piece key={index} piece={piece} />
    ))}
  </>
);

function Piece({ piece }: { piece: SlackPiece }) {
  switch (piece.type) {
    case 'lines':
      return (
        <p class="words">
          <Words words={piece.words} />
        </p>
      );
    case 'quote':
      return (
        <blockquote class="words">
          <Words words={piece.words} />
        </blockquote>
      );
    case 'code':
      return (
        <pre>
          <Words words={piece.words} />
        </pre>
      );
    case 'list': {
      const List = piece.isOrdered ? 'ol' : 'ul';
      return (
        <List class={`indent-${piece.indent}`}>
          {piece.items.map((words, index) => (
            <li key={index}>
              <Words words={words} />
            </li>
          ))}
        </List>
      );
    }
  }
}

const Words = ({ words }: { words: readonly SlackWord[] }) => (
  <>
    {words.map((word, index) => (
      <Word key={index} word={word} />
    ))}
  </>
);

function Word({ word }: { word: SlackWord }) {
  const { bold, italic, strike, code } = word.style ?? {};
  let drawn = draw(word);
  if (code) drawn = <code>{drawn}</code>;
  if (strike) drawn = <s>{drawn}</s>;
  if (italic) drawn = <em>{drawn}</em>;
  if (bold) drawn = <b>{drawn}</b>;
  return <>{drawn}</>;
}

function JumpLink({ target, children }: { target: string; children: ComponentChildren }) {
  const jump = useContext(Jump);
  return (
    <button type="button" class="jump" onClick={() => jump(target)}>
      {children}
    </button>
  );
}

function draw(word: SlackWord): ComponentChildren {
  switch (word.type) {
    case 'text':
      return word.text;
    case 'mention':
      return <span class="mention">{word.text}</span>;
    case 'link':
      return isSafe(word.url) ? (
        <a href={word.url} target="_blank" rel="noopener noreferrer">
          {word.text}
        </a>
      ) : (
        word.text
      );
    case 'jump':
      return <JumpLink target={word.key}>{word.text}</JumpLink>;
    case 'date':
      return formatDate(word.timestamp, word.format, word.fallback);
  }
}

/** Whether a link may be followed: it leads to a page or a mail, and runs nothing. */
export const isSafe = (url: string): boolean => /^(?:https?:|mailto:)/i.test(url);

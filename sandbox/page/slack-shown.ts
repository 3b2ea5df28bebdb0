/** Block Kit as the page draws it. Types only. */
import type { SlackText } from './slack-text.ts';

export type SlackBlock =
  | { readonly type: 'text'; readonly text: SlackText }
  | {
      readonly type: 'section';
      readonly blockId: string;
      readonly texts: readonly SlackText[];
      readonly accessory?: SlackElement | SlackPicture;
    }
  | { readonly type: 'context'; readonly parts: readonly (SlackPicture | SlackWords)[] }
  | { readonly type: 'header'; readonly text: string }
  | { readonly type: 'divider' }
  | { readonly type: 'actions'; readonly blockId: string; readonly elements: readonly SlackElement[] }
  | SlackInput
  | SlackPicture
  | SlackUnknown;

export interface SlackWords {
  readonly type: 'words';
  readonly text: SlackText;
}

export interface SlackPicture {
  readonly type: 'picture';
  readonly address: string;
  readonly alt: string;
}

/** Something this page does not draw. */
interface SlackUnknown {
  readonly type: 'other';
  readonly name: string;
}

/** A field of a form, or one whose content the app hears at once. */
export interface SlackInput {
  readonly type: 'input';
  readonly blockId: string;
  readonly label: string;
  readonly hint?: string;
  readonly isOptional: boolean;
  /** The app hears of it without anything being sent. */
  readonly isHeard: boolean;
  readonly element: SlackElement;
}

export type SlackElement = SlackButton | SlackChoice | SlackField | SlackUnknown;

export interface SlackButton {
  readonly type: 'button';
  readonly actionId: string;
  readonly label: string;
  /** For those who listen, where the label alone does not say it. */
  readonly spoken?: string;
  readonly style: 'default' | 'primary' | 'danger';
  /** Opened by a click, of which the app hears as well. */
  readonly url?: string;
  /** Asked before the app hears of it. */
  readonly question?: string;
}

export interface SlackChoice {
  readonly type: 'choice';
  readonly actionId: string;
  readonly look: 'menu' | 'radio' | 'check';
  readonly isMultiple: boolean;
  readonly options: readonly SlackOption[];
  /** Values. */
  readonly chosen: readonly string[];
  readonly placeholder: string;
}

export interface SlackOption {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export interface SlackField {
  readonly type: 'field';
  readonly actionId: string;
  readonly look: 'lines' | 'text' | 'email' | 'number' | 'url' | 'date' | 'time';
  readonly content: string;
  readonly placeholder: string;
}

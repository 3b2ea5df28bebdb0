import { badRequest } from './errors.ts';
import { keyIn, readReference } from './ids.ts';

/** Things by id. Clients may name them with padding, or by their bare UUID. */
export class Table<Item extends { id: string }> {
  readonly #items = new Map<string, Item>();

  add(item: Item): Item {
    this.#items.set(keyIn(item.id), item);
    return item;
  }

  delete(item: Item): void {
    this.#items.delete(keyIn(item.id));
  }

  all(): Item[] {
    return [...this.#items.values()];
  }

  /** Throws Webex's 400 for a text that is no id at all. An id of another cluster or type finds nothing. */
  find(text: string): Item | undefined {
    const reference = readReference(text);
    if (!reference) throw badRequest('Expect base64 ID or UUID.');
    const item = this.#items.get(reference.key);
    return reference.id === undefined || reference.id === item?.id ? item : undefined;
  }
}

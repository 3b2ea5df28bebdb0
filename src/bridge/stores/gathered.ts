/**
 * Collects what is asked while the question before is under way, and asks it as one. So a burst takes two questions, and the
 * answers come in the order of the questions.
 */
export function gathered<Item, Answer>(
  ask: (items: readonly Item[]) => Promise<Answer>,
): (item: Item) => Promise<Answer> {
  let items: Item[] = [];
  let next: Promise<Answer> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return (item) => {
    items.push(item);
    if (next) return next;
    const question = last.then(() => {
      const together = items;
      items = [];
      next = undefined;
      return ask(together);
    });
    next = question;
    last = question.catch(() => undefined);
    return question;
  };
}

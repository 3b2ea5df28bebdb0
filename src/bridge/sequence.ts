import PQueue from 'p-queue';

/** Runs tasks of one key one after another, in the order they came; keys do not wait for each other. */
export class Sequence {
  readonly #queues = new Map<string, PQueue>();

  /** Resolves or rejects as the task does. A task that fails does not stop its successors. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? this.#open(key);
    return queue.add(task);
  }

  /** Resolves when no task is left, of any key. */
  async idle(): Promise<void> {
    while (this.#queues.size > 0) await Promise.all([...this.#queues.values()].map((queue) => queue.onIdle()));
  }

  #open(key: string): PQueue {
    const queue = new PQueue({ concurrency: 1 });
    this.#queues.set(key, queue);
    queue.addEventListener('idle', () => {
      if (queue.size === 0 && queue.pending === 0) this.#queues.delete(key);
    });
    return queue;
  }
}

import type { Engine } from '../engine/engine.js';
import { consequenceOf, describeError } from '../errors.js';
import { encodeLabels, type LabelSpace } from '../operators/classify.js';
import type { NodeLog } from './nodeLog.js';

/** A list that could not be encoded is tried again no sooner. */
const RETRY_MS = 5000;

/**
 * The labels that are wanted. Their embeddings follow: those in force before hold until then, also
 * where the engine cannot encode the new ones, which is said once and tried again.
 */
export class Labels {
  #wanted: readonly string[] = [];
  /** When encoding them failed, monotonic clock; undefined while it has not, or is under way. */
  #failedMs: number | undefined;
  #told = false;
  readonly #engine: Engine;
  readonly #inForce: (labelSpace: LabelSpace) => void;
  readonly #log: Pick<NodeLog, 'info' | 'warnThrottled'>;

  /** @param inForce called with the labels and their embeddings, once they are there */
  constructor(
    engine: Engine,
    inForce: (labelSpace: LabelSpace) => void,
    log: Pick<NodeLog, 'info' | 'warnThrottled'>,
  ) {
    this.#engine = engine;
    this.#inForce = inForce;
    this.#log = log;
  }

  want(labels: readonly string[]): void {
    if (labels.join('\n') === this.#wanted.join('\n')) return;
    this.#wanted = labels;
    this.#told = false;
    void this.#encode();
  }

  /** Tries once more what failed, a few seconds after it did; at each window. */
  retry(): void {
    if (this.#failedMs !== undefined && performance.now() - this.#failedMs >= RETRY_MS)
      void this.#encode();
  }

  /** Tries once more what failed: the engine runs again. */
  recovered(): void {
    if (this.#failedMs !== undefined) void this.#encode();
  }

  /** Never rejects. */
  async #encode(): Promise<void> {
    const labels = this.#wanted;
    this.#failedMs = undefined;
    try {
      const labelSpace = await encodeLabels(this.#engine, labels);
      // A newer list may have come meanwhile; its embeddings come later and must win.
      if (labels !== this.#wanted) return;
      this.#inForce(labelSpace);
      if (this.#told) this.#log.info('the labels are in force');
    } catch (error) {
      // Closed meanwhile: nobody needs them any more.
      if (labels !== this.#wanted || consequenceOf(error) === 'request abandoned') return;
      this.#failedMs = performance.now();
      if (this.#told) return;
      this.#told = true;
      const reason = describeError(error);
      this.#log.warnThrottled(
        'labels',
        `the labels are not in force: ${reason}; tried again later`,
      );
    }
  }
}

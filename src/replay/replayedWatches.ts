import type { Engine } from '../engine/engine.js';
import { watchMessage, watchStateName, type WatchMessage } from '../messages/outputs.js';
import { probabilityText } from '../messages/probability.js';
import type { Perception } from '../perception.js';
import type { Sink } from '../sink.js';
import type { Moment } from '../watches/watch.js';
import { WatchBoard } from '../watches/watchBoard.js';
import type { WatchSettings } from '../watches/watchSettings.js';

export interface WatchOutputs {
  /** Called with what the node would publish, at each change. */
  readonly changed: (message: WatchMessage) => Promise<void>;
  /** Called with why a watch cannot be judged. */
  readonly note: (note: string) => void;
}

/** The watches of a replay. Their only clock is the stamps, by which cameras are late, too. */
export class ReplayedWatches implements Sink {
  readonly #board: WatchBoard;
  readonly #changed: WatchOutputs['changed'];
  #changes: WatchMessage[] = [];
  #now: Moment;
  /** X_q that windows are to be asked. */
  queries: readonly string[] = [];

  private constructor(
    engine: Engine,
    rateHz: Readonly<Record<string, number>>,
    startNs: bigint,
    { changed, note }: WatchOutputs,
  ) {
    this.#changed = changed;
    this.#now = moment(startNs);
    this.#board = new WatchBoard(
      engine,
      Object.keys(rateHz),
      (camera) => 1 / (rateHz[camera] ?? engine.pack.samplingRate),
      {
        changed: ({ name }, status) => this.#changes.push(watchMessage(name, status, this.#now.ns)),
        asks: (queries) => (this.queries = queries),
        trouble: ({ name }, reason) => note(`watch ${name}: ${reason}`),
      },
    );
  }

  /** @param startNs log time of the bag's first message */
  static async open(
    engine: Engine,
    {
      watches,
      rateHz,
      startNs,
    }: {
      readonly watches: readonly WatchSettings[];
      /** Windows per second, by camera name. */
      readonly rateHz: Readonly<Record<string, number>>;
      readonly startNs: bigint;
    },
    outputs: WatchOutputs,
  ): Promise<ReplayedWatches> {
    const opened = new ReplayedWatches(engine, rateHz, startNs, outputs);
    await opened.#board.want(watches, opened.#now);
    // That nobody knows yet is no news.
    opened.#changes = [];
    return opened;
  }

  async perceived(perception: Perception): Promise<void> {
    if (perception.kind !== 'state') return;
    const { state } = perception;
    this.#now = moment(state.stampNs);
    this.#board.check(this.#now);
    this.#board.observe(state, this.#now);
    for (const message of this.#changes.splice(0)) await this.#changed(message);
  }
}

function moment(ns: bigint): Moment {
  return { ns, ms: Number(ns) / 1e6 };
}

/** One line for the console. */
export function watchText({ name, state, probability, reason }: WatchMessage): string {
  const why = reason === '' ? `probability ${probabilityText(probability)}` : reason;
  return `watch ${name}  ${watchStateName(state)}  ${why}`;
}

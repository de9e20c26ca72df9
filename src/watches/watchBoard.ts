import type { Engine } from '../engine/engine.js';
import { consequenceOf, describeError } from '../errors.js';
import type { WorldState } from '../worldState.js';
import { encodeCondition, type Condition } from './condition.js';
import { Watch, type Moment, type WatchStatus } from './watch.js';
import type { WatchSettings } from './watchSettings.js';

/** A condition that could not be encoded is tried again no sooner. */
const RETRY_MS = 5000;

interface Entry {
  readonly watch: Watch;
  /** Undefined while it is not encoded. */
  condition?: Condition;
  /** When encoding it failed; undefined while it has not, or is under way. */
  failedMs?: number | undefined;
}

export interface WatchEvents {
  /** A watch says something else than before. */
  readonly changed: (settings: WatchSettings, status: WatchStatus, before: WatchStatus) => void;
  /** X_q that windows are to be asked from now on. */
  readonly asks: (queries: readonly string[]) => void;
  /** Why a watch cannot be judged, and that it can again. */
  readonly trouble: (settings: WatchSettings, reason: string) => void;
}

/** The watches that are set: encodes their conditions, and judges each window by them. */
export class WatchBoard {
  readonly #entries = new Map<string, Entry>();
  /** Of each camera, that all states of one window share. */
  readonly #seen = new Map<string, WorldState['answers']>();
  readonly #engine: Engine;
  readonly #cameras: readonly string[];
  readonly #windowSeconds: (camera: string) => number;
  readonly #events: WatchEvents;

  /**
   * @param cameras names of those that there are
   * @param windowSeconds from one window of a camera to the next
   */
  constructor(
    engine: Engine,
    cameras: readonly string[],
    windowSeconds: (camera: string) => number,
    events: WatchEvents,
  ) {
    this.#engine = engine;
    this.#cameras = cameras;
    this.#windowSeconds = windowSeconds;
    this.#events = events;
  }

  /** Each watch with its status, in the order in which they were set. */
  get watches(): readonly { readonly settings: WatchSettings; readonly status: WatchStatus }[] {
    return [...this.#entries.values()].map(({ watch: { settings, status } }) => ({
      settings,
      status,
    }));
  }

  /**
   * The watches that are wanted; those that are set otherwise than before start anew, the others go on.
   *
   * @returns when the conditions of all are encoded, or could not be; never rejects
   */
  async want(wanted: readonly WatchSettings[], now: Moment): Promise<void> {
    for (const name of this.#entries.keys())
      if (!wanted.some((settings) => settings.name === name)) this.#entries.delete(name);
    const encoding: Promise<void>[] = [];
    for (const settings of wanted) {
      const before = this.#entries.get(settings.name);
      if (JSON.stringify(before?.watch.settings) === JSON.stringify(settings)) continue;
      const entry: Entry = {
        watch: new Watch(settings, this.#cameras, this.#windowSeconds, now),
      };
      this.#entries.set(settings.name, entry);
      const { status } = entry.watch;
      this.#events.changed(settings, status, before?.watch.status ?? status);
      encoding.push(this.#encode(entry, now));
    }
    this.#tellQueries();
    await Promise.all(encoding);
  }

  observe(state: WorldState, now: Moment): void {
    const { camera, answers, stampNs, run, frameId, condition } = state;
    if (this.#seen.get(camera) === answers) return;
    this.#seen.set(camera, answers);
    for (const entry of this.#entries.values()) {
      if (entry.condition === undefined) continue;
      const probability = entry.condition.probability(answers);
      const window = { camera, stampNs, run, frameId, condition, probability };
      this.#tell(entry, () => entry.watch.observe(window, now));
    }
  }

  /** Time has passed: cameras may have become silent, and conditions are tried again. */
  check(now: Moment): void {
    for (const entry of this.#entries.values()) {
      this.#tell(entry, () => entry.watch.check(now));
      if (entry.failedMs !== undefined && now.ms - entry.failedMs >= RETRY_MS)
        void this.#encode(entry, now);
    }
  }

  /** What was seen says nothing any more. */
  forget(reason: string, now: Moment): void {
    this.#seen.clear();
    for (const entry of this.#entries.values())
      this.#tell(entry, () => entry.watch.forget(reason, now));
  }

  #tell({ watch }: Entry, work: () => WatchStatus): void {
    const before = watch.status;
    const status = work();
    if (status.state !== before.state || status.reason !== before.reason)
      this.#events.changed(watch.settings, status, before);
  }

  #tellQueries(): void {
    const entries = [...this.#entries.values()];
    this.#events.asks([...new Set(entries.flatMap(({ condition }) => condition?.queries ?? []))]);
  }

  /** Never rejects. */
  async #encode(entry: Entry, now: Moment): Promise<void> {
    const { settings } = entry.watch;
    const isWanted = () => this.#entries.get(settings.name) === entry;
    entry.failedMs = undefined;
    try {
      const condition = await encodeCondition(this.#engine, settings);
      if (!isWanted()) return;
      entry.condition = condition;
      this.#tellQueries();
    } catch (error) {
      // Closed meanwhile: nobody needs it any more.
      if (!isWanted() || consequenceOf(error) === 'request abandoned') return;
      const reason = describeError(error);
      if (consequenceOf(error) !== 'parameter refused') entry.failedMs = now.ms;
      this.#tell(entry, () => entry.watch.forget(reason, now));
      this.#events.trouble(settings, reason);
    }
  }
}

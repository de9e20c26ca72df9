import type {
  Clip,
  DecodeContext,
  Decoded,
  EncodeOptions,
  EncodedWindow,
  Engine,
  EngineEvents,
  LocalEngine,
  ResilientEngine,
  TextReader,
} from './engine.js';
import { VljepaError, consequenceOf, describeError } from '../errors.js';

/** Loads the pack in a new worker; `died` is called once when that worker ends, or computes wrong. */
export type LoadEngine = (died: (reason: VljepaError) => void) => Promise<LocalEngine>;

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/**
 * An engine whose worker may die: it is started again after a second, then two, four, at most a
 * minute, until one has run for a minute. Users of the engine keep the same object. Meanwhile every
 * request fails with WORKER_DIED. A pack that computes wrong, or no longer loads, ends it.
 */
export class SupervisedEngine implements ResilientEngine {
  readonly pack: Engine['pack'];
  #engine: LocalEngine | undefined;
  #runtime: LocalEngine['runtime'];
  #reason: VljepaError | undefined;
  #events: EngineEvents | undefined;
  #startedMs = performance.now();
  #waitMs = FIRST_WAIT_MS;
  #restart: NodeJS.Timeout | undefined;
  #starting: Promise<void> | undefined;
  /** The worker that was abandoned, until it has ended. */
  #ending: Promise<void> | undefined;
  #disposed = false;
  readonly #start: LoadEngine;

  private constructor(engine: LocalEngine, start: LoadEngine) {
    this.#start = start;
    this.pack = engine.pack;
    this.#engine = engine;
    this.#runtime = engine.runtime;
  }

  /** @throws what `load` rejects with: there is no engine to supervise then */
  static async load(load: LoadEngine): Promise<SupervisedEngine> {
    let supervised = undefined as SupervisedEngine | undefined;
    const engine = await load((reason) => {
      if (supervised) supervised.#onDeath(reason);
    });
    return (supervised = new SupervisedEngine(engine, load));
  }

  watch(events: EngineEvents): void {
    this.#events = events;
  }

  /** Of the newest worker. */
  get runtime(): LocalEngine['runtime'] {
    return this.#runtime;
  }

  get stopped(): boolean {
    return this.#engine === undefined && !this.#disposed;
  }

  /** @throws {VljepaError} WORKER_DIED, ENGINE_CLOSED, PACK_COMPUTES_WRONG, PACK_LOST. */
  encode(clip: Clip, options?: EncodeOptions): EncodedWindow {
    return this.#running().encode(clip, options);
  }

  async encodeText(texts: readonly string[]): Promise<Float32Array[]> {
    return this.#running().encodeText(texts);
  }

  async unknownWords(reader: TextReader, texts: readonly string[]): Promise<string[][]> {
    return this.#running().unknownWords(reader, texts);
  }

  async decode(embedding: Float32Array, context?: DecodeContext): Promise<Decoded> {
    return this.#running().decode(embedding, context);
  }

  releaseCamera(camera: string): void {
    this.#engine?.releaseCamera(camera);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#restart);
    await this.#starting;
    await this.#ending;
    await this.#engine?.dispose();
  }

  #running(): Engine {
    if (this.#engine) return this.#engine;
    throw this.#reason ?? new VljepaError('ENGINE_CLOSED', 'the engine was closed');
  }

  #onDeath(reason: VljepaError): void {
    this.#ending = this.#engine?.dispose();
    this.#engine = undefined;
    this.#reason = reason;
    if (consequenceOf(reason) === 'error transition') return this.#fail(reason);
    if (performance.now() - this.#startedMs >= LONGEST_WAIT_MS) this.#waitMs = FIRST_WAIT_MS;
    this.#retry(reason);
  }

  #retry(reason: VljepaError): void {
    if (this.#disposed) return;
    const waitMs = this.#waitMs;
    this.#waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs);
    this.#restart = setTimeout(() => {
      this.#starting = this.#load();
    }, waitMs);
    this.#events?.died(reason, waitMs / 1000);
  }

  /** Never rejects. */
  async #load(): Promise<void> {
    try {
      const engine = await this.#start((reason) => this.#onDeath(reason));
      if (this.#disposed) return await engine.dispose();
      this.#engine = engine;
      this.#runtime = engine.runtime;
      this.#reason = undefined;
      this.#startedMs = performance.now();
      this.#events?.recovered();
    } catch (error) {
      if (this.#disposed) return;
      if (consequenceOf(error) === 'configure refused') {
        return this.#fail(
          new VljepaError(
            'PACK_LOST',
            `the pack no longer loads: ${describeError(error)}; repair the pack, then configure again`,
            { cause: error },
          ),
        );
      }
      const reason = error instanceof VljepaError ? error : unforeseen(error);
      this.#reason = reason;
      this.#retry(reason);
    }
  }

  #fail(reason: VljepaError): void {
    this.#reason = reason;
    this.#events?.failed(reason);
  }
}

function unforeseen(error: unknown): VljepaError {
  return new VljepaError('WORKER_DIED', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}

import type { Clip, Decoded, Engine, Prediction, TextReader, VisualTokens } from './engine.js';
import { VljepaError } from '../errors.js';

/** Loads the pack in a new worker; `died` is told once where that worker ends by itself. */
export type LoadEngine = (died: (reason: VljepaError) => void) => Promise<Engine>;

/** What becomes of a worker that died. */
export interface Supervision {
  /** It is started again after `waitSeconds`. Told for every death, and every start that fails. */
  readonly died: (reason: string, waitSeconds: number) => void;
  readonly recovered: () => void;
  /** The pack does not load any more: there is nothing to start again. */
  readonly failed: (reason: string) => void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/**
 * An engine whose worker may die: it is started again after a second, then two, four, at last a
 * minute, until one has lived for a minute. Whoever uses the engine keeps it. Meanwhile every request
 * fails with WORKER_DIED.
 */
export class SupervisedEngine implements Engine {
  readonly pack: Engine['pack'];
  #engine: Engine | undefined;
  #reason: VljepaError | undefined;
  #supervision: Supervision | undefined;
  #startedMs = performance.now();
  #waitMs = FIRST_WAIT_MS;
  #restart: NodeJS.Timeout | undefined;
  #starting: Promise<void> | undefined;
  #disposed = false;
  readonly #start: LoadEngine;

  private constructor(engine: Engine, start: LoadEngine) {
    this.#start = start;
    this.pack = engine.pack;
    this.#engine = engine;
  }

  /** @throws what `load` rejects with: there is no engine to supervise then */
  static async load(load: LoadEngine): Promise<SupervisedEngine> {
    let supervised = undefined as SupervisedEngine | undefined;
    const engine = await load((reason) => {
      if (supervised) supervised.#onDeath(reason);
    });
    return (supervised = new SupervisedEngine(engine, load));
  }

  /** Who is told from now on. */
  supervise(supervision: Supervision): void {
    this.#supervision = supervision;
  }

  /** There is no worker at the moment. */
  get recovering(): boolean {
    return this.#engine === undefined && !this.#disposed;
  }

  /** @throws {VljepaError} WORKER_DIED, ENGINE_CLOSED. */
  encode(clip: Clip): VisualTokens {
    return this.#running().encode(clip);
  }

  async predict(tokens: VisualTokens, queries: readonly string[]): Promise<Prediction> {
    return this.#running().predict(tokens, queries);
  }

  async encodeText(texts: readonly string[]): Promise<Float32Array[]> {
    return this.#running().encodeText(texts);
  }

  async unknownWords(reader: TextReader, texts: readonly string[]): Promise<string[][]> {
    return this.#running().unknownWords(reader, texts);
  }

  async decode(embedding: Float32Array): Promise<Decoded> {
    return this.#running().decode(embedding);
  }

  forget(camera: string): void {
    this.#engine?.forget(camera);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#restart);
    await this.#starting;
    await this.#engine?.dispose();
  }

  #running(): Engine {
    if (this.#engine) return this.#engine;
    throw this.#reason ?? new VljepaError('ENGINE_CLOSED', 'the engine was closed');
  }

  #onDeath(reason: VljepaError): void {
    const engine = this.#engine;
    this.#engine = undefined;
    this.#reason = reason;
    void engine?.dispose();
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
    this.#supervision?.died(reason.message, waitMs / 1000);
  }

  /** Never rejects. */
  async #load(): Promise<void> {
    try {
      const engine = await this.#start((reason) => this.#onDeath(reason));
      if (this.#disposed) return await engine.dispose();
      this.#engine = engine;
      this.#reason = undefined;
      this.#startedMs = performance.now();
      this.#supervision?.recovered();
    } catch (error) {
      if (this.#disposed) return;
      const reason = error instanceof VljepaError ? error : unforeseen(error);
      this.#reason = reason;
      if (reason.code.startsWith('PACK_')) this.#supervision?.failed(reason.message);
      else this.#retry(reason);
    }
  }
}

function unforeseen(error: unknown): VljepaError {
  return new VljepaError('WORKER_DIED', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}

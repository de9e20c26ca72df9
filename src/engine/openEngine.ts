import type { ResilientEngine } from './engine.js';
import { EngineClient } from './engineClient.js';
import type { LoadRequest } from './messages.js';
import { keepThread, startSpareThread, takeSpareThread, takeThread } from './spareThread.js';
import { SupervisedEngine } from './supervisedEngine.js';

/**
 * Longest wait for a spare thread that is still loading its libraries, ms: less than an orderly shutdown
 * may take.
 */
const LOADING_MS = 8000;

export interface EngineOptions {
  /** One of the program's packs (`nano`), or a folder. */
  readonly pack: string;
  /** Threads of one graph's run. Default 1: the other cores belong to the robot. */
  readonly threads?: number;
  /**
   * Largest number of clips in one run. Default 8 with more than one thread, else 1: one thread
   * computes a batch no faster, so that batching only makes the first clip wait for the last. With
   * 1, results do not depend on what happened to wait together, to the last bit.
   */
  readonly maxBatch?: number;
}

/**
 * Loads and verifies a pack, off this thread.
 * @throws {VljepaError} PACK_*, REQUEST_FAILED, WORKER_DIED (as a rejection).
 */
export function openEngine(options: EngineOptions): Promise<ResilientEngine> {
  const request = loadRequest(options);
  return SupervisedEngine.load(async (died) => {
    const engine = new EngineClient(takeThread(), keepThread, died);
    try {
      await engine.load(request);
      return engine;
    } catch (error) {
      await engine.dispose();
      throw error;
    }
  });
}

/**
 * Loads the engine's libraries (some 0.8 s) beside whatever this thread does next. The next
 * {@link openEngine} takes them.
 */
export function prewarmEngine(): void {
  startSpareThread();
}

/**
 * Closes what {@link prewarmEngine} and the last engine left for the next one. Before the process
 * exits: Node.js aborts where a thread is stopped while it runs an addon's code.
 */
export async function closeSpareEngine(): Promise<void> {
  const thread = takeSpareThread();
  if (thread !== undefined) await new EngineClient(thread).dispose(LOADING_MS);
}

/** {@link EngineOptions.maxBatch} where nobody sets it: clips that it is worth while to have in the engine at once. */
export function largestBatch(threads: number): number {
  return threads > 1 ? 8 : 1;
}

function loadRequest({ pack, threads = 1, maxBatch }: EngineOptions): LoadRequest {
  return { kind: 'load', pack, threads, maxBatch: maxBatch ?? largestBatch(threads) };
}

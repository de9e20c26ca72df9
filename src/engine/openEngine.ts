import type { ResilientEngine } from './engine.js';
import { EngineClient } from './engineClient.js';
import { ONE_THREAD, type ComputeOptions } from '../executionProvider.js';
import type { LoadRequest } from './messages.js';
import { keepThread, startSpareThread, takeSpareThread, takeThread } from './spareThread.js';
import { SupervisedEngine } from './supervisedEngine.js';

/**
 * Longest wait for a spare thread that is still loading its libraries, ms: less than an orderly shutdown
 * may take.
 */
const LOADING_MS = 8000;

/** By default one thread of the CPU computes: the other cores belong to the robot. */
export interface EngineOptions extends Partial<ComputeOptions> {
  /** One of the program's packs (`nano`), or a folder. */
  readonly pack: string;
  /**
   * Largest number of clips in one run. Default {@link largestBatch}. With 1, results do not depend on
   * what happened to wait together, to the last bit.
   */
  readonly maxBatch?: number;
}

/**
 * Loads and verifies a pack, off this thread.
 * @throws {VljepaError} PACK_*, EXECUTION_PROVIDER, REQUEST_FAILED, WORKER_DIED (as a rejection).
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

function loadRequest({
  pack,
  threads = ONE_THREAD.threads,
  executionProvider = ONE_THREAD.executionProvider,
  deviceId = ONE_THREAD.deviceId,
  maxBatch,
}: EngineOptions): LoadRequest {
  return { kind: 'load', pack, compute: { threads, executionProvider, deviceId }, maxBatch };
}

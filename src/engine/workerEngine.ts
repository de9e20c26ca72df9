import type { Engine } from './engine.js';
import type { VljepaError } from '../errors.js';
import { startThread, type InferenceThread } from './inferenceThread.js';
import type { LoadRequest } from './messages.js';
import { EngineClient } from './engineClient.js';

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

let spare: InferenceThread | undefined;

/**
 * Starts the worker thread before the pack is known: it loads its libraries (some 0.8 s) beside
 * whatever the main thread does next. The next load takes it.
 */
export function prewarmEngine(): void {
  if (spare === undefined) keepThread(startThread());
}

/**
 * Loads and verifies a pack in a worker thread.
 * @param died Told once where the worker ends by itself after that.
 * @throws {VljepaError} PACK_*, REQUEST_FAILED, WORKER_DIED (as a rejection).
 */
export async function loadEngine(
  options: EngineOptions,
  died?: (reason: VljepaError) => void,
): Promise<Engine> {
  const engine = new EngineClient(takeThread(), keepThread, died);
  try {
    await engine.load(loadRequest(options));
    return engine;
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

function takeThread(): InferenceThread {
  const thread = spare ?? startThread();
  spare = undefined;
  return thread;
}

/**
 * Ends the thread that waits for a pack, once it has loaded its libraries. Before the process exits:
 * Node.js aborts where a thread is stopped while it runs an addon's code.
 */
export async function endSpareThread(): Promise<void> {
  if (spare !== undefined) await new EngineClient(takeThread()).dispose();
}

/**
 * Keeps one thread for the next load. Besides the time, this saves memory: glibc gives every new
 * thread a heap of its own, up to eight for a core, and hands none of them back to the system, so
 * that a node which starts a thread for every configure grows beyond 1 GiB.
 */
function keepThread(thread: InferenceThread): boolean {
  if (spare !== undefined) return false;
  spare = thread;
  const gone = (): void => {
    if (spare === thread) spare = undefined;
  };
  thread.worker.once('error', gone);
  thread.worker.once('exit', gone);
  return true;
}

function loadRequest({ pack, threads = 1, maxBatch }: EngineOptions): LoadRequest {
  return { kind: 'load', pack, threads, maxBatch: maxBatch ?? (threads > 1 ? 8 : 1) };
}

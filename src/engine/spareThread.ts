import { startThread, type InferenceThread } from './inferenceThread.js';

let spare: InferenceThread | undefined;
/** Called when the spare thread ends by itself. */
const gone = (): void => {
  spare = undefined;
};

/** Starts the thread that the next {@link takeThread} gets, unless there is one. */
export function startSpareThread(): void {
  if (spare === undefined) keepThread(startThread());
}

/** The spare thread, else a new one. */
export function takeThread(): InferenceThread {
  return takeSpareThread() ?? startThread();
}

export function takeSpareThread(): InferenceThread | undefined {
  const thread = spare;
  spare = undefined;
  thread?.worker.off('error', gone).off('exit', gone);
  return thread;
}

/**
 * Keeps one thread for the next load. Besides the time, this saves memory: glibc gives every new
 * thread a heap of its own, up to eight for a core, and returns none of them to the system, so
 * that a node which starts a thread for every configure grows beyond 1 GiB.
 *
 * @returns false where there is one already
 */
export function keepThread(thread: InferenceThread): boolean {
  if (spare !== undefined) return false;
  spare = thread;
  thread.worker.once('error', gone);
  thread.worker.once('exit', gone);
  return true;
}

import { startThread, type InferenceThread } from './inferenceThread.js';

let spare: InferenceThread | undefined;

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
  return thread;
}

/**
 * Keeps one thread for the next load. Besides the time, this saves memory: glibc gives every new
 * thread a heap of its own, up to eight for a core, and hands none of them back to the system, so
 * that a node which starts a thread for every configure grows beyond 1 GiB.
 *
 * @returns false where there is one already
 */
export function keepThread(thread: InferenceThread): boolean {
  if (spare !== undefined) return false;
  spare = thread;
  const gone = (): void => {
    if (spare === thread) spare = undefined;
  };
  thread.worker.once('error', gone);
  thread.worker.once('exit', gone);
  return true;
}

/** Entry of the inference worker thread. Whatever fails here must reach a main thread that may be blocked. */
import { workerData } from 'node:worker_threads';
import { bootId, toWire, type WorkerData } from './messages.js';

const { port, signal } = workerData as WorkerData;

function loaded(): void {
  const flag = new Int32Array(signal);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

try {
  const [{ EngineService }, { openCv }] = await Promise.all([
    import('./engineService.js'),
    import('../image/opencv.js'),
  ]);
  // The slowest part of a start: done before the pack is known.
  openCv();
  new EngineService(port, loaded).start();
} catch (error) {
  port.postMessage({ id: bootId, error: toWire(error) });
  loaded();
}

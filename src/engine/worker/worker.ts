/** Entry of the inference worker thread. */
import { workerData } from 'node:worker_threads';
import { UNASKED_ID, toWire, type WorkerData } from '../messages.js';

const { port } = workerData as WorkerData;

try {
  const [{ EngineService }, { openCv }] = await Promise.all([
    import('./engineService.js'),
    import('../../image/opencv.js'),
  ]);
  // The slowest part of a start: done before the pack is known.
  openCv();
  new EngineService(port).start();
} catch (error) {
  port.postMessage({ id: UNASKED_ID, error: toWire(error, 'WORKER_DIED') });
}

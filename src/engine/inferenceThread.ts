import './noTelemetry.js';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { WorkerData } from './messages.js';

/** The worker thread with its port. It does not keep the process alive by itself. */
export interface InferenceThread {
  readonly worker: Worker;
  readonly port: MessagePort;
}

/** Starts the thread; it loads OpenCV, ONNX Runtime and sharp, and waits for a pack. */
export function startThread(): InferenceThread {
  const { port1, port2 } = new MessageChannel();
  const data: WorkerData = { port: port2 };
  const worker = new Worker(new URL('./worker/worker.js', import.meta.url), {
    workerData: data,
    transferList: [port2],
    name: 'vljepa-inference',
  });
  worker.unref();
  return { worker, port: port1 };
}

/**
 * Loaded by `--import` into a node under test: ends its inference worker at SIGUSR2, and says so on
 * stderr. The worker ends itself between two tasks, as after an exception or out of memory: terminated
 * from outside in the middle of a graph's run, ONNX Runtime would abort the whole process.
 */
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

if (threads.isMainThread) {
  const running = new Set<threads.Worker>();
  threads.Worker = class extends threads.Worker {
    constructor(...args: ConstructorParameters<typeof threads.Worker>) {
      super(...args);
      running.add(this);
      this.once('exit', () => running.delete(this));
    }
  };
  syncBuiltinESMExports();
  process.on('SIGUSR2', () => {
    const ended = [...running].map((worker) => {
      worker.postMessage('end');
      return new Promise((resolve) => worker.once('exit', resolve));
    });
    void Promise.all(ended).then(() => process.stderr.write('the worker is ended\n'));
  });
} else {
  threads.parentPort?.on('message', () => process.exit(1)).unref();
}

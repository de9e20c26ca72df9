/**
 * Loaded by `--import` into the node under test: ends its inference worker at SIGUSR2, as running
 * out of memory would, and says so on stderr.
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
    void Promise.all([...running].map((worker) => worker.terminate())).then(() =>
      process.stderr.write('the worker is ended\n'),
    );
  });
}

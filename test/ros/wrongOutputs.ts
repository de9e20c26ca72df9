/**
 * Loaded by `--import` into the node under test: while the file exists that WRONG_OUTPUTS names, graphs
 * compute NaN: those that have the input that it names, or all where it is empty.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) {
  const file = process.env['WRONG_OUTPUTS']!;
  const wrong = (inputs: readonly string[]): boolean => {
    if (!existsSync(file)) return false;
    const input = readFileSync(file, 'utf8');
    return input === '' || inputs.includes(input);
  };
  await import('../wrongOutputs.js').then(
    ({ computeWrong }) => computeWrong(wrong),
    // Without ONNX Runtime there is nothing to tamper with; the worker itself says so.
    () => undefined,
  );
}

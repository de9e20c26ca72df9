/**
 * Loaded by `--import` into the node under test: while the file exists that MISSING_LIBRARY names, ONNX
 * Runtime does not load in an inference worker.
 */
import { existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) {
  const load = process.dlopen.bind(process);
  process.dlopen = (module: object, file: string, flags?: number) => {
    if (file.includes('onnxruntime') && existsSync(process.env['MISSING_LIBRARY']!))
      throw new Error('libonnxruntime.so.1: cannot open shared object file');
    if (flags === undefined) load(module, file);
    else load(module, file, flags);
  };
}

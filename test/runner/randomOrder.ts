/**
 * Loaded with `--import` by `scripts/test --random`: a file of tests gets shuffledTest.js where it asks for
 * node:test, which has no random order.
 */
import { register, type ResolveHook } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// Node.js loads this module once more, in a thread of its own, for what it exports.
if (isMainThread) register(import.meta.url);

export const resolve: ResolveHook = (specifier, context, nextResolve) => {
  if (specifier !== 'node:test' || context.parentURL?.endsWith('.test.js') !== true) {
    return nextResolve(specifier, context);
  }
  const { search } = new URL(import.meta.url);
  return { url: new URL(`shuffledTest.js${search}`, import.meta.url).href, shortCircuit: true };
};

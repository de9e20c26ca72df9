/**
 * What Node.js is started with, wherever the node is started: package.json, scripts/perception, the
 * demo, the benchmark, the tests.
 *
 * V8 collects garbage with four helper threads unless told otherwise; on a robot's few cores they
 * stand in the way of inference. A young generation that may grow is collected less often.
 */
export const nodeFlags: readonly string[] = ['--v8-pool-size=1', '--max-semi-space-size=32'];

/**
 * What Node.js is started with, wherever the node is started: package.json, scripts/perception, the
 * demo, the benchmark, the tests.
 *
 * V8 collects garbage with four helper threads unless told otherwise; on a robot's few cores they
 * stand in the way of inference. A young generation that may grow is collected less often.
 */
export const nodeFlags: readonly string[] = ['--v8-pool-size=1', '--max-semi-space-size=32'];

/**
 * How glibc keeps memory, as the variable GLIBC_TUNABLES, wherever the node is started; a name that an
 * older glibc does not know is ignored.
 *
 * - One heap for all threads: with one for each, fifty configures never stop growing.
 * - What an image took is kept for the next one. Handed back to the kernel, each image's memory is
 *   cleared and mapped again page by page.
 * - Huge pages: the graphs' weights are read through far fewer of them; dist/bench/bareLoop.js runs
 *   some 4 % faster.
 */
export const GLIBC_TUNABLES =
  'glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=67108864:' +
  'glibc.malloc.trim_threshold=134217728:glibc.malloc.hugetlb=1';

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoadResult } from '../../bench/measurement.js';
import { stageTable } from '../../bench/stages/table.js';
import { traceOf } from '../../bench/stages/trace.js';

const START = 1_000_000_000_000_000_000n;
const at = (ms: number) => String(START + BigInt(ms * 1e6));

/** Frames every 100 ms: 2 ms to the callback, 12 in the system, 1 to the collector. */
const result: LoadResult = {
  startNs: at(0),
  endNs: at(250),
  published: [0, 100, 200].map((ms) => ['front', at(ms)]),
  states: [-100, 0, 100, 240].map((ms) => [
    'front',
    at(ms),
    at(ms + 15),
    at(ms + 14),
    String(12_000_000),
  ]),
  metrics: null,
};
const endMs = (ms: number) => Number(START) / 1e6 + ms;
const times = {
  x_encoder: [-50, 10, 110, 260].map((ms, i) => [endMs(ms), 8 + i] as const),
};

test('a trace: legs by the stamps of the middleware, stages by the system, of the measured part alone', () => {
  const trace = traceOf([{ result, times }]);
  const each = (ms: number) => ({ p50_ms: ms, p99_ms: ms, count: 2 });
  assert.deepEqual(trace, {
    to_callback: each(2),
    x_encoder: { p50_ms: 9, p99_ms: 10, count: 2 },
    inside: each(12),
    to_collector: each(1),
    all: each(15),
  });
  assert.equal(
    traceOf([
      { result, times },
      { result, times },
    ])['all']!.count,
    4,
  );
});

test('the table has the stages of either system, empty where one of them has none', () => {
  const node = traceOf([{ result, times }]);
  const lines = stageTable({ node, peer: traceOf([{ result, times: {} }]) }).split('\n');
  assert.equal(lines.length, 2 + 5);
  assert.match(lines[3]!, /^\| X-Encoder +\| +9.00 \| +10.00 \| +\| +\|$/);
  assert.equal(new Set(lines.map((line) => line.length)).size, 1, 'aligned');
});

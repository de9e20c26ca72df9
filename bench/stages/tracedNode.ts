import { writeFileSync } from 'node:fs';
import { CameraTelemetry } from '../../src/metrics/telemetry.js';
import type { StageTimes } from './stageTimes.js';

/**
 * This node as it is, which also writes every measurement of a stage to the file that
 * VLJEPA_BENCH_STAGES names, when it ends.
 *
 *     bin/vljepa dist/bench/stages/tracedNode.js --ros-args …
 */
const file = process.env['VLJEPA_BENCH_STAGES'];
if (file === undefined) throw new Error('expected a file in VLJEPA_BENCH_STAGES, got none');

const times: Record<string, [number, number][]> = {};
const prototype = CameraTelemetry.prototype;
const measure = Object.getOwnPropertyDescriptor(prototype, 'measure')!.value as (
  this: CameraTelemetry,
  stage: string,
  milliseconds: number,
) => void;
prototype.measure = function (stage, milliseconds) {
  (times[stage] ??= []).push([Date.now(), milliseconds]);
  measure.call(this, stage, milliseconds);
};
process.on('exit', () => writeFileSync(file, JSON.stringify(times satisfies StageTimes)));

await import('../../src/main.js');

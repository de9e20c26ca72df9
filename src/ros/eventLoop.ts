import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import type { Diagnosis } from '../diagnostics.js';

const RESOLUTION_MS = 2;

/** How late the ROS thread's event loop runs its timers, since {@link restart}. */
export class EventLoopMonitor {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  restart(): void {
    this.#histogram.enable();
    this.#histogram.reset();
  }

  stop(): void {
    this.#histogram.disable();
  }

  diagnose(): Diagnosis {
    // The histogram holds the time between two ticks, of which the resolution is no delay.
    const delayMs = (ns: number) => Math.max(0, ns / 1e6 - RESOLUTION_MS);
    const p99Ms = delayMs(this.#histogram.percentile(99));
    const maxMs = delayMs(this.#histogram.max);
    return {
      level: 'ok',
      task: 'event loop',
      message: `the ROS thread was never late by more than ${maxMs.toFixed(1)} ms since activation`,
      values: { 'Delay p99 (ms)': p99Ms.toFixed(2), 'Delay max (ms)': maxMs.toFixed(2) },
    };
  }
}

import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

const RESOLUTION_MS = 2;

/** How late an event loop runs its timers, in ms. */
export interface EventLoopDelay {
  readonly p99: number;
  readonly max: number;
}

/** How late this thread's event loop runs its timers, since {@link restart}. */
export class EventLoopMonitor {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  restart(): void {
    this.#histogram.enable();
    this.#histogram.reset();
  }

  stop(): void {
    this.#histogram.disable();
  }

  get delayMs(): EventLoopDelay {
    // The histogram holds the time between two ticks, of which the resolution is not a delay.
    const delayMs = (ns: number) => Math.max(0, ns / 1e6 - RESOLUTION_MS);
    return { p99: delayMs(this.#histogram.percentile(99)), max: delayMs(this.#histogram.max) };
  }
}

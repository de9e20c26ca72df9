import type {
  CameraMetricsMessage,
  CountMessage,
  MetricsMessage,
  StageLatencyMessage,
} from '../src/messages/metrics.js';
import type { Latencies } from '../src/metrics/snapshot.js';
import { percentiles, rounded } from '../src/metrics/statistics.js';
import type { ReferenceEvents } from '../src/report/referenceEvents.js';
import type { Recording } from '../src/report/recording.js';
import { summarize, type Summary } from '../src/report/summary.js';
import { LOAD } from './load.js';

/** `summary.json` of a demo. */
export interface DemoSummary extends Summary {
  /** Lateness of the node's ROS thread (perf_hooks.monitorEventLoopDelay), by its own metrics. */
  readonly event_loop: {
    /** While the bag was played. */
    readonly bag_delay_max_ms: number;
    /** The bag and the load after it. */
    readonly delay_max_ms: number;
    readonly load: string;
    /** Images of the load that the node received, and those that were sent. */
    readonly load_received: number;
    readonly load_sent: number;
  };
  /** Reference events for which a change was confirmed, of those that are visually strong or weak. */
  readonly events_found: string;
}

export interface DemoFacts {
  readonly recording: Recording;
  readonly camera: string;
  /** Images of the bag that were published. */
  readonly images: number;
  readonly latencySeconds: readonly number[];
  /** The node's metrics at the end of the bag, and at the end of the load. */
  readonly afterBag: MetricsMessage;
  readonly afterLoad: MetricsMessage;
  readonly loadImages: number;
  readonly reference: ReferenceEvents;
}

export function demoSummary(facts: DemoFacts): DemoSummary {
  const { recording, images, afterBag, afterLoad } = facts;
  const own = cameraOf(afterBag, facts.camera);
  const frames = Number(own?.frames ?? 0);
  const drops = countsOf(own?.drops);
  if (frames < images) drops['not_received'] = images - frames;
  const summary = summarize(recording, {
    frames,
    drops,
    warnings: countsOf(own?.warnings),
    latencyMs: { ...latenciesOf(own?.stages), ...totalOf(facts.latencySeconds) },
    pack: afterBag.pack,
  });
  const load = cameraOf(afterLoad, LOAD.camera);
  return {
    ...summary,
    event_loop: {
      bag_delay_max_ms: rounded(afterBag.event_loop_delay_max_ms, 2),
      delay_max_ms: rounded(afterLoad.event_loop_delay_max_ms, 2),
      load: `${LOAD.width}x${LOAD.height} rgb8 at ${LOAD.rateHz} Hz for ${LOAD.seconds} s`,
      load_received: Number(load?.frames ?? 0),
      load_sent: facts.loadImages,
    },
    events_found: eventsFound(recording, facts.reference),
  };
}

function cameraOf({ cameras }: MetricsMessage, name: string): CameraMetricsMessage | undefined {
  return cameras.find(({ camera }) => camera === name);
}

function countsOf(counts: readonly CountMessage[] = []): Record<string, number> {
  return Object.fromEntries(counts.map(({ name, count }) => [name, Number(count)]));
}

/** The node reports percentiles of its newest windows only: it keeps no history. */
function latenciesOf(stages: readonly StageLatencyMessage[] = []): Latencies {
  return Object.fromEntries(
    stages.map(({ stage, count, p50_ms: p50, p90_ms: p90, p99_ms: p99, max_ms: max }) => [
      stage,
      { p50, p90, p99, max, count: Number(count) },
    ]),
  );
}

/** Of every window, from the world states. */
function totalOf(latencySeconds: readonly number[]): Latencies {
  if (latencySeconds.length === 0) return {};
  const milliseconds = latencySeconds.map((seconds) => seconds * 1000);
  return { total: { ...percentiles(milliseconds), count: milliseconds.length } };
}

/** How long after an event's end its change may still be confirmed: smoothing, persistence, a window. */
const FOUND_WITHIN_NS = 3_000_000_000n;

function eventsFound(recording: Recording, { events }: ReferenceEvents): string {
  const changes = recording.tracks.flatMap(({ states }) =>
    [...states].filter(({ changed }) => changed).map(({ stampNs }) => stampNs),
  );
  const found = events.filter(({ startNs, endNs }) =>
    changes.some((stampNs) => stampNs >= startNs && stampNs <= endNs + FOUND_WITHIN_NS),
  );
  return `${found.length} of ${events.length}`;
}

import type { KnownEvents } from '../src/report/knownEvents.js';
import type { Recording } from '../src/report/recording.js';
import { summarize, type Percentiles, type Summary } from '../src/report/summary.js';
import { LOAD } from './load.js';

type Diagnostics = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** `summary.json` of a demo. */
export interface DemoSummary extends Summary {
  /** Lateness of the node's ROS thread (perf_hooks.monitorEventLoopDelay), by its own diagnostics. */
  readonly event_loop: {
    /** While the bag was played. */
    readonly bag_delay_max_ms: number;
    /** The bag and the load after it. */
    readonly delay_max_ms: number;
    readonly load: string;
    /** Images of the load that the node received, out of those that were sent. */
    readonly load_received: number;
    readonly load_sent: number;
  };
  /** Known events that a change was confirmed for, of those that are strong or weak by sight. */
  readonly events_found: string;
}

export interface DemoFacts {
  readonly recording: Recording;
  readonly camera: string;
  /** Images of the bag that were published. */
  readonly images: number;
  readonly latencySeconds: readonly number[];
  /** The node's diagnostics at the end of the bag, and at the end of the load. */
  readonly calm: Diagnostics;
  readonly loaded: Diagnostics;
  readonly loadImages: number;
  readonly pack: string;
  readonly known: KnownEvents;
}

export function demoSummary(facts: DemoFacts): DemoSummary {
  const { recording, camera, images, calm, loaded } = facts;
  const own = calm.get(`camera ${camera}`) ?? new Map<string, string>();
  const received = Number(own.get('Events since startup') ?? 0);
  const counted = (prefix: string): Record<string, number> =>
    Object.fromEntries(
      [...own]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, count]) => [key.slice(prefix.length), Number(count)]),
    );
  const drops = counted('Dropped: ');
  if (received < images) drops['not_received'] = images - received;
  const milliseconds = facts.latencySeconds.map((seconds) => seconds * 1000);
  const summary = summarize(recording, {
    frames: received,
    drops,
    warnings: counted('Warnings: '),
    stageMs: milliseconds.length > 0 ? [['total', milliseconds]] : [],
    pack: facts.pack,
  });
  const load = loaded.get(`camera ${LOAD.camera}`);
  return {
    ...summary,
    latency_ms: { ...stagesOf(calm, camera, summary.windows), ...summary.latency_ms },
    event_loop: {
      bag_delay_max_ms: delayMaxMs(calm),
      delay_max_ms: delayMaxMs(loaded),
      load: `${LOAD.width}x${LOAD.height} rgb8 at ${LOAD.rateHz} Hz for ${LOAD.seconds} s`,
      load_received: Number(load?.get('Events since startup') ?? 0),
      load_sent: facts.loadImages,
    },
    events_found: eventsFound(recording, facts.known),
  };
}

function delayMaxMs(diagnostics: Diagnostics): number {
  return Number(diagnostics.get('event loop')?.get('Delay max (ms)'));
}

/** The node tells percentiles of its newest windows only: it keeps no history. */
function stagesOf(
  diagnostics: Diagnostics,
  camera: string,
  count: number,
): Record<string, Percentiles> {
  const stages: Record<string, Percentiles> = {};
  for (const [key, value] of diagnostics.get('latency') ?? []) {
    const [name, stage] = key.split(' ');
    const [p50, p90, p99, max] = value.split(' / ').map(Number);
    if (name === camera) stages[stage!] = { p50: p50!, p90: p90!, p99: p99!, max: max!, count };
  }
  return stages;
}

/** How long after an event's end its change may still be confirmed: smoothing, persistence, a window. */
const FOUND_WITHIN_NS = 3_000_000_000n;

function eventsFound(recording: Recording, { events }: KnownEvents): string {
  const changes = recording.tracks.flatMap(({ states }) =>
    states.filter(({ changed }) => changed).map(({ stampNs }) => stampNs),
  );
  const found = events.filter(({ startNs, endNs }) =>
    changes.some((stampNs) => stampNs >= startNs && stampNs <= endNs + FOUND_WITHIN_NS),
  );
  return `${found.length} of ${events.length}`;
}

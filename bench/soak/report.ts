import { describeHardware } from '../machine.js';
import { rounded } from '../../src/metrics/statistics.js';
import { killFigures } from './kills.js';
import type { SoakOptions } from './options.js';
import type { Observations } from './soak.js';
import { drift, slopePerHour, type Sample } from './trend.js';

const LONGEST_WARMUP_MINUTES = 10;
const MIB = 2 ** 20;

/** What `--json` writes. */
export type SoakReport = ReturnType<typeof reportOf>;

export function reportOf(seen: Observations, { seed, cameras, rateHz }: SoakOptions) {
  const { minutes } = seen;
  const warmup = Math.min(LONGEST_WARMUP_MINUTES, minutes / 5) * 60;
  const warm = (samples: readonly Sample[]) => samples.filter(({ seconds }) => seconds >= warmup);
  const { account } = seen;
  const everyMinute = (samples: readonly Sample[], scale: number, digits: number) =>
    Array.from({ length: Math.ceil(minutes) }, (_, minute) =>
      samples.find(({ seconds }) => seconds >= minute * 60),
    ).map((sample) => (sample ? rounded(sample.value * scale, digits) : null));
  return {
    date: new Date().toISOString(),
    machine: describeHardware(),
    minutes: rounded(minutes, 1),
    seed,
    cameras,
    rate_hz: rateHz,
    crashes: seen.crashes.length,
    crashed_by: seen.crashes,
    ended_by: seen.ending,
    error_transitions: seen.errorTransitions,
    kills: killFigures(seen.kills),
    shared_memory_left: {
      files: seen.sharedMemory.files,
      mib: rounded(seen.sharedMemory.bytes / MIB, 1),
      locked: seen.sharedMemory.locked,
    },
    unaccounted_frames: account.unaccounted,
    frames: account.frames,
    windows: account.windows,
    skipped: account.skipped,
    texts: account.texts,
    drops: account.drops,
    states_heard: seen.statesHeard,
    states_missing: seen.statesMissing,
    texts_heard: seen.textsHeard,
    rss_slope_mb_per_hour: rounded(slopePerHour(warm(seen.resident)) / 1e6, 2),
    latency_drift: rounded(drift(warm(seen.latency)), 3),
    event_loop_p99_ms: rounded(seen.eventLoopP99Ms, 2),
    event_loop_max_ms: rounded(seen.eventLoopMaxMs, 2),
    warmup_minutes: rounded(warmup / 60, 1),
    disturbances: seen.disturbances,
    not_tried: seen.notTried,
    failures: seen.failures,
    log_lines: seen.logged,
    log_errors: seen.loggedErrors,
    rss_mib_each_minute: everyMinute(seen.resident, 1 / MIB, 1),
    latency_ms_each_minute: everyMinute(seen.latency, 1000, 1),
  };
}

export function summaryLines(report: SoakReport): string[] {
  const { crashes, error_transitions, frames, windows, skipped, drops, unaccounted_frames } =
    report;
  const { kills, shared_memory_left: left } = report;
  const lost = Object.entries(drops).map(([reason, count]) => `${count} ${reason}`);
  return [
    `${crashes} crashes, ${error_transitions} error transitions, ended by ${report.ended_by}`,
    `${frames} frames = ${windows} windows + ${skipped} skipped + drops (${lost.join(', ') || 'none'}); ${unaccounted_frames} unaccounted for`,
    `${report.states_heard} world states heard, ${report.states_missing} missing by their numbers; ${report.texts_heard} texts`,
    `memory after ${report.warmup_minutes} min: ${report.rss_slope_mb_per_hour} MB an hour; latency of the last third: ${report.latency_drift} of the first`,
    `event loop late by ${report.event_loop_p99_ms} ms (p99), ${report.event_loop_max_ms} ms at most`,
    ...(kills.kills === 0 ? [] : [killLine(kills)]),
    `shared memory left: ${left.files} files, ${left.mib} MiB, ${left.locked.length} locked`,
    ...report.failures,
    ...report.not_tried.map((what) => `not tried: ${what}`),
  ];
}

function killLine({
  kills,
  active_s,
  first_state_s,
  limit_s,
  ...rest
}: SoakReport['kills']): string {
  return (
    `${kills} times killed; active again after ${active_s.p50} s (median), ${active_s.max} s at most; ` +
    `first world state heard after ${first_state_s.p50} s, ${first_state_s.max} s at most, ` +
    `${rest.later_than_limit} times after more than ${limit_s} s`
  );
}

/** Whether the run shows a fault of the node. */
export function failed(report: SoakReport): boolean {
  const { crashes, error_transitions, unaccounted_frames, ended_by, failures } = report;
  return (
    crashes > 0 ||
    error_transitions > 0 ||
    unaccounted_frames !== 0 ||
    report.shared_memory_left.locked.length > 0 ||
    ended_by !== 'exit code 0' ||
    failures.length > 0
  );
}

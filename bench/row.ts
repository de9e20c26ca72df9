import { percentile, rounded, sum } from '../src/metrics/statistics.js';
import type { Measurement } from './measurement.js';

/** Both systems in turn under one load, and the bare loop beside them; one entry a round. */
export interface Rounds {
  readonly node: readonly Measurement[];
  readonly peer: readonly Measurement[];
  readonly tuned: readonly Measurement[];
  /** Windows per second of the bare loop. */
  readonly bare: readonly number[];
}

/** One system's figures over all rounds. */
export interface SystemFigures {
  /** Stamp to arrival; over the frames of all rounds. */
  readonly p50_ms: number;
  readonly p99_ms: number;
  /** From the latency that a tenth of the frames is below to that which a tenth is above. */
  readonly jitter_ms: number;
  readonly windows_per_second: number;
  /** CPU time (user and system, all threads) for one world state. */
  readonly cpu_ms_per_window: number;
  /** Cores in use on average. */
  readonly cores: number;
  /** The most of any round. */
  readonly resident_mb: number;
  /** Windows of the camera with the most over that with the fewest. */
  readonly camera_share: number;
  readonly due: number;
  readonly missed: number;
  readonly windows: number;
  readonly seconds: number;
  readonly cpu_seconds: number;
  readonly p50_ms_each_round: readonly number[];
}

export interface Row {
  /** This node over the peer: below 1 is better than the peer. */
  readonly ratio_p50: number;
  readonly ratio_p99: number;
  /** This node over the tuned peer. */
  readonly ratio_p50_tuned: number;
  /** Of the CPU times for one world state. */
  readonly ratio_cpu: number;
  /** This node's windows per second over what was possible: the lesser of bare loop and frames offered. */
  readonly saturation: number;
  /** Median from receiving a frame to publishing its state, without the graphs' runs; absent with the gate on. */
  readonly overhead_ms?: number;
  /** Share of the windows whose newest frame the gate did not have encoded. */
  readonly reused: number;
  /** Frames that were due but gave no world state. */
  readonly missed: number;
  /** Longest delay of the ROS thread's event loop in any round. */
  readonly event_loop_max_ms: number;
  readonly bare_windows_per_second: number;
  readonly offered_frames_per_second: number;
  readonly node: SystemFigures;
  readonly peer: SystemFigures;
  readonly tuned: SystemFigures;
}

export function rowOf(rounds: Rounds): Row {
  const [node, peer, tuned] = [rounds.node, rounds.peer, rounds.tuned].map(figuresOf) as [
    ...[SystemFigures, SystemFigures, SystemFigures],
  ];
  const bare = sum(rounds.bare) / rounds.bare.length;
  const offered = node.due / node.seconds;
  const reported = (read: (turn: Measurement) => number | undefined) =>
    rounds.node.flatMap((turn) => read(turn) ?? []);
  const overheads = reported((turn) => turn.overheadMs);
  return {
    ratio_p50: rounded(node.p50_ms / peer.p50_ms, 3),
    ratio_p99: rounded(node.p99_ms / peer.p99_ms, 3),
    ratio_p50_tuned: rounded(node.p50_ms / tuned.p50_ms, 3),
    ratio_cpu: rounded(node.cpu_ms_per_window / peer.cpu_ms_per_window, 3),
    saturation: rounded(node.windows_per_second / Math.min(bare, offered), 3),
    ...(overheads.length === 0 ? {} : { overhead_ms: rounded(percentile(overheads, 0.5), 2) }),
    reused: rounded(
      percentile(
        reported((turn) => turn.reused),
        0.5,
      ),
      3,
    ),
    missed: node.missed,
    event_loop_max_ms: rounded(Math.max(...reported((turn) => turn.eventLoopMaxMs)), 2),
    bare_windows_per_second: rounded(bare, 2),
    offered_frames_per_second: rounded(offered, 2),
    node,
    peer,
    tuned,
  };
}

function figuresOf(turns: readonly Measurement[]): SystemFigures {
  const cameras = (turns[0]?.windowsOfCameras ?? []).map((_, camera) =>
    sum(turns.map((turn) => turn.windowsOfCameras[camera] ?? 0)),
  );
  const latencies = turns.flatMap((turn) => turn.latenciesMs);
  const total = (read: (turn: Measurement) => number) => sum(turns.map(read));
  const [windows, seconds, cpu] = [
    total((turn) => turn.windows),
    total((turn) => turn.seconds),
    total((turn) => turn.cpuSeconds),
  ];
  return {
    p50_ms: rounded(percentile(latencies, 0.5), 2),
    p99_ms: rounded(percentile(latencies, 0.99), 2),
    jitter_ms: rounded(percentile(latencies, 0.9) - percentile(latencies, 0.1), 2),
    windows_per_second: rounded(windows / seconds, 2),
    cpu_ms_per_window: rounded((cpu * 1000) / windows, 2),
    cores: rounded(cpu / seconds, 3),
    resident_mb: rounded(Math.max(...turns.map((turn) => turn.residentBytes)) / 1e6, 1),
    camera_share: rounded(Math.max(...cameras) / Math.min(...cameras), 3),
    due: total((turn) => turn.due),
    missed: total((turn) => turn.missed),
    windows,
    seconds: rounded(seconds, 2),
    cpu_seconds: rounded(cpu, 2),
    p50_ms_each_round: turns.map((turn) => rounded(percentile(turn.latenciesMs, 0.5), 2)),
  };
}

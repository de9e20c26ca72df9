import type { PackDescription } from './engine/engine.js';
import { decodingInForce } from './parameters/inForce.js';
import type { LiveSettings } from './settings.js';
import type { CameraTelemetry } from './telemetry.js';

/** diagnostic_msgs/msg/DiagnosticStatus */
export const LEVEL = { ok: 0, warn: 1, error: 2, stale: 3 } as const;

export interface DiagnosticStatus {
  readonly level: number;
  readonly name: string;
  readonly message: string;
  readonly hardware_id: string;
  readonly values: readonly { readonly key: string; readonly value: string }[];
}

/** What a status says, before the node puts its name to it. */
export interface Diagnosis {
  readonly level: keyof typeof LEVEL;
  readonly task: string;
  readonly message: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** Ticks over which rates are measured, as in diagnostic_updater. */
const RATE_TICKS = 5;
/** Drops of these kinds are the design at work, not a fault. */
const HARMLESS_DROPS = new Set(['busy', 'text_busy']);
/** A clock that is set, or a bag that begins anew, jumps once; more in a few ticks is a fault. */
const JUMPS_OF_A_CLOCK = 1;
/** Below this share of the wanted rate a camera is too slow: the tolerance of diagnostic_updater. */
const SLOW = 0.9;

interface Tick {
  readonly ms: number;
  readonly frames: number;
  readonly windows: number;
  readonly texts: number;
  readonly faults: number;
  readonly jumps: number;
}

/** Watches one camera's telemetry and says once a second how it is doing. */
export class CameraDiagnosis {
  readonly #ticks: Tick[] = [];
  /** What arrives and what is wanted, while too little arrives. */
  slowness: string | undefined;
  readonly #framesBefore: number;
  readonly #telemetry: CameraTelemetry;

  constructor(telemetry: CameraTelemetry) {
    this.#telemetry = telemetry;
    this.#framesBefore = telemetry.frames;
  }

  /**
   * @param nowMs monotonic clock
   * @param nowNs the node's clock, which follows /clock in simulation
   */
  tick(input: {
    readonly nowMs: number;
    readonly nowNs: bigint;
    readonly topic: string;
    readonly type: string;
    readonly obstacle: string | undefined;
    readonly crowd?: string | undefined;
    /** The rate at which the pack wants images, by their stamps. */
    readonly wantedHz: number;
  }): Diagnosis {
    const { frames, windows, texts, drops, warnings, clockJumps, arrivals } = this.#telemetry;
    const { newestStampNs, lastError } = this.#telemetry;
    const faults = [...drops].reduce(
      (sum, [reason, count]) => (HARMLESS_DROPS.has(reason) ? sum : sum + count),
      0,
    );
    this.#ticks.push({ ms: input.nowMs, frames, windows, texts, faults, jumps: clockJumps });
    if (this.#ticks.length > RATE_TICKS + 1) this.#ticks.shift();
    const oldest = this.#ticks[0]!;
    const seconds = (input.nowMs - oldest.ms) / 1000;
    const rate = (now: number, before: number) => (seconds > 0 ? (now - before) / seconds : 0);
    const values: Record<string, string | number> = {
      Topic: input.topic,
      Type: input.type,
      'Events in window': frames - oldest.frames,
      'Events since startup': frames,
      'Duration of window (s)': seconds.toFixed(2),
      'Actual frequency (Hz)': rate(frames, oldest.frames).toFixed(2),
      'Wanted frequency (Hz)': input.wantedHz,
      'World states (Hz)': rate(windows, oldest.windows).toFixed(2),
      'World states since startup': windows,
      'Texts since startup': texts,
      'Texts per world state': windows > 0 ? (texts / windows).toFixed(4) : '0',
    };
    if (newestStampNs !== undefined) {
      values['Stamp age (s)'] = (Number(input.nowNs - newestStampNs) / 1e9).toFixed(3);
    }
    if (clockJumps > 0) values['Clock jumps'] = clockJumps;
    if (arrivals.hz !== undefined) values['Frequency by stamps (Hz)'] = arrivals.hz.toFixed(2);
    for (const [reason, count] of drops) values[`Dropped: ${reason}`] = count;
    for (const [reason, count] of warnings) values[`Warnings: ${reason}`] = count;

    this.slowness =
      arrivals.hz !== undefined && arrivals.hz < SLOW * input.wantedHz
        ? `images arrive at ${arrivals.hz.toFixed(2)} Hz by their stamps, but ${input.wantedHz} Hz are wanted: raise the camera's rate, or lower cameras.${this.#telemetry.camera}.rate to it`
        : undefined;

    const task = `camera ${this.#telemetry.camera}`;
    const arriving = frames > this.#framesBefore && arrivals.expects(input.nowMs);
    const failing = faults > oldest.faults;
    if (!arriving) {
      const message = input.obstacle ?? `no image on ${input.topic}`;
      return { level: frames === 0 ? 'warn' : 'stale', task, message, values };
    }
    if (input.crowd !== undefined) {
      return { level: 'warn', task, message: input.crowd, values };
    }
    const jumps = clockJumps - oldest.jumps;
    if (jumps > JUMPS_OF_A_CLOCK) {
      const message = `the stamps jumped ${jumps} times in ${seconds.toFixed(0)} s: check the driver's clock`;
      return { level: 'warn', task, message, values };
    }
    if (failing) {
      const message = lastError instanceof Error ? lastError.message : 'frames are dropped';
      return { level: 'warn', task, message, values };
    }
    if (this.slowness !== undefined) {
      return { level: 'warn', task, message: this.slowness, values };
    }
    return { level: 'ok', task, message: 'images arrive', values };
  }
}

/** What a configured node knows of itself beside its cameras. */
export interface SessionFacts {
  readonly cameras: readonly CameraTelemetry[];
  readonly pack: PackDescription;
  readonly threads: number;
  readonly live: LiveSettings;
  readonly active: boolean;
  /** The inference worker died and is being replaced. */
  readonly recovering: boolean;
}

export function diagnosticsOfSession(facts: SessionFacts): Diagnosis[] {
  return [latencyDiagnosis(facts.cameras), inferenceDiagnosis(facts), decodingDiagnosis(facts)];
}

/** Percentiles of each stage's newest measurements, in milliseconds. */
function latencyDiagnosis(cameras: readonly CameraTelemetry[]): Diagnosis {
  const values: Record<string, string> = {};
  for (const { camera, stageMs } of cameras) {
    for (const [stage, times] of stageMs) {
      const shown = [0.5, 0.9, 0.99, 1].map((share) => times.percentile(share)?.toFixed(2));
      values[`${camera} ${stage} p50/p90/p99/max (ms)`] = shown.join(' / ');
    }
  }
  return { level: 'ok', task: 'latency', message: 'newest frame received to published', values };
}

function inferenceDiagnosis({ pack, threads, recovering, active }: SessionFacts): Diagnosis {
  return {
    level: recovering ? 'error' : 'ok',
    task: 'inference',
    message: recovering
      ? 'the worker failed; the pack is being loaded again'
      : `pack ${pack.id} is loaded${active ? '' : '; the node is not active'}`,
    values: {
      Pack: pack.id,
      'Embedding dimension': pack.embeddingDimension,
      'Reads the query': pack.readsQuery ? 'yes' : 'no',
      Threads: threads,
    },
  };
}

function decodingDiagnosis({ cameras, live }: SessionFacts): Diagnosis {
  const windows = cameras.reduce((sum, camera) => sum + camera.windows, 0);
  const texts = cameras.reduce((sum, camera) => sum + camera.texts, 0);
  return {
    level: 'ok',
    task: 'selective decoding',
    message: `${texts} texts for ${windows} windows`,
    values: {
      Windows: windows,
      Texts: texts,
      'Texts per window': windows > 0 ? (texts / windows).toFixed(4) : '0',
      ...decodingInForce(live),
    },
  };
}

/**
 * Diagnoses as a node publishes them: named `vljepa: <task>`, in a namespace `/robot1/vljepa: <task>`
 * (as diagnostic_updater does with use_fqn), so that two robots' can be told apart.
 *
 * @param fullName the node's fully qualified name
 */
export function diagnosticStatus(
  fullName: string,
  { level, task, message, values }: Diagnosis,
): DiagnosticStatus {
  const inNamespace = fullName.lastIndexOf('/') > 0;
  return {
    level: LEVEL[level],
    name: `${inNamespace ? fullName : fullName.slice(1)}: ${task}`,
    message,
    hardware_id: fullName,
    values: Object.entries(values).map(([key, value]) => ({ key, value: String(value) })),
  };
}

import type { PackDescription } from '../engine/engine.js';
import type { Runtime } from '../executionProvider.js';
import { decodingInForce } from '../parameters/inForce.js';
import type { LiveSettings } from '../settings.js';
import type { EventLoopDelay } from './eventLoop.js';
import { pictureFault } from './pictureFault.js';
import {
  perSecond,
  textsPerWindow,
  type MeasuredCamera,
  type PipelineSnapshot,
  type Recent,
} from './pipelineMetrics.js';
import { totals } from './snapshot.js';

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

/** A clock that is set, or a bag that starts again, jumps once; more jumps in a few seconds are a fault. */
const JUMPS_OF_A_CLOCK = 1;
/** Below this share of the wanted rate a camera is too slow: the tolerance of diagnostic_updater. */
const SLOW = 0.9;

/** A camera's subscription, as far as it is judged. */
export interface CameraConnection {
  readonly topic: string;
  readonly type: string;
  /** Why nothing can arrive, in words. */
  readonly problem: string | undefined;
  /** That several nodes publish the topic, in words. */
  readonly otherPublishers?: string | undefined;
}

/**
 * How an active camera is doing.
 *
 * @param nowNs the node's clock, which follows /clock in simulation
 */
export function cameraDiagnosis(
  camera: MeasuredCamera,
  connection: CameraConnection,
  nowNs: bigint,
): Diagnosis {
  const judged = {
    task: `camera ${camera.camera}`,
    values: cameraValues(camera, connection, nowNs),
  };
  const { frames, framesSinceActivation, recent } = camera;
  if (framesSinceActivation === 0 || !camera.arriving) {
    // What comes may be no image at all.
    const failure = failing(camera);
    const message = connection.problem ?? failure ?? `no image on ${connection.topic}`;
    const level = frames === 0 || failure !== undefined ? 'warn' : 'stale';
    return { level, message, ...judged };
  }
  const message =
    connection.otherPublishers ??
    jumping(recent) ??
    failing(camera) ??
    pictureFault(camera.condition) ??
    slowness(camera);
  return message === undefined
    ? { level: 'ok', message: 'images arrive', ...judged }
    : { level: 'warn', message, ...judged };
}

function jumping({ clockJumps, seconds }: Recent): string | undefined {
  return clockJumps > JUMPS_OF_A_CLOCK
    ? `the stamps jumped ${clockJumps} times in ${seconds.toFixed(0)} s: check the driver's clock`
    : undefined;
}

function failing({ recent, lastError }: MeasuredCamera): string | undefined {
  return recent.faults > 0 ? (lastError ?? 'frames are dropped') : undefined;
}

/** What arrives and what is wanted, while too little arrives. */
export function slowness({ camera, stampsHz, wantedHz }: MeasuredCamera): string | undefined {
  return stampsHz !== undefined && stampsHz < SLOW * wantedHz
    ? `images arrive at ${stampsHz.toFixed(2)} Hz by their stamps, but ${wantedHz} Hz are wanted: raise the camera's rate, or lower cameras.${camera}.rate to it`
    : undefined;
}

function cameraValues(
  camera: MeasuredCamera,
  { topic, type }: CameraConnection,
  nowNs: bigint,
): Diagnosis['values'] {
  const { newestStampNs, clockJumps, stampsHz, recent, condition, noiseKnown } = camera;
  const named = (counts: Readonly<Record<string, number>>, kind: string) =>
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${kind}: ${name}`, count]));
  return {
    Topic: topic,
    Type: type,
    'Events in window': recent.frames,
    'Events since startup': camera.frames,
    'Skipped by the rate since startup': camera.skipped,
    'Duration of window (s)': recent.seconds.toFixed(2),
    'Actual frequency (Hz)': perSecond(recent.frames, recent).toFixed(2),
    'Wanted frequency (Hz)': camera.wantedHz,
    'World states (Hz)': perSecond(recent.windows, recent).toFixed(2),
    'World states since startup': camera.windows,
    'Encodings reused since startup': camera.encodingsReused,
    'States reused since startup': camera.statesReused,
    'Texts since startup': camera.texts,
    'Texts per world state': shareOf(textsPerWindow(camera)),
    Picture: condition,
    'A frozen picture can be told': noiseKnown ? 'yes' : 'no, no noise has been seen yet',
    ...(newestStampNs === undefined
      ? {}
      : { 'Stamp age (s)': (Number(nowNs - newestStampNs) / 1e9).toFixed(3) }),
    ...(clockJumps > 0 ? { 'Clock jumps': clockJumps } : {}),
    ...(stampsHz === undefined ? {} : { 'Frequency by stamps (Hz)': stampsHz.toFixed(2) }),
    ...named(camera.drops, 'Dropped'),
    ...named(camera.warnings, 'Warnings'),
  };
}

/** What is known of a configured node besides its numbers. */
export interface PipelineFacts {
  readonly pack: PackDescription;
  readonly threads: number;
  readonly live: LiveSettings;
  /** The inference worker died and is being replaced. */
  readonly recovering: boolean;
  /** Why inference has ended for good, and is not being loaded again. */
  readonly failure: string | undefined;
}

export function pipelineDiagnoses(snapshot: PipelineSnapshot, facts: PipelineFacts): Diagnosis[] {
  const { eventLoopDelayMs } = snapshot;
  return [
    latencyDiagnosis(snapshot),
    inferenceDiagnosis(snapshot, facts),
    decodingDiagnosis(snapshot, facts),
    ...(eventLoopDelayMs === undefined ? [] : [eventLoopDiagnosis(eventLoopDelayMs)]),
  ];
}

/** Percentiles of each stage's newest measurements. */
function latencyDiagnosis({ cameras }: PipelineSnapshot): Diagnosis {
  const values: Record<string, string> = {};
  for (const { camera, latencyMs } of cameras)
    for (const [stage, { p50, p90, p99, max }] of Object.entries(latencyMs))
      for (const [name, milliseconds] of Object.entries({ p50, p90, p99, max }))
        values[`${camera} ${stage} ${name} (ms)`] = milliseconds.toFixed(2);
  return { level: 'ok', task: 'latency', message: 'newest frame received to published', values };
}

function eventLoopDiagnosis({ p99, max }: EventLoopDelay): Diagnosis {
  return {
    level: 'ok',
    task: 'event loop',
    message: `the ROS thread was never late by more than ${max.toFixed(1)} ms since activation`,
    values: { 'Delay p99 (ms)': p99.toFixed(2), 'Delay max (ms)': max.toFixed(2) },
  };
}

function inferenceDiagnosis(
  { active, runtime }: PipelineSnapshot,
  { pack, threads, recovering, failure }: PipelineFacts,
): Diagnosis {
  return {
    level: recovering ? 'error' : 'ok',
    task: 'inference',
    message: recovering
      ? (failure ?? 'the worker failed; the pack is being loaded again')
      : `pack ${pack.id} is loaded${active ? '' : '; the node is not active'}`,
    values: {
      Pack: pack.id,
      'Embedding dimension': pack.embeddingDimension,
      'Reads the query': pack.readsQuery ? 'yes' : 'no',
      Threads: threads,
      ...(runtime && valuesOf(runtime)),
    },
  };
}

function valuesOf({
  executionProvider,
  loadMs,
  warmUpMs,
  passedOver,
}: Runtime): Diagnosis['values'] {
  return {
    'Execution provider': executionProvider,
    'Load time (s)': (loadMs / 1000).toFixed(2),
    'Warm-up time (s)': (warmUpMs / 1000).toFixed(2),
    ...Object.fromEntries(
      passedOver.map(({ executionProvider: other, reason }) => [`Passed over: ${other}`, reason]),
    ),
  };
}

function decodingDiagnosis(snapshot: PipelineSnapshot, { live }: PipelineFacts): Diagnosis {
  const { windows, texts } = totals(snapshot);
  return {
    level: 'ok',
    task: 'selective decoding',
    message: `${texts} texts for ${windows} windows`,
    values: {
      Windows: windows,
      Texts: texts,
      'Texts per window': shareOf(textsPerWindow({ texts, windows })),
      ...decodingInForce(live),
    },
  };
}

function shareOf(share: number): string {
  return share > 0 ? share.toFixed(4) : '0';
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

import type { Engine } from '../../engine/engine.js';
import type { Diagnosis } from '../../metrics/diagnoses.js';
import type { NodeSnapshot } from '../../metrics/nodeSnapshot.js';
import type { CameraParameters } from '../../parameters/cameras.js';
import type { RecentWindows } from '../../operators/recentWindows.js';
import type { Perception } from '../../perception.js';
import type { LiveSettings } from '../../settings.js';
import type { Sink } from '../../sink.js';
import type { WatchSettings } from '../../watches/watchSettings.js';
import type { JudgedState } from '../../worldState.js';
import type { CallQueue } from '../callQueue.js';
import type { NodeLog } from '../nodeLog.js';
import type { Node, SetParametersResult } from '../rcl.js';

/**
 * A topic or service of the node, open. It owns its type, QoS, name and conversion, and closes all
 * that it has opened.
 *
 * With `perceived` it is a {@link Sink} too, given every perception of the active node, and any sink
 * can stand here. `close` is called once, in any state, also while active; a promise that it returns
 * is awaited before the process ends.
 */
export interface Endpoint extends Partial<Sink> {
  /** Called when the cameras are subscribed to; where it throws, nothing of it may stay active. */
  activate?(): void;
  /** Called before the cameras are closed. */
  deactivate?(): void;
  /** Called when parameters were set that are read at every window. */
  parametersChanged?(): void;
  /** Called once a second, in every state of the lifecycle in which it is open. */
  report?(status: NodeStatus): void;
}

/** @throws where it cannot be opened, with nothing left open */
export type OpenEndpoint<Context> = (context: Context) => Endpoint;

/** How the node is doing. */
export interface NodeStatus {
  /** All that is counted and measured of the node, with its clock. */
  readonly snapshot: NodeSnapshot;
  /** The state's label, and why the last transition failed (empty where it did not). */
  readonly lifecycle: { readonly state: string; readonly reason: string };
  /** Of the pipeline; empty while the node is not configured. */
  readonly diagnoses: readonly Diagnosis[];
}

/** What an endpoint may use that exists as long as the node. */
export interface NodeContext {
  /** For publishers, subscriptions, services and the clock. */
  readonly node: Node;
  readonly log: NodeLog;
}

/** Values of parameters by their names. */
export type PlainValues = Readonly<
  Record<string, boolean | number | string | readonly (boolean | number | string)[]>
>;

/** What an endpoint may use that exists while the node is configured. */
export interface ConfiguredContext extends NodeContext {
  readonly pipeline: Pipeline;
  /** Through it goes what users ask the engine. */
  readonly calls: CallQueue;
  /** Sets parameters of the node, by their names, as a service call would: all or none. */
  readonly setParameters: (values: PlainValues) => SetParametersResult;
}

/** The pipeline of a configured node, as its endpoints see it; read anew at each use. */
export interface Pipeline {
  readonly engine: Engine;
  readonly cameras: readonly CameraParameters[];
  readonly live: LiveSettings;
  /** Those with a condition. */
  readonly watches: readonly WatchSettings[];
  readonly active: boolean;
  /** The newest world state of each camera and query; empty while the node is not active. */
  readonly newestStates: readonly JudgedState[];
  /** A camera's windows that can still be asked; undefined while the node is not active. */
  recentWindows(camera: string): RecentWindows | undefined;
  /** Further X_q that windows are asked from now on; `WorldState.answers` has their states. */
  askBesides(queries: readonly string[]): void;
  /** Gives a perception to every sink, as the pipeline does with its own. */
  give(perception: Perception): void;
}

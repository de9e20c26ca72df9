import type { PipelineSnapshot } from './pipelineMetrics.js';

/** Everything that a node reports about itself in numbers, configured or not. */
export interface NodeSnapshot extends PipelineSnapshot {
  /** The node's clock. */
  readonly stampNs: bigint;
  /** Of the process. */
  readonly uptimeSeconds: number;
  readonly memoryBytes: {
    /** Of the whole process. */
    readonly resident: number;
    /** Of the main thread, as are the following. */
    readonly heapUsed: number;
    readonly external: number;
    readonly arrayBuffers: number;
  };
}

/** What is measured of a node that has no pack and no cameras. */
export const UNCONFIGURED: PipelineSnapshot = {
  pack: '',
  runtime: undefined,
  active: false,
  cameras: [],
  latencyMs: {},
  eventLoopDelayMs: undefined,
};

/** @param stampNs the node's clock */
export function nodeSnapshot(pipeline: PipelineSnapshot, stampNs: bigint): NodeSnapshot {
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return {
    ...pipeline,
    stampNs,
    uptimeSeconds: process.uptime(),
    memoryBytes: { resident: rss, heapUsed, external, arrayBuffers },
  };
}

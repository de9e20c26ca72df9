import { markdownTable } from '../markdownTable.js';
import { STAGES, type StageFigures, type Trace } from './trace.js';

const WORDS: Readonly<Record<(typeof STAGES)[number], string>> = {
  to_callback: 'published → received',
  turn: 'waits for its turn',
  wait: 'handed to the thread that computes',
  decompress: 'decompressed',
  prepare: 'prepared',
  gate: 'gate',
  x_encoder: 'X-Encoder',
  predictor: 'Predictor',
  reply: 'back to the thread of ROS',
  publish: 'published',
  inside: 'received → published, all of it',
  to_collector: 'published → arrived',
  all: 'published → arrived, all of it',
};

/** A stage in each line; a stage that a system does not have is empty. */
export function stageTable({ node, peer }: { readonly node: Trace; readonly peer: Trace }): string {
  const cells = (figures: StageFigures | undefined) =>
    figures === undefined ? ['', ''] : [figures.p50_ms, figures.p99_ms].map((ms) => ms.toFixed(2));
  return markdownTable(
    ['ms', 'this node, p50', 'p99', 'rclpy, p50', 'p99'],
    STAGES.filter((stage) => stage in node || stage in peer).map((stage) => [
      WORDS[stage],
      ...cells(node[stage]),
      ...cells(peer[stage]),
    ]),
  );
}

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describeLoad, loads } from './loads.js';
import { markdownTable } from './markdownTable.js';
import type { Report } from './report.js';
import type { Row } from './row.js';

type Column = readonly [heading: string, cell: (row: Row) => string];

const columns: readonly Column[] = [
  ['this node, p50 / p99 ms', ({ node }) => pair(node.p50_ms, node.p99_ms)],
  ['rclpy, p50 / p99 ms', ({ peer }) => pair(peer.p50_ms, peer.p99_ms)],
  ['p50', (row) => times(row.ratio_p50)],
  ['p50, tuned', (row) => times(row.ratio_p50_tuned)],
  ['p99', (row) => times(row.ratio_p99)],
  ['CPU', (row) => times(row.ratio_cpu)],
  ['windows/s', ({ node }) => node.windows_per_second.toFixed(1)],
  ['saturation', ({ saturation }) => saturation.toFixed(2)],
  ['overhead ms', ({ overhead_ms }) => overhead_ms?.toFixed(1) ?? ''],
  ['missed', ({ node }) => `${node.missed} of ${node.due}`],
  ['event loop, max ms', (row) => row.event_loop_max_ms.toFixed(1)],
];

const LEGEND =
  'Latency is from the stamp, taken right before an image is published, to the arrival of its world ' +
  'state. p50, p99 and CPU are this node over the rclpy node (below 1 is better), `p50, tuned` over the same ' +
  'node with JPEG decompressed at a part of its size; CPU is user and system time for one world state. Saturation is windows a second over what was possible: the ' +
  'frames offered, or what a bare loop of the graphs reaches where that is less. Overhead is the ' +
  "median time from receiving a frame to publishing its state without the graphs' runs.";

/** The benchmark table of docs/performance.md: Markdown, aligned as Prettier has it. */
export function benchmarkTable(report: Report): string {
  const headings = ['load', ...columns.map(([heading]) => heading)];
  const rows = Object.entries(report.loads).map(([name, row]) => [
    describe(name),
    ...columns.map(([, cell]) => cell(row)),
  ]);
  const { cpu, cores } = report.machine;
  const { versions } = report;
  return [
    markdownTable(headings, rows),
    LEGEND,
    `${report.date.slice(0, 10)}, pack ${report.pack}, ${report.threads} thread${report.threads > 1 ? 's' : ''}, ` +
      `${report.rounds} turn${report.rounds > 1 ? 's' : ''} of ${report.seconds} s each; ${cpu}, ${cores} cores; ROS 2 ${versions['ros']}, ` +
      `Node.js ${versions['node']}, Python ${versions['python']}.`,
  ].join('\n\n');
}

function describe(name: string): string {
  const load = loads.find((candidate) => candidate.name === name);
  return load === undefined ? name : describeLoad(load);
}

const pair = (p50: number, p99: number) => `${p50.toFixed(1)} / ${p99.toFixed(1)}`;
const times = (ratio: number) => `${ratio.toFixed(2)}×`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [file] = process.argv.slice(2);
  if (file === undefined) {
    console.error('expected the JSON file of a benchmark: node dist/bench/table.js FILE');
    process.exit(2);
  }
  console.log(benchmarkTable(JSON.parse(readFileSync(file, 'utf8')) as Report));
}

// node changes_in_node.mjs < streams.json: when the node's own detector confirms a change.
//
// In:  {"thresholds": [0.1, …], "streams": [{"stamps": [s, …], "dimension": 384, "states": base64}]}
// Out: [[[s, …] of each stream] of each threshold], as JSON.
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { declarationOf } from '../../dist/src/parameters/declarations.js';
import { ChangeDetector } from '../../dist/src/selective/changeDetector.js';

/** What the node has where nobody says otherwise. */
const usual = (name) => declarationOf(`selective_decoding.${name}`).default;
const OTHERS = {
  smoothingSeconds: usual('smoothing'),
  persistenceSeconds: usual('persistence'),
  refractorySeconds: usual('refractory'),
  hysteresis: usual('hysteresis'),
};

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { thresholds, streams } = JSON.parse(Buffer.concat(chunks).toString('utf8'));

const changes = thresholds.map((threshold) =>
  streams.map(({ stamps, dimension, states }) => {
    const bytes = Buffer.from(states, 'base64');
    const numbers = new Float32Array(new Uint8Array(bytes).buffer);
    const detector = new ChangeDetector();
    return stamps.filter((stamp, index) => {
      const stampNs = BigInt(Math.round(stamp * 1e9));
      const embedding = numbers.subarray(index * dimension, (index + 1) * dimension);
      // Where a change lies is not asked for, and without features everything may have moved.
      const state = { stampNs, windowStartNs: stampNs, run: 0, moving: true, embedding };
      return detector.update(state, { threshold, ...OTHERS }).changed;
    });
  }),
);
process.stdout.write(JSON.stringify(changes));

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { toNanoseconds, type Time } from '../../src/messages/stamp.js';
import type { ReplaySummary } from '../../src/replay/results.js';

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const main = fileURLToPath(new URL('../../src/replay/main.js', import.meta.url));

interface SampleEvent {
  readonly stamp: Time;
  readonly end: Time;
  readonly kind: string;
  readonly strength: 'strong' | 'weak';
}

/** Half a window, smoothing, persistence and the rest after another text. */
const LATEST_NS = 3_000_000_000n;

test('the sample bag: a text for each strong event, hardly one twice, none where nothing happens', () => {
  const out = mkdtempSync(join(tmpdir(), 'vljepa-sample-'));
  try {
    const bag = root('test/bags/sample');
    const { status, stderr } = spawnSync(process.execPath, [main, bag, '--out', out], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown;
    const summary = read(join(out, 'summary.json')) as ReplaySummary;
    const { events } = read(join(bag, 'events.json')) as { events: SampleEvent[] };
    const belongsTo = ({ stamp, end }: SampleEvent, text: { stamp: Time }) => {
      const at = toNanoseconds(text.stamp);
      return at >= toNanoseconds(stamp) && at <= toNanoseconds(end) + LATEST_NS;
    };
    const changes = summary.texts.filter(({ reason }) => reason === 'CHANGE');
    const missed = events
      .filter(({ strength }) => strength === 'strong')
      .filter((event) => !changes.some((text) => belongsTo(event, text)));
    // What would have been said once more was not.
    const repeated = summary.drops['text_repeated'] ?? 0;
    assert.ok(missed.length <= repeated, `missed: ${JSON.stringify(missed)}`);
    assert.ok(changes.length <= 1.2 * events.length, `${changes.length} texts`);
    const idle = changes.filter((text) => !events.some((event) => belongsTo(event, text)));
    assert.deepEqual(idle, []);
    assert.equal(summary.texts.length, changes.length + 1);
    assert.deepEqual(Object.keys(summary.drops), repeated > 0 ? ['text_repeated'] : []);
  } finally {
    rmSync(out, { recursive: true });
  }
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ReplaySummary } from '../../src/replay/results.js';
import { withStrayBytes } from '../fixtures/jpegSurgery.js';
import { BagWorkshop, readBack, WITHOUT_ROSBAGS } from '../bags/bagWorkshop.js';

const main = fileURLToPath(new URL('../../src/replay/main.js', import.meta.url));
const skip = WITHOUT_ROSBAGS;
const CAMERA = '/cam/image_raw/compressed';

let workshop: BagWorkshop;
before(async () => {
  workshop = await BagWorkshop.open();
});
after(() => workshop.close());

function replayed(bag: string, out: string, parameters: string) {
  const params = workshop.file(`${out}.yaml`);
  writeFileSync(params, `/**:\n  ros__parameters:\n${parameters}`);
  const folder = workshop.file(out);
  const args = [main, bag, '--out', folder, '--params', params];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as ReplaySummary;
  return { summary, stdout, states: readBack(join(folder, 'states.mcap')) };
}

test(
  'strings of any script are whole in states.mcap; words that the pack does not know are noted',
  { skip },
  () => {
    const bag = workshop.write('scripts', [
      { ...workshop.camera(CAMERA, ['slope', 'chequer']), frame_id: 'カメラ' },
    ]);
    const labels = ['eine Tür', 'дверь', 'a 🦾 at work', 'a door'];
    const { states, stdout } = replayed(
      bag,
      'scripts-out',
      `    labels: [${labels.join(', ')}]\n    query: "¿qué pasa? 😀"\n`,
    );
    assert.ok(states.length > 10);
    for (const { topic, message } of states) {
      assert.equal((message['header'] as { frame_id: string }).frame_id, 'カメラ');
      assert.equal(message['query'], '¿qué pasa? 😀');
      if (topic !== '/vljepa/world_state') continue;
      const scored = (message['labels'] as { label: string }[]).map(({ label }) => label);
      assert.deepEqual(scored.sort(), [...labels].sort());
    }
    const notes = stdout.split('\n').filter((line) => /^note: .*does not know/.test(line));
    assert.equal(notes.length, 2, stdout);
    assert.match(notes[0]!, /label "a 🦾 at work": .*know 🦾 /);
    assert.match(notes[1]!, /query "¿qué pasa\? 😀": .*know 😀 /);
  },
);

test('odd JPEG files give windows and are counted beside the drops', { skip }, () => {
  for (const scene of ['slope', 'chequer'] as const) {
    const file = workshop.file(`${scene}.jpg`);
    writeFileSync(file, withStrayBytes(readFileSync(file)));
  }
  const bag = workshop.write('odd', [workshop.camera(CAMERA, ['slope', 'chequer'])]);
  const { summary, stdout } = replayed(bag, 'odd-out', '    query: What is there?\n');
  assert.deepEqual(summary.drops, {});
  assert.deepEqual(summary.warnings, { jpeg_warning: summary.windows });
  assert.equal(summary.frames, 80);
  assert.ok(summary.windows >= 30);
  const notes = stdout.split('\n').filter((line) => line.includes('jpeg_warning'));
  assert.deepEqual(notes, [
    `note: ${summary.windows} frames were read with a warning: jpeg_warning`,
  ]);
});

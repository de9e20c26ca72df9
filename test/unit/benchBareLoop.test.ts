import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { pathOf } from '../../bench/systems.js';
import { tinyPack } from '../fixtures/fixtures.js';

for (const name of ['tiny_frame', 'tiny_query', 'tiny_clip'] as const) {
  test(`${name}: the bare loop gives the graphs all that they read`, () => {
    const loop = [pathOf('dist/bench/bareLoop.js'), tinyPack(name), '1', '0.01'];
    const printed = execFileSync(process.execPath, loop, { encoding: 'utf8' });
    const { windowsPerSecond } = JSON.parse(printed) as { windowsPerSecond: number };
    assert.ok(windowsPerSecond > 0, printed);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncodedWindow } from '../../src/engine/engine.js';
import { RecentWindows } from '../../src/operators/recentWindows.js';

/** Windows at these stamps, in this order, and which of them have been released. */
function filled(count: number, stamps: readonly bigint[]) {
  const released: bigint[] = [];
  const windows = new RecentWindows(count);
  for (const stampNs of stamps) {
    const window = { release: () => released.push(stampNs) } as unknown as EncodedWindow;
    windows.add(window, { stampNs, frameId: 'front' });
  }
  return { windows, released };
}

test('the newest are kept, and the others released', () => {
  const { windows, released } = filled(2, [1n, 2n, 3n, 4n]);
  assert.deepEqual(released, [1n, 2n]);
  assert.equal(windows.oldest?.stampNs, 3n);
  assert.equal(windows.newest?.stampNs, 4n);
  windows.close();
  assert.deepEqual(released, [1n, 2n, 3n, 4n]);
  assert.equal(windows.newest, undefined);
});

test('of a stamp the newest that is not later is found', () => {
  const { windows } = filled(3, [10n, 20n, 30n]);
  assert.deepEqual(
    [9n, 10n, 19n, 20n, 99n].map((stampNs) => windows.at(stampNs)?.stampNs),
    [undefined, 10n, 10n, 20n, 30n],
  );
});

test('where the stamps jump back, what was before is released', () => {
  const { windows, released } = filled(3, [10n, 20n, 5n]);
  assert.deepEqual(released, [10n, 20n]);
  assert.equal(windows.at(30n)?.stampNs, 5n);
});

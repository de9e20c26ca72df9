import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Noticing } from '../../src/selective/noticing.js';
import { Wording, type TextsFor } from '../../src/selective/wording.js';

/**
 * When texts are due, in seconds, of windows four a second: `-` still, `m` moving, `c` still with a
 * confirmed change, `C` moving with one, `w` with one that is hardly above the threshold, `s` still behind a slow change, `|` the first window behind a
 * jump of the stamps.
 */
function due(windows: string, texts: TextsFor = 'new_facts'): number[] {
  const wording = new Wording();
  let run = 0;
  return [...windows].flatMap((window, k) => {
    if (window === '|') run += 1;
    const worded = wording.update(
      {
        stampNs: BigInt(k) * 250_000_000n,
        run,
        moving: 'mCw'.includes(window),
        changed: 'cCw'.includes(window),
        change: window === 'w' ? 0.3 : 0.9,
        threshold: 0.2,
        first: k === 0,
        slow: window === 's',
      },
      texts,
    );
    return worded ? [k / 4] : [];
  });
}

test('the first state is put into words', () => {
  assert.deepEqual(due('------'), [0]);
});

test('an event that ends by itself is one text', () => {
  assert.deepEqual(due('--------mmmCmmm---c-----'), [0, 2.75]);
});

test('every change: its end too', () => {
  assert.deepEqual(due('--------mmmCmmm---c-----', 'every_change'), [0, 2.75, 4.5]);
});

test('what goes over into something else while it moves is another text', () => {
  assert.deepEqual(due('--------mmmCmmmmCmmmmC---c--'), [0, 2.75, 4, 5.25]);
});

test('a motion that is over before its change is confirmed is told', () => {
  assert.deepEqual(due('--------mm--c-------c---'), [0, 3]);
});

test('a cut is told when most of the window is behind it', () => {
  assert.deepEqual(due('--------mC----------'), [0, 2.75]);
});

test('a change without motion tells nothing new, but every change is told', () => {
  assert.deepEqual(due('----------------c---'), [0]);
  assert.deepEqual(due('----------------c---', 'every_change'), [0, 4]);
});

test('right behind a text a small change of the same motion is what the text said, a large one is not', () => {
  assert.deepEqual(due('--------mmmCmwmmmm---'), [0, 2.75]);
  assert.deepEqual(due('--------mmmCmCmmmm---'), [0, 2.75, 3.25]);
  assert.deepEqual(due('--------mmmCmmmwmm---'), [0, 2.75, 3.75]);
});

test('a slow change is told at once; where every change is told it has been', () => {
  assert.deepEqual(due('--------c-------s---'), [0, 4]);
  assert.deepEqual(due('--------c-------s---', 'every_change'), [0, 2]);
});

test('a second motion of the same kind, after stillness, is told again', () => {
  assert.deepEqual(due('--------mmmCmm----c---mmmCmm---'), [0, 2.75, 6.25]);
});

test('a pause of a window does not make one motion two', () => {
  assert.deepEqual(due('--------mmmCmm-mm---c---'), [0, 2.75]);
});

test('behind a jump of the stamps a change is told without motion', () => {
  assert.deepEqual(due('--------|---c---'), [0, 3]);
});

test('something is noticed with the first window of a motion or of a change', () => {
  const noticing = new Noticing();
  const windows = ['--', 'm-', 'mb', '-b', '--', '-b', 'mb', '--'];
  const noticed = windows.map((window) =>
    noticing.update({ moving: window[0] === 'm', begun: window[1] === 'b' }),
  );
  assert.deepEqual(noticed, [false, true, true, false, false, true, true, false]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Signal } from '../../bench/selective/signal.js';
import { strategies } from '../../bench/selective/strategies/index.js';
import { uniform } from '../../bench/selective/strategies/uniform.js';
import { EmbeddingSource } from '../embeddingStream.js';

const RATE_HZ = 4;

/** Three scenes of ten seconds each, at right angles. */
function scenes(): Signal {
  const source = new EmbeddingSource(1);
  let centre = source.unit();
  const stream = source.stream(
    [0, 1, 2].map((k) => {
      if (k > 0) centre = source.awayFrom(centre, 2);
      return { centre, seconds: 10 };
    }),
    RATE_HZ,
    0.05,
  );
  return {
    name: 'states',
    stamps: Float64Array.from(stream, (_, k) => k / RATE_HZ),
    rows: stream.map(({ embedding }) => embedding),
  };
}

test('uniform decoding: all windows, in equal parts', () => {
  const segments = uniform(scenes(), 2.5);
  assert.equal(segments.length, 12);
  assert.deepEqual(segments.slice(0, 2), [
    { onset: 0, said: 9 },
    { onset: 10, said: 19 },
  ]);
  assert.equal(uniform(scenes(), 0.25).length, 120);
});

/** What lies between the noise and a cut, in each strategy's own measure. */
const SETTINGS: Record<string, number> = { window_variance: 0.1, cusum: 1 };

for (const { name, strategy } of strategies) {
  test(`${name} finds two cuts, at their first windows, and says them soon`, () => {
    const segments = strategy(scenes(), SETTINGS[name.replace('_on_features', '')] ?? 0.5);
    assert.equal(segments.length, 3);
    assert.deepEqual(segments[0]!.onset, 0);
    for (const [k, cut] of [40, 80].entries()) {
      const { onset, said } = segments[k + 1]!;
      assert.ok(onset >= cut && onset <= cut + 1, `onset ${onset}`);
      assert.ok(said > cut && said <= cut + 5, `said ${said}`);
    }
  });

  test(`${name} says one thing where nothing changes`, () => {
    const signal = scenes();
    const still = { ...signal, rows: signal.rows.map((_, k) => signal.rows[k % 40]!) };
    const segments = strategy(still, SETTINGS[name.replace('_on_features', '')] ?? 0.5);
    assert.deepEqual(segments.length, 1);
  });
}

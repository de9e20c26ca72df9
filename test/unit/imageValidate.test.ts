import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawImage } from '../../src/frame.js';
import { encodingNamed, encodingNames } from '../../src/image/encodings.js';
import { checkRawImage } from '../../src/image/validate.js';
import { plain } from '../fixtures/fixtures.js';

const image = (changes: Partial<RawImage>): RawImage => ({ ...plain(8, 6, [1, 2, 3]), ...changes });
const bytes = (count: number): Uint8Array => new Uint8Array(count);

const bad: [string, Partial<RawImage>, string, RegExp][] = [
  ['no width', { width: 0 }, 'FRAME_EMPTY', /0 × 6/],
  ['no height', { height: 0 }, 'FRAME_EMPTY', /8 × 0/],
  ['no data', { data: bytes(0) }, 'FRAME_EMPTY', /no data/],
  ['a byte short', { data: bytes(143) }, 'FRAME_TRUNCATED', /143 bytes.*at least 144/],
  ['step below a row', { step: 23 }, 'FRAME_STEP', /step is 23 bytes.*has 24/],
  ['step of zero', { step: 0 }, 'FRAME_STEP', /step is 0/],
  ['odd step of 16 bit', { encoding: 'mono16', step: 17 }, 'FRAME_STEP', /must be even/],
  ['odd width in 4:2:2', { encoding: 'yuv422', width: 7 }, 'FRAME_SIZE', /7 × 6/],
  ['odd height in 4:2:0', { encoding: 'nv12', height: 5 }, 'FRAME_SIZE', /8 × 5/],
  ['Bayer without neighbours', { encoding: 'bayer_rggb8', width: 2 }, 'FRAME_SIZE', /at least 3/],
  ['too many pixels', { width: 60000, height: 60000 }, 'FRAME_TOO_LARGE', /60000 × 60000/],
  [
    '4:2:0 without its chroma',
    { encoding: 'nv21', step: 8, data: bytes(48) },
    'FRAME_TRUNCATED',
    /72/,
  ],
];

for (const [name, changes, code, message] of bad) {
  test(`${name}: ${code}`, () => {
    assert.throws(() => checkRawImage(image(changes)), { code, message });
  });
}

test('an unknown encoding is FRAME_ENCODING with the list of what is supported', () => {
  for (const encoding of ['32FC1', 'rgb', '8UC2', 'nv24', '']) {
    assert.throws(
      () => checkRawImage(image({ encoding })),
      (error: Error & { code?: string }) =>
        error.code === 'FRAME_ENCODING' &&
        error.message.includes(`"${encoding}"`) &&
        encodingNames.every((name) => error.message.includes(name)),
    );
  }
});

test('the last row may end at its last pixel', () => {
  const step = 32;
  checkRawImage(image({ step, data: bytes(5 * step + 24) }));
  assert.throws(() => checkRawImage(image({ step, data: bytes(5 * step + 23) })), {
    code: 'FRAME_TRUNCATED',
  });
});

test('a name means the same in any case and with spaces around it', () => {
  for (const name of encodingNames) {
    for (const spelt of [name, name.toUpperCase(), name.toLowerCase(), ` ${name} `, `${name}\n`]) {
      assert.equal(encodingNamed(spelt).name, name);
    }
  }
});

test('depth is refused with what it is', () => {
  for (const encoding of ['32FC1', '64FC1', '16SC1', '32SC1']) {
    assert.throws(() => checkRawImage(image({ encoding })), {
      code: 'FRAME_ENCODING',
      message: new RegExp(`"${encoding}".*depth.*rgb8`),
    });
  }
});

test('planes of their own must not be padded: whether chroma rows are, too, is not settled', () => {
  const changes = { width: 8, height: 6, step: 8, data: bytes(72) };
  for (const encoding of ['i420', 'yv12']) {
    checkRawImage(image({ ...changes, encoding }));
    assert.throws(() => checkRawImage(image({ ...changes, encoding, step: 10, data: bytes(90) })), {
      code: 'FRAME_STEP',
      message: /step is 10.*has 8 and must not be padded/,
    });
  }
});

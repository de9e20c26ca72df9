import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawImage } from '../../src/frame.js';
import { encodingNamed } from '../../src/image/encodings.js';
import { placement, type ImageSpec } from '../../src/image/imageSpec.js';
import { matType, openCv } from '../../src/image/opencv.js';
import { planeScale, writePlanes } from '../../src/image/planes.js';
import { LinearSampler } from '../../src/image/sampleLinear.js';
import { seededRandom } from '../marbles.js';

const spec: ImageSpec = {
  width: 96,
  height: 64,
  resize: 'stretch',
  crop: 'none',
  interpolation: 'linear',
  channels: 'rgb',
  mean: [127, 120, 110],
  std: [128, 60, 50],
};
const specs: readonly ImageSpec[] = [
  spec,
  { ...spec, channels: 'bgr' },
  { ...spec, width: 97, height: 63 },
  { ...spec, resize: 'short_side', short_side: 110, crop: 'center' },
];

function noisy(encoding: string, width: number, height: number, padding: number): RawImage {
  const random = seededRandom(5);
  const step = width * encodingNamed(encoding).channels + padding;
  const data = Uint8Array.from({ length: step * height }, () => 256 * random());
  return { kind: 'raw', encoding, width, height, step, bigEndian: false, data };
}

function sampled(image: RawImage, wanted: ImageSpec): Float32Array {
  const sampler = new LinearSampler(wanted);
  const encoding = encodingNamed(image.encoding);
  assert.ok(sampler.handles(encoding));
  const out = new Float32Array(3 * wanted.width * wanted.height);
  const target = placement(wanted, image.width, image.height);
  sampler.sample(image, encoding, target, planeScale(wanted), out);
  return out;
}

function byOpenCv({ data, ...image }: RawImage, wanted: ImageSpec): Float32Array {
  const cv = openCv();
  const { channels, rgb } = encodingNamed(image.encoding);
  const pointer = cv._malloc(data.byteLength);
  cv.HEAPU8.set(data, pointer);
  const type = matType(1, channels);
  const picture = new cv.Mat(image.height, image.width, type, pointer, image.step);
  const small = new cv.Mat();
  const target = placement(wanted, image.width, image.height);
  cv.resize(picture, small, new cv.Size(target.width, target.height), 0, 0, cv.INTER_LINEAR);
  const out = new Float32Array(3 * wanted.width * wanted.height);
  writePlanes({ data: small.data, channels, rgb, placement: target }, wanted, out);
  picture.delete();
  small.delete();
  cv._free(pointer);
  return out;
}

for (const encoding of ['rgb8', 'bgr8', 'rgba8', 'bgra8', '8UC3', '8UC4']) {
  test(`${encoding}: pixels are those of OpenCV's resize, to the last bit`, () => {
    for (const [width, height] of [
      [640, 480],
      [321, 233],
      [300, 1000],
    ] as const)
      for (const padding of [0, 7])
        for (const wanted of specs) {
          const image = noisy(encoding, width, height, padding);
          assert.deepEqual(sampled(image, wanted), byOpenCv(image, wanted));
        }
  });
}

test('a picture that grows is off by a level at most', () => {
  for (const [width, height] of [
    [1, 1],
    [2, 3],
    [60, 40],
    [96, 20],
  ] as const) {
    const image = noisy('rgb8', width, height, 0);
    const reference = byOpenCv(image, spec);
    sampled(image, spec).forEach((value, i) =>
      assert.ok(Math.abs(value - reference[i]!) <= 1.001 / 50, `${width} × ${height} at ${i}`),
    );
  }
});

test('one sampler takes pictures of any sizes in turn', () => {
  const sampler = new LinearSampler(spec);
  const encoding = encodingNamed('rgb8');
  const images = [noisy('rgb8', 320, 240, 0), noisy('rgb8', 640, 480, 3), noisy('rgb8', 96, 64, 0)];
  for (const image of [...images, ...images.toReversed()]) {
    const out = new Float32Array(3 * spec.width * spec.height);
    const target = placement(spec, image.width, image.height);
    sampler.sample(image, encoding, target, planeScale(spec), out);
    assert.deepEqual(out, byOpenCv(image, spec));
  }
});

test('the last row may end at its last pixel', () => {
  const image = noisy('rgb8', 320, 240, 8);
  const short = { ...image, data: image.data.slice(0, -8) };
  assert.deepEqual(sampled(short, spec), sampled(image, spec));
});

test('what is not packed in 8 bit, or resized in another way, is left to OpenCV', () => {
  const left = (encoding: string, wanted: ImageSpec) =>
    !new LinearSampler(wanted).handles(encodingNamed(encoding));
  for (const encoding of ['mono8', 'rgb16', 'yuv422', 'nv12', 'bayer_rggb8'])
    assert.ok(left(encoding, spec), encoding);
  for (const interpolation of ['area', 'cubic'] as const)
    assert.ok(left('rgb8', { ...spec, interpolation }), interpolation);
});

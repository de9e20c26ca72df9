import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawImage } from '../../src/frame.js';
import { encodingNamed, encodingNames } from '../../src/image/encodings.js';
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
  const { channels, rowsPerRow } = encodingNamed(encoding);
  const step = width * channels + padding;
  const data = Uint8Array.from({ length: step * height * rowsPerRow }, () => 256 * random());
  return { kind: 'raw', encoding, width, height, step, bigEndian: false, data };
}

function sampled(image: RawImage, wanted: ImageSpec): Float32Array {
  const sampler = new LinearSampler(wanted, planeScale(wanted));
  const encoding = encodingNamed(image.encoding);
  assert.ok(sampler.handles(encoding));
  const out = new Float32Array(3 * wanted.width * wanted.height);
  const target = placement(wanted, image.width, image.height);
  sampler.sample(image, encoding, target, out);
  return out;
}

function byOpenCv({ data, ...image }: RawImage, wanted: ImageSpec): Float32Array {
  const cv = openCv();
  const { channels, rgb, rowsPerRow, toRgb } = encodingNamed(image.encoding);
  const pointer = cv._malloc(data.byteLength);
  cv.HEAPU8.set(data, pointer);
  const type = matType(1, channels);
  const stored = new cv.Mat(image.height * rowsPerRow, image.width, type, pointer, image.step);
  const colour = new cv.Mat();
  const small = new cv.Mat();
  if (toRgb !== undefined) {
    cv.cvtColor(stored, colour, (cv as unknown as Record<string, number>)[toRgb]!);
  }
  const picture = toRgb === undefined ? stored : colour;
  const target = placement(wanted, image.width, image.height);
  cv.resize(picture, small, new cv.Size(target.width, target.height), 0, 0, cv.INTER_LINEAR);
  const out = new Float32Array(3 * wanted.width * wanted.height);
  const shown = toRgb === undefined ? channels : 3;
  writePlanes({ data: small.data, channels: shown, rgb, placement: target }, wanted, out);
  for (const mat of [stored, colour, small]) mat.delete();
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

const converted = encodingNames.filter((name) => encodingNamed(name).pixelRow !== undefined);

for (const encoding of converted) {
  test(`${encoding}: pixels are those of OpenCV's cvtColor and resize, to the last bit`, () => {
    const { mayBePadded } = encodingNamed(encoding);
    for (const [width, height, padding] of [
      [320, 240, 0],
      [322, 234, 7],
      [300, 502, 1],
    ] as const) {
      const image = noisy(encoding, width, height, mayBePadded ? padding : 0);
      for (const wanted of specs) assert.deepEqual(sampled(image, wanted), byOpenCv(image, wanted));
    }
  });
}

test('each encoding of 4:2:2, 4:2:0 and Bayer in 8 bit is converted at the places that count', () => {
  assert.deepEqual(
    new Set(encodingNames.filter((name) => /^(yuv|yuyv|uyvy|nv|i4|yv1|bayer_....8$)/.test(name))),
    new Set(converted),
  );
});

test('a picture that grows is off by a level at most', () => {
  for (const [encoding, width, height] of [
    ['rgb8', 1, 1],
    ['rgb8', 2, 3],
    ['rgb8', 60, 40],
    ['rgb8', 96, 20],
    ['yuyv', 2, 1],
    ['nv12', 2, 2],
    ['i420', 60, 40],
    ['bayer_grbg8', 3, 3],
    ['bayer_rggb8', 60, 40],
  ] as const) {
    const image = noisy(encoding, width, height, 0);
    const reference = byOpenCv(image, spec);
    sampled(image, spec).forEach((value, i) =>
      assert.ok(Math.abs(value - reference[i]!) <= 1.001 / 50, `${encoding} ${width} × ${height}`),
    );
  }
});

test('one sampler takes pictures of any sizes in turn', () => {
  const sampler = new LinearSampler(spec, planeScale(spec));
  const images = [
    noisy('rgb8', 320, 240, 0),
    noisy('rgb8', 640, 480, 3),
    noisy('rgb8', 96, 64, 0),
    noisy('nv12', 320, 240, 0),
    noisy('nv21', 320, 240, 0),
    noisy('bayer_gbrg8', 320, 240, 4),
  ];
  for (const image of [...images, ...images.toReversed()]) {
    const encoding = encodingNamed(image.encoding);
    const out = new Float32Array(3 * spec.width * spec.height);
    const target = placement(spec, image.width, image.height);
    sampler.sample(image, encoding, target, out);
    assert.deepEqual(out, byOpenCv(image, spec));
  }
});

test('the last row may end at its last pixel', () => {
  for (const encoding of ['rgb8', 'yuyv', 'nv12', 'bayer_rggb8']) {
    const image = noisy(encoding, 320, 240, 8);
    const short = { ...image, data: image.data.slice(0, -8) };
    assert.deepEqual(sampled(short, spec), sampled(image, spec), encoding);
  }
});

test('grey, 16 bit, and what is resized in another way, is left to OpenCV', () => {
  const left = (encoding: string, wanted: ImageSpec) =>
    !new LinearSampler(wanted, planeScale(wanted)).handles(encodingNamed(encoding));
  for (const encoding of ['mono8', 'rgb16', 'bayer_rggb16'])
    assert.ok(left(encoding, spec), encoding);
  for (const interpolation of ['area', 'cubic'] as const)
    for (const encoding of ['rgb8', 'nv12'])
      assert.ok(left(encoding, { ...spec, interpolation }), interpolation);
});

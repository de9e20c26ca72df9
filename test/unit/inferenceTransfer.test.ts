import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawImage } from '../../src/frame.js';
import { forTransfer } from '../../src/inference/pixelTransfer.js';

const image = (data: Uint8Array): RawImage => ({
  kind: 'raw',
  encoding: 'mono8',
  width: data.length,
  height: 1,
  step: data.length,
  bigEndian: false,
  data,
});

test('pixels that own their buffer, or nearly all of a large one, take it along', () => {
  for (const data of [new Uint8Array(100), new Uint8Array(new ArrayBuffer(100_000), 80, 99_000)]) {
    const sent = forTransfer(image(data));
    assert.equal(sent.image.data, data);
    assert.deepEqual(sent.transfer, [data.buffer]);
  }
});

test('pixels that share a buffer are copied once into one of their own', () => {
  const shared = [
    new Uint8Array(new ArrayBuffer(200), 50, 100).fill(7),
    new Uint8Array(new ArrayBuffer(300_000), 0, 100_000).fill(7),
    new Uint8Array(new SharedArrayBuffer(100)).fill(7),
  ];
  for (const data of shared) {
    const sent = forTransfer(image(data));
    assert.notEqual(sent.image.data.buffer, data.buffer);
    assert.deepEqual([...sent.image.data], [...data]);
    assert.deepEqual(sent.transfer, [sent.image.data.buffer]);
    assert.equal(sent.transfer[0]?.byteLength, data.byteLength);
  }
});

test('pixels that were handed over before, or are not there, are sent as none', () => {
  const gone = new Uint8Array(100);
  structuredClone(gone, { transfer: [gone.buffer] });
  for (const data of [gone, new Uint8Array(0)]) {
    const sent = forTransfer(image(data));
    assert.equal(sent.image.data.byteLength, 0);
    assert.deepEqual(sent.transfer, []);
  }
});

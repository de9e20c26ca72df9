import { decompressFile } from '../../image/decompressFile.js';
import { checkGoldenPhrase, checkGoldenVector, readGolden } from '../../pack/golden.js';
import type { Manifest } from '../../pack/manifest.js';
import { readPackFile } from '../../pack/packFolder.js';
import { CameraMemory } from './cameraMemory.js';
import type { PackModel } from './packModel.js';
import { decodeAtOnce } from './yDecoder.js';

/**
 * Runs the pack's golden inputs through the same code as frames and texts; this also warms it up.
 * @param leastTolerance of vectors, where it is larger than their own
 * @throws {VljepaError} PACK_GOLDEN, and what reading its files throws.
 */
export async function verifyGolden(
  folder: string,
  manifest: Manifest,
  model: PackModel,
  leastTolerance = 0,
): Promise<void> {
  const golden = readGolden(folder, manifest.golden);
  const clips: Float32Array[] = [];
  for (const [index, clip] of golden.clips.entries()) {
    const tokens = await goldenTokens(folder, manifest, model, clip.frames);
    const query = clip.query ?? model.description.defaultQuery;
    const [embedding] = await model.predictor.predict([{ tokens, query }]);
    const tolerance = Math.max(clip.tolerance, leastTolerance);
    checkGoldenVector(`clip ${index}`, clip.embedding, embedding!, tolerance);
    clips.push(embedding!);
  }
  for (const { text, embedding, tolerance } of golden.texts) {
    const [actual] = await model.yEncoder.encode([text]);
    checkGoldenVector(`text "${text}"`, embedding, actual!, Math.max(tolerance, leastTolerance));
  }
  for (const { text_of_clip, phrase } of golden.decodes) {
    const decoded = await decodeAtOnce(model.decoder, clips[text_of_clip]!);
    checkGoldenPhrase(`clip ${text_of_clip}`, phrase, decoded.text);
  }
}

async function goldenTokens(
  folder: string,
  manifest: Manifest,
  model: PackModel,
  files: readonly string[],
): Promise<readonly Float32Array[]> {
  const memory = new CameraMemory();
  const frames = files.map((_, id) => ({ id, stampNs: BigInt(id) }));
  let tokens: readonly Float32Array[] = [];
  for (const [id, file] of files.entries()) {
    const data = readPackFile(folder, file);
    const { image: raw, warnings } = await decompressFile(
      { kind: 'compressed', format: '', data },
      manifest.x_encoder.image,
    );
    const job = {
      frames: frames.slice(0, id + 1),
      length: manifest.x_encoder.frames.default,
      image: { raw, warnings, decompressMs: 0 },
      memory,
    };
    const [result] = await model.visual.encode([job]);
    if (result === undefined || result instanceof Error) throw result ?? new Error('no result');
    tokens = result.tokens;
  }
  return tokens;
}

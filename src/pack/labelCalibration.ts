import { join } from 'node:path';
import type { LabelCalibration } from '../engine/engine.js';
import { VljepaError } from '../errors.js';
import type { Manifest } from './manifest.js';
import { readPackFile } from './packFolder.js';

/**
 * What the pack says about how likely labels are true; undefined where it says nothing.
 * @throws {VljepaError} PACK_SHAPE, PACK_FILE_MISSING, PACK_UNREADABLE.
 */
export function labelCalibration(
  folder: string,
  { labels, embedding_dimension, predictor }: Manifest,
): LabelCalibration | undefined {
  if (labels === undefined) return undefined;
  const { typical_states, queries, other } = labels;
  if (predictor.query === undefined) {
    throw new VljepaError(
      'PACK_SHAPE',
      `${join(folder, 'pack.yaml')} has labels.queries, but its Predictor reads no query: expected ` +
        'predictor.query; add it, or leave labels out',
    );
  }
  const bytes = readPackFile(folder, typical_states);
  const expected = queries.length * embedding_dimension * Float32Array.BYTES_PER_ELEMENT;
  if (bytes.length !== expected) {
    throw new VljepaError(
      'PACK_SHAPE',
      `${join(folder, typical_states)}: expected float32 [${queries.length}, ${embedding_dimension}], ` +
        `${expected} bytes, got ${bytes.length} bytes; make it again or correct pack.yaml`,
    );
  }
  const states = Float32Array.from({ length: bytes.length / 4 }, (_, i) =>
    bytes.readFloatLE(4 * i),
  );
  return {
    queries: queries.map((query, i) => ({
      ...query,
      typicalState: states.slice(i * embedding_dimension, (i + 1) * embedding_dimension),
    })),
    other,
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { tinyPack } from '../fixtures/fixtures.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly embedding_dimension: number;
  readonly x_encoder: { readonly frames: { readonly default: number } };
  readonly predictor: { readonly query?: { readonly default: string } };
}

/** What the manifest of a pack says, which is a folder. */
function describePack(folder: string) {
  const { name, version, embedding_dimension, x_encoder, predictor } = parse(
    readFileSync(join(folder, 'pack.yaml'), 'utf8'),
  ) as Manifest;
  return {
    folder,
    id: `${name}/${version}`,
    dimension: embedding_dimension,
    /** Frames. */
    window: x_encoder.frames.default,
    /** X_q where nobody asks otherwise. */
    query: predictor.query?.default ?? '',
    readsQuery: predictor.query !== undefined,
  } as const;
}

/**
 * What nodes under test run: a window's embedding is the mean colours of its frames, so that pictures of
 * plain red, green and blue differ by 2, and the words are "first" to "third" by the first frame's colour.
 */
export const tiny = describePack(tinyPack('tiny_query'));

/** What a node runs where nobody names another. */
export const nano = describePack(fileURLToPath(new URL('../../../models/nano', import.meta.url)));

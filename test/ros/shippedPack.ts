import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** Folder of the pack that the node runs where nobody names another. */
export const NANO = fileURLToPath(new URL('../../../models/nano', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly embedding_dimension: number;
  readonly x_encoder: { readonly frames: { readonly default: number } };
  readonly predictor: { readonly query?: { readonly default: string } };
}

const { name, version, embedding_dimension, x_encoder, predictor } = parse(
  readFileSync(join(NANO, 'pack.yaml'), 'utf8'),
) as Manifest;

/** What its manifest says. */
export const nano = {
  id: `${name}/${version}`,
  dimension: embedding_dimension,
  /** Frames. */
  window: x_encoder.frames.default,
  /** X_q where nobody asks otherwise. */
  query: predictor.query?.default ?? '',
  readsQuery: predictor.query !== undefined,
} as const;

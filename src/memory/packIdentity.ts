import { createHash } from 'node:crypto';
import { packFolder } from '../pack/packFolder.js';
import { readManifest } from '../pack/readManifest.js';

/** Which pack embeddings come from. Those of other graphs cannot be compared with them. */
export interface PackIdentity {
  readonly name: string;
  readonly version: string;
  /** SHA-256, in hexadecimal, over the hashes of the files that S_y depends on. */
  readonly hash: string;
  /** Numbers in S_y. */
  readonly dimension: number;
}

/**
 * @param nameOrPath of an installed pack, or a folder
 * @throws PACK_*
 */
export function packIdentity(nameOrPath: string): PackIdentity {
  const manifest = readManifest(packFolder(nameOrPath));
  const { name, version, embedding_dimension: dimension } = manifest;
  const { x_encoder, predictor, y_encoder, files } = manifest;
  const used = [
    x_encoder.graph,
    predictor.graph,
    ...(predictor.query === undefined ? [] : [predictor.query.tokenizer]),
    y_encoder.graph,
    y_encoder.tokenizer,
  ];
  const hash = createHash('sha256');
  for (const file of used) hash.update(`${files[file]?.sha256}\n`);
  return { name, version, hash: hash.digest('hex'), dimension };
}

/** `nano 1.1.0 (3f9a12cc)` */
export function describePack({ name, version, hash }: PackIdentity): string {
  return `${name} ${version} (${hash.slice(0, 8)})`;
}

import { join } from 'node:path';
import { parse } from 'yaml';
import { VljepaError } from '../errors.js';
import { graphsOf, namedFiles, type Manifest } from './manifest.js';
import { readPackFile } from './packFolder.js';
import { documentCheck } from './validateDocument.js';

/** Compiled when the module loads: the worker does that before the pack is known. */
const checkManifest = documentCheck<Manifest>('pack');

/**
 * Reads and checks `pack.yaml` in a pack's folder.
 * @throws {VljepaError} PACK_FILE_MISSING, PACK_UNREADABLE (also for text that is not YAML),
 *   PACK_FIELD, PACK_MANIFEST.
 */
export function readManifest(folder: string): Manifest {
  const path = join(folder, 'pack.yaml');
  const source = readPackFile(folder, 'pack.yaml').toString('utf8');
  let document: unknown;
  try {
    document = parse(source);
  } catch (error) {
    throw new VljepaError('PACK_UNREADABLE', `${path} is not YAML: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const manifest = checkManifest(document, path);
  const problem = inconsistency(manifest);
  if (problem !== undefined) {
    throw new VljepaError('PACK_MANIFEST', `${path} contradicts itself: ${problem}`);
  }
  return manifest;
}

/** What the schema cannot say: relations between fields. */
function inconsistency(manifest: Manifest): string | undefined {
  const { frames, image } = manifest.x_encoder;
  const { inputs, query } = manifest.predictor;
  if (!(frames.min <= frames.default && frames.default <= frames.max)) {
    return `x_encoder.frames must have min ≤ default ≤ max, got ${JSON.stringify(frames)}`;
  }
  if ((image.short_side ?? Infinity) < Math.max(image.width, image.height)) {
    return `x_encoder.image.short_side ${image.short_side} is smaller than the crop ${image.width} × ${image.height}`;
  }
  if ((query === undefined) !== (inputs.query_ids === undefined)) {
    return 'predictor.query and predictor.inputs.query_ids belong together';
  }
  if (inputs.query_mask !== undefined && inputs.query_ids === undefined) {
    return 'predictor.inputs.query_mask needs predictor.inputs.query_ids';
  }
  const graphs = graphsOf(manifest);
  const unknown = manifest.execution?.keep_on_cpu?.find((name) => !graphs.includes(name));
  if (unknown !== undefined) {
    return `execution.keep_on_cpu names ${unknown}; the graphs are ${graphs.join(', ')}`;
  }
  const unlisted = namedFiles(manifest).filter((name) => !(name in manifest.files));
  return unlisted.length === 0
    ? undefined
    : `files must list every file of the pack; missing there: ${unlisted.join(', ')}`;
}

import { checkPack } from '../engine/checkPack.js';
import { VljepaError, describeError } from '../errors.js';
import { packChecks, type PackCheck } from '../pack/checks.js';
import { readGolden } from '../pack/golden.js';
import { packFolder } from '../pack/packFolder.js';
import { readManifest } from '../pack/readManifest.js';

/**
 * Loads a pack as the node does and prints one line for each check, until one fails.
 *
 * @param nameOrPath the name of an installed pack, or a folder
 * @returns whether the node can use the pack
 */
export async function reportPack(
  nameOrPath: string,
  line: (text: string) => void,
): Promise<boolean> {
  const left = [...packChecks];
  const report = (outcome: string, what: string) => {
    line(`${outcome.padEnd(6)}   ${left.shift()!.padEnd(9)}   ${what}`);
  };
  try {
    await checkPack(nameOrPath, (check) => report('ok', meaning(check, nameOrPath)));
    return true;
  } catch (error) {
    if (!(error instanceof VljepaError)) throw error;
    report('FAILED', describeError(error));
    return false;
  }
}

/** What is known of a pack once it has passed a check. */
function meaning(check: PackCheck, nameOrPath: string): string {
  const folder = packFolder(nameOrPath);
  const manifest = readManifest(folder);
  switch (check) {
    case 'manifest':
      return `${folder} holds ${manifest.name} ${manifest.version}; pack.yaml fits format ${manifest.format}`;
    case 'files': {
      const files = Object.values(manifest.files);
      const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
      return `${files.length} files have the SHA-256 that pack.yaml names (${megabytes.toFixed(1)} MB)`;
    }
    case 'graphs': {
      const { x_encoder, predictor, y_encoder, y_decoder } = manifest;
      const graphs = [x_encoder, predictor, y_encoder, y_decoder].map(({ graph }) => graph);
      return `${graphs.join(', ')} load`;
    }
    case 'shapes':
      return 'inputs and outputs of the graphs have the names, types and shapes of pack.yaml';
    case 'tokenizer':
      return "the tokenizers load, and the Y-Decoder's vocabulary fits its tokenizer";
    case 'golden': {
      const { clips, texts, decodes } = readGolden(folder, manifest.golden);
      return `${clips.length} clips, ${texts.length} texts and ${decodes.length} decoded texts are as their authors measured`;
    }
  }
}

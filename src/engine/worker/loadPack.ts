import { performance } from 'node:perf_hooks';
import { VljepaError, describeError, type ErrorCode } from '../../errors.js';
import type { PackCheck } from '../../pack/checks.js';
import { packFolder } from '../../pack/packFolder.js';
import { readManifest } from '../../pack/readManifest.js';
import { verifyFiles } from '../../pack/verifyFiles.js';
import type { Manifest } from '../../pack/manifest.js';
import {
  candidates,
  type ComputeOptions,
  type ExecutionProvider,
  type Runtime,
} from '../../executionProvider.js';
import { verifyGolden } from './goldenCheck.js';
import { Graph } from './onnx.js';
import { buildPackModel, type PackModel } from './packModel.js';

/** A pack whose outputs were right when it was loaded. */
export interface LoadedPack extends PackModel {
  readonly runtime: Runtime;
  /**
   * Computes the golden vectors once more, from the pack's files.
   * @throws {VljepaError} PACK_GOLDEN, REQUEST_FAILED where they are not what they were; otherwise what
   *   reading the files throws.
   */
  verify(): Promise<void>;
}

/**
 * Loads a pack and verifies all of it: manifest, files, shapes, golden vectors, with the first execution
 * provider for which all of it is right.
 * @param nameOrPath The name of an installed pack, or a folder.
 * @param passed Called with each check that the pack has passed, in the order of `packChecks`.
 * @throws {VljepaError} PACK_*; EXECUTION_PROVIDER where the one that was named does not work here.
 */
export async function loadPack(
  nameOrPath: string,
  options: ComputeOptions,
  passed: (check: PackCheck) => void = () => {},
): Promise<LoadedPack> {
  const startedMs = performance.now();
  const folder = packFolder(nameOrPath);
  const manifest = readManifest(folder);
  passed('manifest');
  verifyFiles(folder, manifest);
  passed('files');
  const passedOver: { executionProvider: ExecutionProvider; reason: string }[] = [];
  for (const executionProvider of candidates(options.executionProvider, Graph.providers)) {
    try {
      const { loadMs, warmUpMs, ...pack } = await loadWith(
        folder,
        manifest,
        { ...options, executionProvider },
        startedMs,
        passed,
      );
      return { ...pack, runtime: { executionProvider, loadMs, warmUpMs, passedOver } };
    } catch (error) {
      if (executionProvider === 'cpu' || !isAtFault(error)) throw error;
      const reason = firstLine(describeError(error));
      if (options.executionProvider !== 'auto') throw doesNotWork(executionProvider, reason);
      passedOver.push({ executionProvider, reason });
    }
  }
  // candidates() ends with the CPU, of which every build knows.
  throw doesNotWork(options.executionProvider, 'there is nothing to try');
}

async function loadWith(
  folder: string,
  manifest: Manifest,
  options: ComputeOptions & { readonly executionProvider: ExecutionProvider },
  startedMs: number,
  passed: (check: PackCheck) => void,
): Promise<Omit<LoadedPack, 'runtime'> & Pick<Runtime, 'loadMs' | 'warmUpMs'>> {
  const model = await buildPackModel(folder, manifest, options, passed);
  const onCpu = options.executionProvider === 'cpu';
  const tolerance = onCpu ? undefined : manifest.execution?.golden_tolerance;
  const verify = (): Promise<void> => verifyGolden(folder, manifest, model, tolerance);
  const loadedMs = performance.now();
  try {
    await verify();
    passed('golden');
  } catch (error) {
    await model.dispose();
    throw error;
  }
  const warmUpMs = performance.now() - loadedMs;
  return { ...model, verify, loadMs: loadedMs - startedMs, warmUpMs };
}

/** What an execution provider may be to blame for, and not the pack. */
const FAULTS: readonly ErrorCode[] = ['PACK_GRAPH', 'PACK_GOLDEN', 'REQUEST_FAILED'];

function isAtFault(error: unknown): boolean {
  return error instanceof VljepaError && FAULTS.includes(error.code);
}

function doesNotWork(executionProvider: string, reason: string): VljepaError {
  return new VljepaError(
    'EXECUTION_PROVIDER',
    `execution_provider ${executionProvider} does not work here: ${reason}; this build of ONNX Runtime ` +
      `has ${Graph.providers.join(', ')} (docs/hardware.md says what each needs); install that, or set ` +
      'execution_provider to one of them or to auto',
  );
}

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}

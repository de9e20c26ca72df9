import '../noTelemetry.js';
import { InferenceSession, Tensor, env, listSupportedBackends } from 'onnxruntime-node';
import { VljepaError } from '../../errors.js';
import type { GraphInfo, TensorInfo } from '../../pack/verifyShapes.js';
import type { ComputeOptions, ExecutionProvider } from '../../executionProvider.js';

// What fails is thrown, too; on standard error it would be read as something else that went wrong.
env.logLevel = 'fatal';

/** How one graph is computed. */
export type GraphOptions = ComputeOptions & { readonly executionProvider: ExecutionProvider };

/** Numbers for one input of a graph. */
export interface Feed {
  readonly data: Float32Array | BigInt64Array;
  readonly shape: readonly number[];
}

/**
 * A loaded ONNX graph. `run` blocks the thread while it computes, so graphs live in the inference
 * worker; whoever loads one disposes of it.
 */
export class Graph {
  readonly info: GraphInfo;
  readonly #session: InferenceSession;
  readonly #path: string;

  private constructor(session: InferenceSession, path: string) {
    this.#session = session;
    this.#path = path;
    this.info = {
      inputs: session.inputMetadata.map(tensorInfo),
      outputs: session.outputMetadata.map(tensorInfo),
    };
  }

  /** @throws {VljepaError} PACK_GRAPH. */
  static async load(
    path: string,
    { threads, executionProvider, deviceId }: GraphOptions,
  ): Promise<Graph> {
    try {
      const session = await InferenceSession.create(path, {
        executionProviders: [onDevice(executionProvider, deviceId)],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        // A pool that spins between frames would take a core from the robot.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
        logSeverityLevel: 3,
      });
      return new Graph(session, path);
    } catch (error) {
      throw new VljepaError(
        'PACK_GRAPH',
        `${path} does not load: ${(error as Error).message}; expected an ONNX graph that ONNX ` +
          'Runtime 1.30 can read',
        { cause: error },
      );
    }
  }

  /** Names of the execution providers that this build of ONNX Runtime knows. */
  static get providers(): readonly string[] {
    return listSupportedBackends().map(({ name }) => name);
  }

  /** Rows that one `run` takes: 1 where the graph fixes its batch. */
  get maxBatch(): number {
    return this.info.inputs[0]?.shape[0] === 1 ? 1 : Infinity;
  }

  /**
   * One output, float32.
   * @throws {VljepaError} REQUEST_FAILED.
   */
  async run(feeds: Readonly<Record<string, Feed>>, output: string): Promise<Float32Array> {
    try {
      const tensors = Object.entries(feeds).map(([name, { data, shape }]) => [
        name,
        new Tensor(data instanceof Float32Array ? 'float32' : 'int64', data, shape),
      ]);
      const results = await this.#session.run(Object.fromEntries(tensors) as Tensors, [output]);
      return results[output]?.data as Float32Array;
    } catch (error) {
      throw new VljepaError('REQUEST_FAILED', `${this.#path} failed: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** Only providers that know of several devices take the option. */
function onDevice(
  name: ExecutionProvider,
  deviceId: number,
): InferenceSession.ExecutionProviderConfig {
  return name === 'cuda' || name === 'tensorrt' ? { name, deviceId } : name;
}

type Tensors = Record<string, Tensor>;

function tensorInfo(metadata: InferenceSession.ValueMetadata): TensorInfo {
  return metadata.isTensor
    ? { name: metadata.name, type: metadata.type, shape: metadata.shape }
    : { name: metadata.name, type: 'no tensor', shape: [] };
}

/** What computes a graph, by ONNX Runtime's names for it. */
export const executionProviders = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'coreml', 'qnn'] as const;
export type ExecutionProvider = (typeof executionProviders)[number];

/** An execution provider, or the first that works. */
export const executionProviderChoices = ['auto', ...executionProviders] as const;
export type ExecutionProviderChoice = (typeof executionProviderChoices)[number];

/**
 * What `auto` tries, in this order. TensorRT builds its engines anew at each start, for minutes, WebGPU
 * may end the process with its driver, and QNN needs a pack that was quantised for it: they are used
 * where they are named.
 */
const TRIED: readonly ExecutionProvider[] = ['cuda', 'coreml', 'cpu'];

/** How a pack's graphs are computed. */
export interface ComputeOptions {
  /** Of one graph's run, on the CPU. */
  readonly threads: number;
  readonly executionProvider: ExecutionProviderChoice;
  /** Which of several GPUs, from 0; CUDA and TensorRT read it. */
  readonly deviceId: number;
}

/** One thread of the CPU: what every machine has, and what a pack's golden vectors were computed with. */
export const ONE_THREAD: ComputeOptions = { threads: 1, executionProvider: 'cpu', deviceId: 0 };

/** How the graphs of a loaded pack are computed, and how long it took until they were ready. */
export interface Runtime {
  readonly executionProvider: ExecutionProvider;
  /** Reading, checking and loading the files, ms. */
  readonly loadMs: number;
  /** The first runs, in which the golden vectors were computed, ms. */
  readonly warmUpMs: number;
  /** What `auto` tried before, and why it was not taken. */
  readonly passedOver: readonly {
    readonly executionProvider: ExecutionProvider;
    readonly reason: string;
  }[];
}

/**
 * What to try, in this order.
 * @param offered names of the providers that this build of ONNX Runtime knows
 */
export function candidates(
  choice: ExecutionProviderChoice,
  offered: readonly string[],
): readonly ExecutionProvider[] {
  return choice === 'auto' ? TRIED.filter((provider) => offered.includes(provider)) : [choice];
}

/**
 * Clips that it is worth while to have in the engine at once: one thread of the CPU computes a batch no
 * faster, so that batching would only make the first clip wait for the last.
 */
export function largestBatch(threads: number, executionProvider: ExecutionProvider): number {
  return threads > 1 || executionProvider !== 'cpu' ? 8 : 1;
}

/** One line for the log. */
export function describeRuntime({
  executionProvider,
  loadMs,
  warmUpMs,
  passedOver,
}: Runtime): string {
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
  const others = passedOver.map(
    ({ executionProvider: other, reason }) => `; ${other} was passed over: ${reason}`,
  );
  return (
    `execution provider ${executionProvider}, loaded in ${seconds(loadMs)}, ` +
    `warmed up in ${seconds(warmUpMs)}${others.join('')}`
  );
}

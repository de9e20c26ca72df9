import type { Perception } from './perception.js';
import type { CameraTelemetry } from './metrics/telemetry.js';

/**
 * Receives what the pipeline perceives: a publisher, a file, a log, a store. Every program has a list
 * of them.
 */
export interface Sink {
  /**
   * Called with every perception, in the order in which they come.
   *
   * @param telemetry counts of the perception's camera
   */
  perceived(perception: Perception, telemetry: CameraTelemetry): void | Promise<void>;
  /** Called once, after the last perception. */
  close?(): void | Promise<void>;
}

/**
 * Gives a perception to one sink after the other and waits for each.
 *
 * @throws what a sink throws; those behind it are not called
 */
export async function giveInTurn(
  sinks: readonly Sink[],
  perception: Perception,
  telemetry: CameraTelemetry,
): Promise<void> {
  for (const sink of sinks) await sink.perceived(perception, telemetry);
}

/** Closes one sink after the other. */
export async function closeInTurn(sinks: readonly Sink[]): Promise<void> {
  for (const sink of sinks) await sink.close?.();
}

/**
 * Gives a perception to every sink and waits for none: a robot's pipeline does not stop for a slow
 * disk. A sink that fails goes to `failed` and costs the others nothing.
 */
export function giveAtOnce(
  sinks: readonly Sink[],
  perception: Perception,
  telemetry: CameraTelemetry,
  failed: (error: unknown) => void,
): void {
  for (const sink of sinks) {
    try {
      sink.perceived(perception, telemetry)?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

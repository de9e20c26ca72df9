import type { Sink } from '../../sink.js';
import type { Endpoint, NodeStatus, OpenEndpoint } from './endpoint.js';

/**
 * Endpoints that are opened, activated, deactivated and closed together: in order, the last one first
 * on the way back, and all or none.
 */
export class OpenEndpoints {
  readonly #endpoints: readonly Endpoint[];
  #active: Endpoint[] = [];

  private constructor(endpoints: readonly Endpoint[]) {
    this.#endpoints = endpoints;
  }

  /** @throws what the first throws that cannot be opened, with those before it closed again */
  static open<Context>(list: readonly OpenEndpoint<Context>[], context: Context): OpenEndpoints {
    const endpoints: Endpoint[] = [];
    try {
      for (const open of list) endpoints.push(open(context));
    } catch (error) {
      // The error of opening is the one to report.
      closeAll(endpoints).catch(() => undefined);
      throw error;
    }
    return new OpenEndpoints(endpoints);
  }

  /** Those that take perceptions. */
  get sinks(): readonly Sink[] {
    return this.#endpoints.filter(
      (endpoint): endpoint is Endpoint & Sink => 'perceived' in endpoint,
    );
  }

  /** @throws what the first throws that cannot be activated, with those before it deactivated again */
  activate(): void {
    try {
      for (const endpoint of this.#endpoints) {
        endpoint.activate?.();
        this.#active.push(endpoint);
      }
    } catch (error) {
      this.deactivate();
      throw error;
    }
  }

  /** @throws what the first throws that cannot be deactivated, once all others are */
  deactivate(): void {
    const errors: unknown[] = [];
    for (const endpoint of this.#active.splice(0).reverse()) {
      attempt(
        () => endpoint.deactivate?.(),
        (error) => errors.push(error),
      );
    }
    if (errors.length > 0) throw errors[0];
  }

  parametersChanged(): void {
    for (const endpoint of this.#endpoints) endpoint.parametersChanged?.();
  }

  /** @param failed called with what an endpoint throws; the others still report */
  report(status: NodeStatus, failed: (error: unknown) => void): void {
    for (const endpoint of this.#endpoints) attempt(() => endpoint.report?.(status), failed);
  }

  /** Resolves when the last one has closed; what can be closed at once is closed when this returns. */
  close(): Promise<void> {
    return closeAll(this.#endpoints);
  }
}

function attempt(work: () => void, failed: (error: unknown) => void): void {
  try {
    work();
  } catch (error) {
    failed(error);
  }
}

async function closeAll(endpoints: readonly Endpoint[]): Promise<void> {
  await Promise.all([...endpoints].reverse().map(async (endpoint) => endpoint.close?.()));
}

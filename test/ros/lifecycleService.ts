import type { RosClient } from './rosClient.js';
import { until } from './until.js';

/** lifecycle_msgs/msg/Transition; which `shutdown` it is, depends on the state. */
const TRANSITION = { configure: 1, cleanup: 2, activate: 3, deactivate: 4 } as const;
const SHUTDOWN_FROM: Readonly<Record<string, number>> = { unconfigured: 5, inactive: 6, active: 7 };

export interface State {
  readonly id: number;
  readonly label: string;
}

export interface Transition {
  readonly transition: State;
  readonly start_state: State;
  readonly goal_state: State;
}

/** The lifecycle services of one node, as `ros2 lifecycle` uses them. */
export class Lifecycle {
  readonly #client: RosClient;
  readonly #node: string;

  constructor(client: RosClient, node = '/vljepa') {
    this.#client = client;
    this.#node = node;
  }

  async state(): Promise<string> {
    return (await this.currentState()).label;
  }

  async currentState(): Promise<State> {
    const { current_state } = await this.#client.call<{ current_state: State }>(
      `${this.#node}/get_state`,
      'lifecycle_msgs/srv/GetState',
    );
    return current_state;
  }

  async states(): Promise<readonly State[]> {
    const { available_states } = await this.#client.call<{ available_states: State[] }>(
      `${this.#node}/get_available_states`,
      'lifecycle_msgs/srv/GetAvailableStates',
    );
    return available_states;
  }

  /** Labels of the transitions that are possible now. */
  async available(): Promise<string[]> {
    const transitions = await this.transitions('get_available_transitions');
    return transitions.map(({ transition }) => transition.label);
  }

  async transitions(
    service: 'get_available_transitions' | 'get_transition_graph',
  ): Promise<readonly Transition[]> {
    const { available_transitions } = await this.#client.call<{
      available_transitions: Transition[];
    }>(`${this.#node}/${service}`, 'lifecycle_msgs/srv/GetAvailableTransitions');
    return available_transitions;
  }

  async change(transition: keyof typeof TRANSITION | 'shutdown'): Promise<boolean> {
    const id =
      transition === 'shutdown' ? SHUTDOWN_FROM[await this.state()]! : TRANSITION[transition];
    return this.changeBy({ id, label: '' });
  }

  async changeBy(transition: { id: number; label: string }): Promise<boolean> {
    const { success } = await this.#client.call<{ success: boolean }>(
      `${this.#node}/change_state`,
      'lifecycle_msgs/srv/ChangeState',
      { transition },
    );
    return success;
  }

  /** Waits until the node neither publishes nor subscribes any of the topics. */
  async goneFrom(topics: readonly string[]): Promise<void> {
    await until(`${this.#node} to leave ${topics.join(', ')}`, async () => {
      for (const topic of topics) {
        const { publishers, subscriptions } = await this.#client.endpoints(topic);
        if ([...publishers, ...subscriptions].some(({ node }) => node === this.#node)) return false;
      }
      return true;
    });
  }
}

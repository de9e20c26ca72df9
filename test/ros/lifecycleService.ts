import type { RosClient } from './rosClient.js';
import { until } from './until.js';

/** lifecycle_msgs/msg/Transition; which `shutdown` it is, depends on the state. */
const TRANSITION = { configure: 1, cleanup: 2, activate: 3, deactivate: 4 } as const;
const SHUTDOWN_FROM: Readonly<Record<string, number>> = { unconfigured: 5, inactive: 6, active: 7 };

/** The lifecycle services of one node, as `ros2 lifecycle` uses them. */
export class Lifecycle {
  constructor(
    private readonly client: RosClient,
    private readonly node = '/vljepa',
  ) {}

  async state(): Promise<string> {
    const { current_state } = await this.client.call<{ current_state: { label: string } }>(
      `${this.node}/get_state`,
      'lifecycle_msgs/srv/GetState',
    );
    return current_state.label;
  }

  /** Labels of the transitions that are possible now. */
  async available(): Promise<string[]> {
    const { available_transitions } = await this.client.call<{
      available_transitions: { transition: { label: string } }[];
    }>(`${this.node}/get_available_transitions`, 'lifecycle_msgs/srv/GetAvailableTransitions');
    return available_transitions.map(({ transition }) => transition.label);
  }

  async change(transition: keyof typeof TRANSITION | 'shutdown'): Promise<boolean> {
    const id =
      transition === 'shutdown' ? SHUTDOWN_FROM[await this.state()]! : TRANSITION[transition];
    return this.changeBy({ id, label: '' });
  }

  async changeBy(transition: { id: number; label: string }): Promise<boolean> {
    const { success } = await this.client.call<{ success: boolean }>(
      `${this.node}/change_state`,
      'lifecycle_msgs/srv/ChangeState',
      { transition },
    );
    return success;
  }

  /** Waits until the node neither publishes nor subscribes any of the topics. */
  async goneFrom(topics: readonly string[]): Promise<void> {
    await until(`${this.node} to leave ${topics.join(', ')}`, async () => {
      for (const topic of topics) {
        const { publishers, subscriptions } = await this.client.endpoints(topic);
        if ([...publishers, ...subscriptions].some(({ node }) => node === this.node)) return false;
      }
      return true;
    });
  }
}

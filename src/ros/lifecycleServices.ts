import { describeError } from '../errors.js';
import type { LifecycleNode, ServiceResponse, TransitionDescription } from './rcl.js';

interface ChangeState {
  readonly transition: { readonly id: number; readonly label: string };
}

/**
 * The services that query and change a lifecycle node's state.
 *
 * Those of rclnodejs 2.2 never answer ~/get_transition_graph, leave a transition's start and goal
 * empty, throw out of the event loop where a transition is not possible, and report success for one
 * that ended in the error state.
 *
 * @param change runs a transition that is possible now; false where it failed
 */
export function createLifecycleServices(
  node: LifecycleNode,
  change: (transitionId: number) => boolean | Promise<boolean>,
): void {
  const onChange = async ({ transition }: ChangeState, response: ServiceResponse) => {
    const { id, label } = transition;
    const wanted = node.availableTransitions.find(({ transition: available }) =>
      label === '' ? available.id === id : available.label === label,
    );
    if (!wanted) {
      const now = node.currentState.label;
      const got = label === '' ? id : label;
      node.getLogger().warn(`expected a transition that is possible while ${now}, got ${got}`);
    }
    let success = false;
    try {
      success = wanted !== undefined && (await change(wanted.transition.id));
    } catch (error) {
      node.getLogger().error(`a transition ended half-way: ${describeError(error)}`);
    }
    try {
      response.send({ success });
    } catch (error) {
      node.getLogger().warn(`the answer to a transition is lost: ${describeError(error)}`);
    }
  };
  node.createService('lifecycle_msgs/srv/GetState', '~/get_state', (_, response) =>
    response.send({ current_state: node.currentState }),
  );
  node.createService(
    'lifecycle_msgs/srv/GetAvailableStates',
    '~/get_available_states',
    (_, response) => response.send({ available_states: node.availableStates }),
  );
  const transitions = 'lifecycle_msgs/srv/GetAvailableTransitions';
  node.createService(transitions, '~/get_available_transitions', (_, response) =>
    response.send({ available_transitions: node.availableTransitions.map(described) }),
  );
  node.createService(transitions, '~/get_transition_graph', (_, response) =>
    response.send({ available_transitions: node.transitions.map(described) }),
  );
  node.createService('lifecycle_msgs/srv/ChangeState', '~/change_state', (request, response) => {
    void onChange(request as ChangeState, response);
  });
}

/** lifecycle_msgs/msg/TransitionDescription */
function described({ transition, startState, goalState }: TransitionDescription): object {
  return { transition, start_state: startState, goal_state: goalState };
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Lifecycle, type State, type Transition } from './lifecycleService.js';
import { until } from './until.js';
import { World } from './world.js';

/** lifecycle_msgs/msg/State, which rcl_lifecycle labels so. */
const STATES: readonly (readonly [id: number, label: string])[] = [
  [0, 'unknown'],
  [1, 'unconfigured'],
  [2, 'inactive'],
  [3, 'active'],
  [4, 'finalized'],
  [10, 'configuring'],
  [11, 'cleaningup'],
  [12, 'shuttingdown'],
  [13, 'activating'],
  [14, 'deactivating'],
  [15, 'errorprocessing'],
];

/** lifecycle_msgs/msg/Transition: those that may be asked for, with the state that each begins. */
const ASKED: readonly (readonly [id: number, start: string, label: string, goal: string])[] = [
  [1, 'unconfigured', 'configure', 'configuring'],
  [2, 'inactive', 'cleanup', 'cleaningup'],
  [3, 'inactive', 'activate', 'activating'],
  [4, 'active', 'deactivate', 'deactivating'],
  [5, 'unconfigured', 'shutdown', 'shuttingdown'],
  [6, 'inactive', 'shutdown', 'shuttingdown'],
  [7, 'active', 'shutdown', 'shuttingdown'],
];

/** How the state machine goes on from a callback's answer. */
const ANSWERED: readonly (readonly [start: string, label: string, goal: string])[] = [
  ['configuring', 'transition_success', 'inactive'],
  ['configuring', 'transition_failure', 'unconfigured'],
  ['configuring', 'transition_error', 'errorprocessing'],
  ['cleaningup', 'transition_success', 'unconfigured'],
  ['cleaningup', 'transition_failure', 'inactive'],
  ['cleaningup', 'transition_error', 'errorprocessing'],
  ['activating', 'transition_success', 'active'],
  ['activating', 'transition_failure', 'inactive'],
  ['activating', 'transition_error', 'errorprocessing'],
  ['deactivating', 'transition_success', 'inactive'],
  ['deactivating', 'transition_failure', 'active'],
  ['deactivating', 'transition_error', 'errorprocessing'],
  ['shuttingdown', 'transition_success', 'finalized'],
  ['shuttingdown', 'transition_failure', 'finalized'],
  ['shuttingdown', 'transition_error', 'errorprocessing'],
  ['errorprocessing', 'transition_success', 'unconfigured'],
  ['errorprocessing', 'transition_failure', 'finalized'],
  ['errorprocessing', 'transition_error', 'finalized'],
];

const WAITS = ['-p', 'autostart:=false'] as const;
let world: World;
let lifecycle: Lifecycle;

before(async () => {
  world = await World.open();
  world.start(['-r', '__ns:=/robot1', ...WAITS]);
  lifecycle = new Lifecycle(world.client, '/robot1/vljepa');
});
after(() => world?.close());

interface TransitionEvent {
  readonly start_state: State;
  readonly goal_state: State;
}

function id(label: string): number {
  return STATES.find(([, known]) => known === label)![0];
}

function row({ start_state, transition, goal_state }: Transition): string {
  const states = [start_state, goal_state].map(({ id, label }) => `${label} (${id})`);
  return `${states[0]} -${transition.label}-> ${states[1]}`;
}

function rowOf(start: string, label: string, goal: string): string {
  return `${start} (${id(start)}) -${label}-> ${goal} (${id(goal)})`;
}

test('every state, with its id and label', async () => {
  const states = await lifecycle.states();
  const found = states.map(({ id, label }) => [id, label] as const);
  assert.deepEqual(
    found.toSorted(([a], [b]) => a - b),
    STATES,
  );
});

test('the whole graph, in any state: each transition with start and goal', async () => {
  const graph = await lifecycle.transitions('get_transition_graph');
  const wanted = [
    ...ASKED.map(([, start, label, goal]) => rowOf(start, label, goal)),
    ...ANSWERED.map(([start, label, goal]) => rowOf(start, label, goal)),
  ];
  assert.deepEqual(graph.map(row).toSorted(), wanted.toSorted());
  for (const [number, start, label] of ASKED) {
    const same = graph.find(
      ({ transition, start_state }) => transition.label === label && start_state.label === start,
    );
    assert.equal(same?.transition.id, number);
  }
});

const ROUND = [
  [undefined, 'unconfigured'],
  ['configure', 'inactive'],
  ['activate', 'active'],
  ['deactivate', 'inactive'],
  ['cleanup', 'unconfigured'],
  ['shutdown', 'finalized'],
] as const;

test('a round: each state, what is possible from there, and every change told on ~/transition_event', async () => {
  const round = world.start(['-p', 'cameras.front.topic:=/f', ...WAITS, '-r', '__node:=round']);
  const services = new Lifecycle(world.client, '/round');
  const told = await world.client.subscribe<TransitionEvent>(
    '/round/transition_event',
    'lifecycle_msgs/msg/TransitionEvent',
  );
  await until('the node', async () => {
    const { publishers } = await world.client.endpoints(told.topic);
    return publishers.length > 0;
  });
  for (const [transition, state] of ROUND) {
    const before = told.messages.length;
    if (transition !== undefined) assert.equal(await services.change(transition), true);
    assert.deepEqual(await services.currentState(), { id: id(state), label: state });
    const possible = await services.transitions('get_available_transitions');
    const wanted = ASKED.filter(([, start]) => start === state);
    assert.deepEqual(
      possible.map(row).toSorted(),
      wanted.map(([, start, label, goal]) => rowOf(start, label, goal)).toSorted(),
    );
    assert.deepEqual(
      possible.map(({ transition: { id } }) => id).toSorted(),
      wanted.map(([number]) => number).toSorted(),
    );
    assert.equal((await services.transitions('get_transition_graph')).length, 25);
    if (transition !== undefined)
      await told.first(
        `the change to ${state}`,
        ({ goal_state }) => goal_state.label === state,
        before,
      );
  }
  await round.end();
});

test('by label as well as by number', async () => {
  const other = world.start([...WAITS, '-r', '__node:=other']);
  const services = new Lifecycle(world.client, '/other');
  assert.equal(await services.changeBy({ id: 0, label: 'shutdown' }), true);
  assert.equal(await services.state(), 'finalized');
  await other.end();
});

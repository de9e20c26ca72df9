import { percentile, rounded } from '../../src/metrics/statistics.js';
import type { Robot } from './robot.js';

/** One kill, and the node that came after it; seconds since the kill. */
export interface Kill {
  /** What the node was at. */
  readonly moment: string;
  /** The node says that it is active. */
  readonly activeSeconds: number;
  /** The rclpy client hears its first world state. */
  readonly stateSeconds: number;
}

/** What the node is made to do before it is killed, and how long it is left at it at most. */
interface Moment {
  readonly withinSeconds: number;
  readonly begin: (robot: Robot) => Promise<void>;
}

/** On a quiet machine, from the kill to the first world state. */
export const LIMIT_SECONDS = 3;
/** Longer than the transition takes, so that some kills find it done. */
const TRANSITION_SECONDS = 0.1;

/** In every transition, while it writes texts and its log, and at any other time. */
export const moments: Readonly<Record<string, Moment>> = {
  active: { withinSeconds: 1, begin: () => Promise.resolve() },
  start: { withinSeconds: LIMIT_SECONDS, begin: ({ restartNode }) => restartNode() },
  deactivate: during(({ user }) => user.transition('deactivate')),
  activate: during(({ user }) => user.transition('activate'), 'deactivate'),
  cleanup: during(({ user }) => user.transition('cleanup'), 'deactivate'),
  configure: {
    ...during(({ user }) => user.transition('configure'), 'deactivate', 'cleanup'),
    withinSeconds: LIMIT_SECONDS / 2,
  },
  shutdown: during(({ user }) => user.transition('shutdown')),
  describe: during(({ user }) => user.describe()),
  labels: during(({ user }) => user.set({ labels: ['a person', 'a red square'] })),
};

/** @param before transitions that must be done */
function during(ask: (robot: Robot) => Promise<unknown>, ...before: readonly string[]): Moment {
  return {
    withinSeconds: TRANSITION_SECONDS,
    begin: async (robot) => {
      for (const transition of before) await robot.user.transition(transition);
      // Not waited for: the node is killed before it answers.
      ask(robot).catch(() => {});
    },
  };
}

/** What `--json` holds of the kills; seconds. */
export function killFigures(kills: readonly Kill[]) {
  const figures = (some: readonly Kill[]) => ({
    kills: some.length,
    active_s: spread(some.map(({ activeSeconds }) => activeSeconds)),
    first_state_s: spread(some.map(({ stateSeconds }) => stateSeconds)),
    later_than_limit: some.filter(({ stateSeconds }) => stateSeconds > LIMIT_SECONDS).length,
  });
  const names = [...new Set(kills.map(({ moment }) => moment))];
  return {
    limit_s: LIMIT_SECONDS,
    ...figures(kills),
    by_moment: Object.fromEntries(
      names.map((name) => [name, figures(kills.filter(({ moment }) => moment === name))]),
    ),
  };
}

function spread(values: readonly number[]) {
  const at = (share: number) => rounded(percentile(values, share), 2);
  return { min: at(0), p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

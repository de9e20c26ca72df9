import { setTimeout as sleep } from 'node:timers/promises';
import { devices } from './cameras.js';
import { moments } from './kills.js';
import type { Robot } from './robot.js';
import type { RosUser } from './user.js';

/** @throws where the node does other than it should */
export type Disturbance = (robot: Robot, random: () => number) => Promise<void>;

const LABELS = [
  ['a person', 'nobody', 'a red square'],
  ['something moves', 'nothing moves'],
  [],
  Array.from({ length: 40 }, (_, index) => `thing number ${index}`),
];
const QUERIES = ['', 'What is there?', 'Is a person in view?', 'Was ist das?', '何が見えますか?'];

export const disturbances: Readonly<Record<string, Disturbance>> = {
  parameters: async ({ user, cameras }, random) => {
    await taken(user, {
      'selective_decoding.threshold': 0.05 + random(),
      'selective_decoding.smoothing': random(),
      'selective_decoding.persistence': random(),
      'selective_decoding.texts': oneOf(['new_facts', 'every_change'], random),
      'selective_decoding.false_alarms_per_hour': random() < 0.5 ? 0 : 10,
      [`cameras.${oneOf(cameras, random).name}.rate`]: 1 + 9 * random(),
    });
  },
  labels: ({ user }, random) => taken(user, { labels: oneOf(LABELS, random) }),
  extra_queries: ({ user }, random) =>
    taken(user, { extra_queries: random() < 0.5 ? [] : ['What is there?'] }),
  refused_parameter: async ({ user }) => {
    if (await user.set({ 'selective_decoding.threshold': -1 })) {
      throw new Error('the node took a threshold of -1');
    }
  },
  query: ({ user }, random) => user.query(oneOf(QUERIES, random)),
  describe: async ({ user }) => {
    // There may be nothing to describe: that too is an answer.
    await user.describe();
  },
  deactivate_activate: async ({ user }, random) => {
    await transition(user, 'deactivate');
    await sleep(1000 * random());
    await transition(user, 'activate');
  },
  configure_again: async ({ user, account }) => {
    await transition(user, 'deactivate');
    await account();
    await transition(user, 'cleanup');
    await transition(user, 'configure');
    await transition(user, 'activate');
  },
  replug: ({ cameras }, random) => oneOf(cameras, random).replug(3 * random(), {}),
  another_device: ({ cameras }, random) =>
    oneOf(cameras, random).replug(random(), oneOf(devices, random)),
  clock_jump: ({ cameras }, random) =>
    oneOf(cameras, random).replug(0, { offsetSeconds: oneOf([-3600, -5, 0, 5, 3600], random) }),
  worker_killed: async ({ user, endWorker }) => {
    endWorker();
    await sleep(1000);
    // It may be starting again.
    await user.describe();
  },
  node_killed: async (robot, random) => {
    const names = Object.keys(moments);
    const name = names[robot.kills % names.length]!;
    const { begin, withinSeconds } = moments[name]!;
    await begin(robot);
    await robot.killNode(name, withinSeconds * random());
  },
  // A fault in a native library ends the whole process, as this signal does.
  native_crash: ({ killNode }, random) => killNode('native crash', random(), 'SIGSEGV'),
  disk_full: async ({ user, disk }) => {
    if (disk === undefined) return;
    disk.fill();
    try {
      await user.query('Is the disk full?');
      await sleep(2000);
    } finally {
      disk.free();
    }
  },
};

async function taken(user: RosUser, parameters: Readonly<Record<string, unknown>>): Promise<void> {
  if (await user.set(parameters)) return;
  throw new Error(`the node refused ${JSON.stringify(parameters)}`);
}

async function transition(user: RosUser, name: string): Promise<void> {
  if (await user.transition(name)) return;
  throw new Error(`the transition ${name} failed in state ${await user.state()}`);
}

function oneOf<T>(things: readonly T[], random: () => number): T {
  return things[Math.floor(random() * things.length)]!;
}

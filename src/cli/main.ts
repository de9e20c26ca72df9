import { startCommand, type Commands } from './commands.js';

/** The commands of `vljepa`, one entry each. bin/vljepa starts this program. */
const commands: Commands = {
  perception: {
    summary: 'the ROS 2 node: cameras in, world states and texts out',
    start: () => import('../main.js'),
  },
  replay: {
    summary: 'runs a recorded bag through the same pipeline, without ROS',
    start: () => import('../replay/main.js'),
  },
  compare: {
    summary: 'two replays of the same bag: what was said only in one of them',
    start: () => import('../compare/main.js'),
  },
  calibrate: {
    summary: "a threshold for so many false alarms an hour, from a bag's quiet stretches",
    start: () => import('../calibrate/main.js'),
  },
  remember: {
    summary: "adds a recorded bag's segments to a memory",
    start: () => import('../remember/main.js'),
  },
  search: {
    summary: 'words or an example: what a memory holds of it, when and where',
    start: () => import('../search/main.js'),
  },
  pack: {
    summary: 'model packs: lists, checks and measures them',
    start: () => import('./pack.js'),
  },
};

await startCommand('vljepa', commands);

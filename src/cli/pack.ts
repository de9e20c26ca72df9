import { startCommand, type Commands } from './commands.js';

/** The commands of `vljepa pack`, one entry each. */
const commands: Commands = {
  check: {
    summary: 'loads a pack as the node does and says what was checked',
    start: () => import('./packCheck.js'),
  },
  list: {
    summary: 'the installed packs: version, size, license',
    start: () => import('./packList.js'),
  },
  bench: {
    summary: 'what a pack takes on this machine: time and memory',
    start: () => import('./packBench.js'),
  },
};

await startCommand('vljepa pack', commands);

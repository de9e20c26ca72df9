import { startCommand, type Commands } from './commands.js';

/** The commands of `vljepa pack`, one entry each. */
const commands: Commands = {
  check: {
    summary: 'loads a pack as the node does and says what was checked',
    start: () => import('./packCheck.js'),
  },
};

await startCommand('vljepa pack', commands);

import { startCommand, type Commands } from './commands.js';

/** What `vljepa pack` can be told to do: one entry a command. */
const commands: Commands = {
  check: {
    summary: 'loads a pack as the node does and says what was checked',
    start: () => import('./packCheck.js'),
  },
};

await startCommand('vljepa pack', commands);

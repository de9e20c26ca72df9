/** Loaded with `--import`: throws outside of all that catches when SIGUSR2 comes. */
process.on('SIGUSR2', () => {
  throw new Error('odd\nand unexpected');
});

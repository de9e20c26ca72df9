import { parseArgs } from 'node:util';
import { describeError } from '../errors.js';
import { installedPacks } from '../pack/packFolder.js';
import { readManifest } from '../pack/readManifest.js';
import { atFault, complain, readingCommandLine } from '../program.js';

const USAGE = `Usage: vljepa pack list [--help]

Prints the packs that are installed with the program, one line each: name, version, size, license and
description. Files are not read but for pack.yaml; vljepa pack check PACK reads all of them.

  -h, --help   this text

Exit code: 0; 1 where a pack.yaml cannot be read; 2 on misuse.
`;

/** @throws COMMAND_LINE */
function wantsHelp(): boolean {
  return readingCommandLine(() => {
    const options = { help: { type: 'boolean', short: 'h', default: false } } as const;
    return parseArgs({ options }).values.help;
  });
}

function main(): number {
  if (wantsHelp()) {
    process.stdout.write(USAGE);
    return 0;
  }
  let failed = false;
  for (const { name, folder } of installedPacks()) {
    try {
      const { version, license, description, files } = readManifest(folder);
      const bytes = Object.values(files).reduce((total, file) => total + file.bytes, 0);
      const size = `${(bytes / 1e6).toFixed(1)} MB`;
      process.stdout.write(`${[name, version, size, license, description].join('   ')}\n`);
    } catch (error) {
      failed = true;
      process.stdout.write(`${name}   FAILED   ${describeError(error)}\n`);
    }
  }
  return failed ? 1 : 0;
}

atFault('vljepa', (code) => process.exit(code));
try {
  process.exitCode = main();
} catch (error) {
  process.exitCode = complain('vljepa', error);
}

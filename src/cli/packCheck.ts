import { parseArgs } from 'node:util';
import { atFault, complain, readingCommandLine } from '../program.js';

const USAGE = `Usage: vljepa pack check PACK

Loads a model pack as the node does when it is configured, and prints one line a check: ok, or
FAILED and why. What comes after a failed check is not checked.

  PACK         the name of an installed pack, or the path of a folder with a pack.yaml
  -h, --help   this text

Exit code: 0 where the node can use the pack; 1 where it cannot; 2 on misuse.
`;

/** @throws COMMAND_LINE */
function readCommandLine(): { readonly help: boolean; readonly pack: string } {
  return readingCommandLine(() => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h', default: false } },
    });
    const [pack, ...more] = positionals;
    if (!values.help && (pack === undefined || more.length > 0)) {
      throw new Error(`expected one PACK, got ${positionals.join(', ') || 'none'}`);
    }
    return { help: values.help, pack: pack ?? '' };
  });
}

async function main(): Promise<number> {
  const { help, pack } = readCommandLine();
  if (help) {
    process.stdout.write(USAGE);
    return 0;
  }
  // Loaded only now: help and usage errors are answered at once.
  const { reportPack } = await import('./packReport.js');
  const passed = await reportPack(pack, (line) => process.stdout.write(`${line}\n`));
  return passed ? 0 : 1;
}

atFault('vljepa', (code) => process.exit(code));
process.exitCode = await main().catch((error: unknown) => complain('vljepa', error));

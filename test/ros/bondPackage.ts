import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCE = fileURLToPath(new URL('../../../test/ros/bond', import.meta.url));
const run = promisify(execFile);

/** The message package `bond` in a folder of its own, as a robot with Nav2 has it installed. */
export class BondPackage {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async build(): Promise<BondPackage> {
    const folder = mkdtempSync(join(tmpdir(), 'vljepa-bond-'));
    const build = join(folder, 'build');
    const { stdout } = await run('which', ['python3']);
    await run('cmake', [
      ...['-S', SOURCE, '-B', build, `-DCMAKE_INSTALL_PREFIX=${join(folder, 'install')}`],
      ...['-DCMAKE_BUILD_TYPE=Release', `-DPython3_EXECUTABLE=${stdout.trim()}`],
    ]);
    await run('cmake', ['--build', build, '--parallel', '2'], { maxBuffer: Infinity });
    await run('cmake', ['--install', build]);
    return new BondPackage(folder);
  }

  /** What sourcing its setup file would add to the environment. */
  get env(): NodeJS.ProcessEnv {
    const prefix = join(this.#folder, 'install');
    const before = (name: string, folder: string) =>
      [folder, process.env[name]].filter((part) => part !== undefined).join(':');
    return {
      AMENT_PREFIX_PATH: before('AMENT_PREFIX_PATH', prefix),
      LD_LIBRARY_PATH: before('LD_LIBRARY_PATH', join(prefix, 'lib')),
      PYTHONPATH: before('PYTHONPATH', sitePackages(prefix)),
    };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Python's own name of the folder, or Debian's. */
function sitePackages(prefix: string): string {
  for (const lib of [join(prefix, 'lib'), join(prefix, 'local', 'lib')]) {
    if (!existsSync(lib)) continue;
    for (const python of readdirSync(lib).filter((name) => name.startsWith('python3')))
      for (const site of ['site-packages', 'dist-packages'])
        if (existsSync(join(lib, python, site))) return join(lib, python, site);
  }
  throw new Error(`no Python packages below ${prefix}`);
}

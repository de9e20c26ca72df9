import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { VljepaError } from '../errors.js';
import { checkMiddleware } from './environment.js';

const require = createRequire(import.meta.url);

const SOURCE =
  'source the setup.bash of your ROS 2 and of the workspace that vljepa is installed in; in a ' +
  'checkout, start it with npm start or scripts/with-ros';
const BUILD = 'build it again: colcon build, or npm start in a checkout';

/**
 * rclnodejs, once it is certain to load. Where it cannot load its addon, it would delete it and compile
 * itself anew, into the installed package and without saying why.
 *
 * @throws ROS_ENVIRONMENT with what to source or to build
 */
export async function loadRclnodejs(): Promise<unknown> {
  requireSourced('rcl', 'no ROS 2 is sourced');
  requireSourced('vljepa', 'the messages of vljepa are not sourced');
  checkMiddleware(process.env);
  requireBuilt(rclnodejsFolder());
  // It would still compile itself.
  delete process.env['RCLNODEJS_FORCE_BUILD'];
  return (await import('rclnodejs')).default;
}

function requireSourced(name: string, missing: string): void {
  const prefixes = (process.env['AMENT_PREFIX_PATH'] ?? '').split(delimiter);
  if (prefixes.some((prefix) => existsSync(join(prefix, 'share', name, 'package.xml')))) return;
  throw new VljepaError(
    'ROS_ENVIRONMENT',
    `${missing}: expected a prefix with share/${name} in AMENT_PREFIX_PATH, got ` +
      `${JSON.stringify(process.env['AMENT_PREFIX_PATH'] ?? '')}; ${SOURCE}`,
  );
}

function rclnodejsFolder(): string {
  try {
    return dirname(require.resolve('rclnodejs/package.json'));
  } catch (error) {
    throw new VljepaError('ROS_ENVIRONMENT', `the package rclnodejs is not installed; ${BUILD}`, {
      cause: error,
    });
  }
}

function requireBuilt(folder: string): void {
  const addon = join(folder, 'build/Release/rclnodejs.node');
  // Written when the addon was built: symbols that another distribution lacks fail only when called.
  const distribution = join(folder, '../.ros-distro');
  const built = existsSync(distribution) ? readFileSync(distribution, 'utf8').trim() : undefined;
  const sourced = process.env['ROS_DISTRO'];
  if (built !== undefined && sourced !== undefined && built !== sourced) {
    throw new VljepaError(
      'ROS_ENVIRONMENT',
      `vljepa is built for ROS 2 ${built}, but ${sourced} is sourced: source ${built}, or ${BUILD}`,
    );
  }
  for (const path of [addon, join(folder, 'generated/vljepa')]) {
    if (!existsSync(path)) {
      throw new VljepaError('ROS_ENVIRONMENT', `${path} is missing; ${BUILD}`);
    }
  }
  try {
    require(addon);
  } catch (error) {
    throw new VljepaError(
      'ROS_ENVIRONMENT',
      `the libraries of ROS 2 do not load: ${(error as Error).message.split('\n')[0]}; ${SOURCE}; ` +
        `where that is done, ${BUILD}`,
      { cause: error },
    );
  }
}

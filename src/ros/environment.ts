import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { VljepaError } from '../errors.js';
import { makeFolder } from '../makeFolder.js';
import { isWellFormed } from './wellFormed.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** DDS reaches no further: its ports are 7400 + 250 × domain. */
const LARGEST_DOMAIN = 232;

/**
 * Checks the variables for whose wrong values ROS 2 aborts, prints many lines, or silently behaves
 * differently.
 *
 * @throws ROS_ENVIRONMENT
 */
export function checkEnvironment(env: Environment, args: readonly string[] = []): void {
  checkDomain(env['ROS_DOMAIN_ID'] ?? '');
  if (!args.includes('--disable-external-lib-logs')) checkLogFolder(env);
  checkProfiles(env);
}

function checkDomain(domain: string): void {
  if (domain === '' || (/^(0|[1-9]\d*)$/.test(domain) && Number(domain) <= LARGEST_DOMAIN)) return;
  throw refused(
    `expected ROS_DOMAIN_ID to be a whole number from 0 to ${LARGEST_DOMAIN}, got ${JSON.stringify(domain)}`,
  );
}

/**
 * Checked before the libraries load: they end the process where the middleware is missing.
 *
 * @throws ROS_ENVIRONMENT
 */
export function checkMiddleware(env: Environment): void {
  const wanted = env['RMW_IMPLEMENTATION'] ?? '';
  if (wanted === '') return;
  const libraries = list(env['LD_LIBRARY_PATH']).map((folder) => join(folder, `lib${wanted}.so`));
  const index = 'share/ament_index/resource_index/rmw_typesupport';
  const registered = list(env['AMENT_PREFIX_PATH']).map((prefix) => join(prefix, index, wanted));
  if (/^\w+$/.test(wanted) && [...libraries, ...registered].some((path) => existsSync(path)))
    return;
  throw refused(
    `the middleware ${JSON.stringify(wanted)} of RMW_IMPLEMENTATION is not installed in the ROS 2 ` +
      'that is sourced: install its package, or unset RMW_IMPLEMENTATION for the default',
  );
}

/** As rcl_logging_interface finds it. */
function checkLogFolder(env: Environment): void {
  const home = env['HOME'] ?? '';
  const named = env['ROS_LOG_DIR'] || (env['ROS_HOME'] && join(env['ROS_HOME'], 'log'));
  const folder = (named || '~/.ros/log').replace(/^~/, home);
  const advice = 'set ROS_LOG_DIR to a folder that can be written';
  if (home === '' && (named || '~').startsWith('~')) {
    throw refused(`HOME is not set, and ROS 2 keeps its logs in ~/.ros/log: ${advice}`);
  }
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw refused(
      `ROS 2 keeps its logs in ${folder}, which cannot be written (${(error as Error).message}): ${advice}`,
    );
  }
}

/** Fast DDS ignores a profile that it cannot read, and then loses large images. */
function checkProfiles(env: Environment): void {
  if (!(env['RMW_IMPLEMENTATION'] || 'rmw_fastrtps_cpp').includes('fastrtps')) return;
  for (const name of ['FASTRTPS_DEFAULT_PROFILES_FILE', 'FASTDDS_DEFAULT_PROFILES_FILE']) {
    const file = env[name];
    if (!file) continue;
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      throw refused(
        `${name} names a file that cannot be read (${(error as Error).message}): expected an XML ` +
          'profile of Fast DDS, such as config/fastdds.xml',
      );
    }
    if (!isWellFormed(text)) {
      throw refused(
        `${name} names ${file}, which is not well-formed XML: expected a profile of Fast DDS, such ` +
          'as config/fastdds.xml',
      );
    }
  }
}

function list(paths: string | undefined): string[] {
  return (paths ?? '').split(delimiter).filter((path) => path !== '');
}

function refused(message: string): VljepaError {
  return new VljepaError('ROS_ENVIRONMENT', message);
}

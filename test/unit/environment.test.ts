import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkEnvironment, checkMiddleware } from '../../src/ros/environment.js';

const folder = mkdtempSync(join(tmpdir(), 'vljepa-environment-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const PROFILE = fileURLToPath(new URL('../../../config/fastdds.xml', import.meta.url));
const well = { HOME: folder, ROS_LOG_DIR: join(folder, 'log') };
const refused = (pattern: RegExp) => ({ code: 'ROS_ENVIRONMENT', message: pattern });

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

for (const domain of ['abc', '999', '233', '-1', '1.5', ' 7', '0x10', '007', '1e2', '٣']) {
  test(`ROS_DOMAIN_ID=${JSON.stringify(domain)} is refused`, () => {
    const expected = /ROS_DOMAIN_ID .*whole number from 0 to 232, got /;
    assert.throws(() => checkEnvironment({ ...well, ROS_DOMAIN_ID: domain }), refused(expected));
  });
}

test('domains that ROS has are taken', () => {
  for (const domain of ['', '0', '7', '232']) checkEnvironment({ ...well, ROS_DOMAIN_ID: domain });
});

test('a log folder is made; one that cannot be is refused with what to set', () => {
  const deep = join(folder, 'a/b/log');
  checkEnvironment({ ROS_LOG_DIR: deep });
  assert.ok(existsSync(deep));
  checkEnvironment({ HOME: folder, ROS_LOG_DIR: '~/tilde' });
  assert.ok(existsSync(join(folder, 'tilde')));
  checkEnvironment({ HOME: folder });
  assert.ok(existsSync(join(folder, '.ros/log')));
  const file = fileOf('file', '');
  for (const env of [
    { ROS_LOG_DIR: file },
    { ROS_LOG_DIR: join(file, 'log') },
    { ROS_LOG_DIR: '/proc/vljepa/log' },
    { ROS_HOME: '/proc/vljepa' },
    { HOME: '/proc' },
    {},
    { HOME: '' },
  ]) {
    assert.throws(() => checkEnvironment(env), refused(/set ROS_LOG_DIR to a folder/));
  }
  // Where nothing is logged to files, no folder is needed.
  checkEnvironment({}, ['--ros-args', '--disable-external-lib-logs']);
});

const AS_ROOT = process.getuid?.() === 0 && 'root may write anywhere';
test('a log folder without permission is refused', { skip: AS_ROOT }, () => {
  const path = join(folder, 'closed');
  mkdirSync(path);
  chmodSync(path, 0o500);
  assert.throws(() => checkEnvironment({ ROS_LOG_DIR: path }), refused(/set ROS_LOG_DIR/));
});

for (const variable of ['FASTRTPS_DEFAULT_PROFILES_FILE', 'FASTDDS_DEFAULT_PROFILES_FILE']) {
  test(`${variable} must name an XML file`, () => {
    checkEnvironment({ ...well, [variable]: PROFILE });
    checkEnvironment({ ...well, [variable]: '' });
    const odd = '<?xml version="1.0"?><!-- < --><dds a="<">&lt;<b/><![CDATA[<]]></dds>';
    checkEnvironment({ ...well, [variable]: fileOf('odd.xml', odd) });
    for (const [path, message] of [
      [join(folder, 'missing.xml'), /cannot be read .*ENOENT/],
      [folder, /cannot be read .*EISDIR/],
      [fileOf('empty.xml', ''), /not well-formed XML/],
      [fileOf('text.xml', 'profile: fast'), /not well-formed XML/],
      [fileOf('cut.xml', '<dds><profiles>'), /not well-formed XML/],
      [fileOf('crossed.xml', '<dds><a></dds></a>'), /not well-formed XML/],
      [fileOf('torn.xml', '<dds'), /not well-formed XML/],
    ] as const) {
      assert.throws(() => checkEnvironment({ ...well, [variable]: path }), refused(message));
    }
    // Another middleware does not read it.
    const cyclone = { ...well, RMW_IMPLEMENTATION: 'rmw_cyclonedds_cpp', [variable]: folder };
    checkEnvironment(cyclone);
  });
}

test('a middleware is found among the libraries or in the index, else refused', () => {
  const index = join(folder, 'share/ament_index/resource_index/rmw_typesupport');
  mkdirSync(index, { recursive: true });
  writeFileSync(join(index, 'rmw_listed_cpp'), '');
  writeFileSync(join(folder, 'librmw_here_cpp.so'), '');
  const env = { AMENT_PREFIX_PATH: `/nowhere:${folder}`, LD_LIBRARY_PATH: `/nowhere:${folder}` };
  for (const name of ['', 'rmw_listed_cpp', 'rmw_here_cpp']) {
    checkMiddleware({ ...env, RMW_IMPLEMENTATION: name });
  }
  for (const name of ['rmw_nonsense', 'rmw_here', '../rmw_typesupport/rmw_listed_cpp', ' ']) {
    assert.throws(
      () => checkMiddleware({ ...env, RMW_IMPLEMENTATION: name }),
      refused(/is not installed in the ROS 2/),
    );
  }
});

// load-addon.mjs [--prebuilt] RCLNODEJS: loads rclnodejs's addon, the one built here or the one that
// it ships for this Ubuntu and ROS 2, so that the reason shows where it cannot be loaded.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

const folder = path.resolve(process.argv.at(-1));
let addon = 'build/Release/rclnodejs.node';
if (process.argv.includes('--prebuilt')) {
  const system = readFileSync('/etc/os-release', 'utf8');
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(system)?.[1];
  const { platform, arch } = process;
  const name = `${process.env.ROS_DISTRO}-${codename}-${arch}-node-rclnodejs.node`;
  addon = `prebuilds/${platform}-${arch}/${name}`;
}
createRequire(import.meta.url)(path.join(folder, addon));

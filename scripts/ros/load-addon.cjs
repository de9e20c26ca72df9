// load-addon.cjs [--prebuilt] RCLNODEJS: loads rclnodejs's addon, the one built here or the one that
// it ships for this Ubuntu and ROS 2, so that the reason shows where it cannot be loaded.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const folder = path.resolve(process.argv.at(-1));
let addon = 'build/Release/rclnodejs.node';
if (process.argv.includes('--prebuilt')) {
  const system = fs.readFileSync('/etc/os-release', 'utf8');
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(system)?.[1];
  const { platform, arch } = process;
  const name = `${process.env.ROS_DISTRO}-${codename}-${arch}-node-rclnodejs.node`;
  addon = `prebuilds/${platform}-${arch}/${name}`;
}
require(path.join(folder, addon));

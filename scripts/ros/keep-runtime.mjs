// keep-runtime.mjs LOCK FOLDER: removes from FOLDER/node_modules what the program does not need when
// it runs on this machine: development packages, ONNX Runtime of other platforms (290 MB), and the
// addon's intermediate files.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const [lockFile, folder] = process.argv.slice(2);
const modules = path.join(folder, 'node_modules');

function remove(...parts) {
  rmSync(path.join(...parts), { recursive: true, force: true });
}

/** Removes all of a folder but the named entries. */
function keepOnly(parent, ...names) {
  for (const entry of readdirSync(parent)) {
    if (!names.includes(entry)) remove(parent, entry);
  }
}

const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
for (const [place, entry] of Object.entries(lock.packages)) {
  if (entry.dev) remove(folder, place);
}
remove(modules, '.bin');
remove(modules, '.package-lock.json');

const runtimes = path.join(modules, 'onnxruntime-node', 'bin');
for (const napi of readdirSync(runtimes)) {
  keepOnly(path.join(runtimes, napi), process.platform);
  keepOnly(path.join(runtimes, napi, process.platform), process.arch);
}

const rclnodejs = path.join(modules, 'rclnodejs');
keepOnly(path.join(rclnodejs, 'build'), 'Release');
keepOnly(path.join(rclnodejs, 'build', 'Release'), 'rclnodejs.node');

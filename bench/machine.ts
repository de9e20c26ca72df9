import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { pathOf } from './systems.js';

export interface Machine {
  readonly hardware: {
    readonly cpu: string;
    readonly cores: number;
    readonly memory_gb: number;
    readonly kernel: string;
  };
  readonly versions: Readonly<Record<string, string>>;
}

/** What the figures were measured on. */
export function describeHardware(): Machine['hardware'] {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory_gb: Math.round(totalmem() / 2 ** 30),
    kernel: readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim(),
  };
}

const nodePackages = ['rclnodejs', 'onnxruntime-node', 'opencv-wasm', 'sharp'];
const askPython = `
import importlib.metadata, json, platform, cv2, numpy, onnxruntime, yaml, rclpy
try:
    rclpy_version = importlib.metadata.version('rclpy')
except importlib.metadata.PackageNotFoundError:
    rclpy_version = 'unknown'
print(json.dumps({'python': platform.python_version(), 'rclpy': rclpy_version,
  'onnxruntime (Python)': onnxruntime.__version__, 'opencv (Python)': cv2.__version__}))
`;

/**
 * Where the figures come from.
 * @throws where the Python of this environment lacks what the peer needs
 */
export function describeMachine(): Machine {
  const { dependencies } = JSON.parse(readFileSync(pathOf('package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return {
    hardware: describeHardware(),
    versions: {
      ros: process.env['ROS_DISTRO'] ?? 'unknown',
      rmw: process.env['RMW_IMPLEMENTATION'] ?? 'default',
      node: process.versions.node,
      ...Object.fromEntries(nodePackages.map((name) => [name, dependencies[name] ?? 'unknown'])),
      ...pythonVersions(),
    },
  };
}

function pythonVersions(): Record<string, string> {
  try {
    const answer = execFileSync('python3', ['-c', askPython], { encoding: 'utf8', stdio: 'pipe' });
    return JSON.parse(answer) as Record<string, string>;
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1);
    throw new Error(
      `the peer needs rclpy, numpy, PyYAML, opencv-python and onnxruntime in this ROS 2's Python: ${reason ?? String(error)}`,
      { cause: error },
    );
  }
}

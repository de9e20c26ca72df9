import { readFileSync } from 'node:fs';

/** Definitions of the other packages' messages that ours hold. */
const TIME = 'int32 sec\nuint32 nanosec\n';
const HEADER = 'builtin_interfaces/Time stamp\nstring frame_id\n';

const DIAGNOSTIC_STATUS =
  'uint8 level\nstring name\nstring message\nstring hardware_id\ndiagnostic_msgs/KeyValue[] values\n';

/** msg/WorldState.msg and all that it holds, as MCAP and rosbag2 store it (`ros2msg`). */
export function worldStateDefinition(): string {
  return complete(ownMessage('WorldState'), [
    ['std_msgs/Header', HEADER],
    ['builtin_interfaces/Time', TIME],
    ['vljepa/LabelScore', ownMessage('LabelScore')],
  ]);
}

/** msg/DecodedText.msg and all that it holds. */
export function decodedTextDefinition(): string {
  return complete(ownMessage('DecodedText'), [
    ['std_msgs/Header', HEADER],
    ['builtin_interfaces/Time', TIME],
  ]);
}

/** diagnostic_msgs/DiagnosticArray and all that it holds; `byte level` is a uint8 on the wire. */
export function diagnosticArrayDefinition(): string {
  return complete('std_msgs/Header header\ndiagnostic_msgs/DiagnosticStatus[] status\n', [
    ['std_msgs/Header', HEADER],
    ['builtin_interfaces/Time', TIME],
    ['diagnostic_msgs/DiagnosticStatus', DIAGNOSTIC_STATUS],
    ['diagnostic_msgs/KeyValue', 'string key\nstring value\n'],
  ]);
}

/** sensor_msgs/Image and all that it holds. */
export function imageDefinition(): string {
  return complete(
    'std_msgs/Header header\nuint32 height\nuint32 width\nstring encoding\nuint8 is_bigendian\n' +
      'uint32 step\nuint8[] data\n',
    [
      ['std_msgs/Header', HEADER],
      ['builtin_interfaces/Time', TIME],
    ],
  );
}

/** bond/Status and all that it holds. */
export function bondStatusDefinition(): string {
  const own =
    'std_msgs/Header header\nstring id\nstring instance_id\nbool active\nfloat32 heartbeat_timeout\nfloat32 heartbeat_period\n';
  return complete(own, [
    ['std_msgs/Header', HEADER],
    ['builtin_interfaces/Time', TIME],
  ]);
}

/** The message's own text, then that of every message it holds under a line of 80 `=` and its name. */
function complete(own: string, others: readonly (readonly [name: string, text: string])[]): string {
  return [own, ...others.map(([name, text]) => `MSG: ${name}\n${text}`)].join(
    `${'='.repeat(80)}\n`,
  );
}

/** Lies beside the compiled program in the checkout and in the install space. */
function ownMessage(name: string): string {
  return readFileSync(new URL(`../../../msg/${name}.msg`, import.meta.url), 'utf8');
}

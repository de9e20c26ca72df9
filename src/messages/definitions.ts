import { readFileSync } from 'node:fs';

/** Definitions of the other packages' messages that ours use, and of the two camera types. */
const TIME = 'int32 sec\nuint32 nanosec\n';
const HEADER = 'builtin_interfaces/Time stamp\nstring frame_id\n';
const IMAGE = `std_msgs/Header header
uint32 height
uint32 width
string encoding
uint8 is_bigendian
uint32 step
uint8[] data
`;
const COMPRESSED_IMAGE = `std_msgs/Header header
string format
uint8[] data
`;

/**
 * Complete definitions in the form that MCAP and rosbag2 store (`ros2msg`): the message's own
 * text, then that of every message it holds, each under a line of 80 `=` and its name.
 */
export const imageDefinition = complete(IMAGE, [
  ['std_msgs/Header', HEADER],
  ['builtin_interfaces/Time', TIME],
]);

export const compressedImageDefinition = complete(COMPRESSED_IMAGE, [
  ['std_msgs/Header', HEADER],
  ['builtin_interfaces/Time', TIME],
]);

/** msg/WorldState.msg and all that it holds. */
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

function complete(own: string, others: readonly (readonly [name: string, text: string])[]): string {
  return [own, ...others.map(([name, text]) => `MSG: ${name}\n${text}`)].join(
    `${'='.repeat(80)}\n`,
  );
}

/** Lies beside the compiled program in the checkout and in the install space. */
function ownMessage(name: string): string {
  return readFileSync(new URL(`../../../msg/${name}.msg`, import.meta.url), 'utf8');
}

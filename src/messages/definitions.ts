import { readFileSync } from 'node:fs';
import { parse, stringify } from '@foxglove/rosmsg';
import { ros2jazzy } from '@foxglove/rosmsg-msgs-common';

const OWN_PACKAGE = 'vljepa';
/** rosmsg takes these two for primitive types of its own. */
const TIMES: Readonly<Record<string, string>> = {
  time: 'builtin_interfaces/Time',
  duration: 'builtin_interfaces/Duration',
};
/** By type: a publisher is opened for every camera and query, and again at each deactivation. */
const known = new Map<string, string>();
const SEPARATOR = `${'='.repeat(80)}\n`;

/**
 * A message's own text, then that of every message it holds, as MCAP and rosbag2 store it (`ros2msg`).
 *
 * @param type one of this package's, from its file in msg/, or of ROS 2's standard packages:
 *   `vljepa/msg/WorldState`, `sensor_msgs/msg/Image`
 * @throws {Error} where it is neither
 */
export function messageDefinition(type: string): string {
  let definition = known.get(type);
  if (definition === undefined) {
    const [owner = '', , name = ''] = type.split('/');
    definition = completeDefinition(owner, messageText(`${owner}/${name}`));
    known.set(type, definition);
  }
  return definition;
}

/**
 * The same for a message of another package, whose text is given.
 *
 * @param owner the package, to which types without one belong
 */
export function completeDefinition(owner: string, text: string): string {
  const held = new Map<string, string>();
  addHeld(owner, text, held);
  return [text, ...[...held].map(([name, other]) => `MSG: ${name}\n${other}`)].join(SEPARATOR);
}

/** Adds every message that the text holds, in the order in which they are first named. */
function addHeld(owner: string, text: string, held: Map<string, string>): void {
  for (const { type, isComplex } of parse(text, { ros2: true, skipTypeFixup: true })[0]!
    .definitions) {
    const short = TIMES[type] ?? (isComplex === true ? type : undefined);
    if (short === undefined) continue;
    const name = short.includes('/') ? short : `${owner}/${short}`;
    if (held.has(name)) continue;
    const other = messageText(name);
    held.set(name, other);
    addHeld(name.split('/')[0]!, other, held);
  }
}

/** @param name `vljepa/WorldState` */
function messageText(name: string): string {
  const [owner, short] = name.split('/');
  if (owner === OWN_PACKAGE) {
    // Lies beside the compiled program in the checkout and in the install space.
    return readFileSync(new URL(`../../../msg/${short}.msg`, import.meta.url), 'utf8');
  }
  const standard = Object.values(ros2jazzy).find((definition) => definition.name === name);
  if (standard === undefined) {
    throw new Error(
      `expected a message of ${OWN_PACKAGE} or of ROS 2's standard packages, got ${name}`,
    );
  }
  const fields = standard.definitions.map((field) => ({
    ...field,
    type: TIMES[field.type] ?? field.type,
  }));
  return `${stringify([{ ...standard, definitions: fields }])}\n`;
}

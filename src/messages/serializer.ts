import { parse } from '@foxglove/rosmsg';
import { MessageWriter } from '@foxglove/rosmsg2-serialization';

/**
 * Message objects of one type → serialized messages (CDR).
 *
 * @param definition complete, as `ros2msg`: see definitions.ts
 */
export function serializer<T>(definition: string): (message: T) => Uint8Array {
  const writer = new MessageWriter(parse(definition, { ros2: true }));
  return (message) => writer.writeMessage(message);
}

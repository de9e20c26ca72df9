import { parse } from '@foxglove/rosmsg';
import { MessageWriter } from '@foxglove/rosmsg2-serialization';

/**
 * The type that replaces `string` in the definition that the writer gets: a string in CDR is laid out as a
 * sequence of its UTF-8 bytes with a zero at the end. `CdrWriter.string` of @foxglove/cdr 3.5.0
 * takes the number of characters for that of bytes and cuts whatever is not ASCII.
 */
const TEXT = 'vljepa/Text';
const TEXT_FIELDS = [{ name: 'bytes', type: 'uint8', isArray: true, isComplex: false }];

/**
 * Message objects of one type → serialized messages (CDR). Strings may hold any character; half of
 * a surrogate pair, which UTF-8 does not have, becomes U+FFFD.
 *
 * @param definition complete, as `ros2msg`: see definitions.ts
 */
export function serializer<T>(definition: string): (message: T) => Uint8Array {
  const definitions = parse(definition, { ros2: true }).map(
    ({ definitions: fields, ...named }) => ({
      ...named,
      definitions: fields.map((field) =>
        field.type === 'string' && field.isConstant !== true
          ? { ...field, type: TEXT, isComplex: true }
          : field,
      ),
    }),
  );
  const writer = new MessageWriter([...definitions, { name: TEXT, definitions: TEXT_FIELDS }]);
  return (message) => writer.writeMessage(withTexts(message));
}

/** The message with each of its strings as the bytes that stand for it. */
function withTexts(value: unknown): unknown {
  if (typeof value === 'string') return { bytes: Buffer.from(`${value}\0`, 'utf8') };
  if (Array.isArray(value)) return value.map(withTexts);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withTexts(field)]));
}

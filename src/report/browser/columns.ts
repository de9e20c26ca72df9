/** What a column in base64 holds: bytes as a little-endian machine keeps the numbers. */
export function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}

/** A column of ticks in seconds. */
export function secondsOf(base64: string, tick: number): Float64Array {
  return Float64Array.from(new Uint32Array(bytesOf(base64)), (ticks) => ticks * tick);
}

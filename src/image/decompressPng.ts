import { crc32 } from 'node:zlib';
import type { RawImage } from '../frame.js';
import { beside, readPixels } from './libvips.js';

const SIGNATURE_BYTES = 8;

/**
 * libpng reads a file whose pixels are all there with the right checksums, and skips other chunks that
 * are damaged; it ignores what follows the end.
 */
export async function decompressPng(
  bytes: Uint8Array,
): Promise<{ readonly image: RawImage; readonly warned: boolean }> {
  const { image } = await beside(() =>
    readPixels(bytes, 'warning', (picture) => picture.removeAlpha().toColourspace('srgb')),
  );
  return { image, warned: !isSound(bytes) };
}

/** Whether the file has its last chunk, and the chunks beside the pixels are undamaged. */
function isSound(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE_BYTES; at + 12 <= file.length;) {
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length) return false;
    const type = file.toString('latin1', at + 4, at + 8);
    // Those of the pixels are checked by libpng.
    if (type !== 'IDAT' && crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) {
      return false;
    }
    if (type === 'IEND') return true;
    at = end + 4;
  }
  return false;
}

/** Decoded pictures that are kept. */
const MOST = 200;
const images = new Map<string, HTMLImageElement>();

/**
 * A picture that can be drawn.
 *
 * @param source data URI
 * @param ready called once it can be, where it cannot yet
 */
export function pictureOf(source: string, ready: () => void): HTMLImageElement | undefined {
  let image = images.get(source);
  if (!image) {
    image = new Image();
    image.addEventListener('load', ready, { once: true });
    image.src = source;
    images.set(source, image);
    const [oldest] = images.keys();
    if (images.size > MOST) images.delete(oldest!);
  }
  return image.complete && image.naturalWidth > 0 ? image : undefined;
}
